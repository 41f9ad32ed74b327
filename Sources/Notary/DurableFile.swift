internal import Glibc

/// A small file that is replaced as a whole and is on the disk before anybody is told.
public struct DurableFile: Sendable {
    /// The path of the file.
    public let path: String

    /// A file at a path, which need not be there.
    public init(_ path: String) { self.path = path }

    /// The contents, nil when there is no file. Symbolic links are not followed.
    ///
    /// - Throws: ``NotaryError`` when it is there and cannot be read.
    public func read() throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw NotaryError.system("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw NotaryError.system("read", path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Replaces the contents: written beside it, synced, renamed, and the directory synced, with mode 0600.
    ///
    /// - Throws: ``NotaryError``; then the old contents are still there.
    public func write(_ bytes: [UInt8]) throws {
        let beside = path + ".new"
        unlink(beside)
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw NotaryError.system("open", beside) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw NotaryError.system("write", beside) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw NotaryError.system("fsync", beside) }
        guard rename(beside, path) == 0 else { throw NotaryError.system("rename", path) }
        try syncDirectory()
    }

    private func syncDirectory() throws {
        let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let descriptor = open(directory.isEmpty ? "." : directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw NotaryError.system("open", directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw NotaryError.system("fsync", directory) }
    }

    /// - Throws: ``NotaryError`` when others than its owner may read it.
    func demandPrivate() throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw NotaryError.system("stat", path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw NotaryError("\(path) must be a file that only its owner can read. Run: chmod 600 \(path)")
        }
    }
}

/// One process at a time works on a directory.
public struct DirectoryLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Waits until nobody else has it; `giveUp` is asked in between.
    ///
    /// - Throws: ``NotaryError`` when there is no such directory, or after giving up.
    public init(_ directory: String, giveUp: () -> Bool) throws {
        descriptor = open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw NotaryError.system("open", directory + "/lock") }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw NotaryError.system("flock", directory + "/lock") }
            if giveUp() {
                close(descriptor)
                throw NotaryError("another program is at work in \(directory)")
            }
            usleep(50_000)
        }
    }

    deinit { close(descriptor) }
}
