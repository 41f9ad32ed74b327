internal import Glibc

/// The few file operations that the cluster needs, with errors that name the path.
enum Files {
    /// What `lstat` says of a path, or `nil` when nothing is there.
    static func status(_ path: String) -> stat? {
        var result = stat()
        return lstat(path, &result) == 0 ? result : nil
    }

    static func exists(_ path: String) -> Bool { status(path) != nil }

    static func isDirectory(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
        defer { close(descriptor) }
        return readAll(descriptor)
    }

    /// Replaces a file as a whole: readers see the old one or the new one.
    static func write(_ path: String, _ text: String, mode: mode_t, owner: ServerUser) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw failure(temporary) }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure(temporary) }
            bytes = bytes.dropFirst(written)
        }
        try owner.own(temporary)
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    }

    /// Makes a directory and those above it. Those that are there stay as they are.
    static func makeDirectories(_ path: String, mode: mode_t) throws {
        if exists(path) { return }
        if let parent = parent(of: path), !exists(parent) { try makeDirectories(parent, mode: 0o755) }
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure(path) }
    }

    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The path without symbolic links, `.` and `..`.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Removes a directory with all that is in it. Links are not followed.
    static func removeTree(_ path: String) {
        guard let status = status(path) else { return }
        if isDirectory(status) {
            for name in names(in: path) { removeTree(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    static func failure(_ path: String) -> ClusterError {
        .fileSystem(path: path, reason: describeErrno())
    }
}
