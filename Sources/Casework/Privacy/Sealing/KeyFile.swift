internal import Glibc

/// Why the key file cannot be used. Says where and what, never what is inside.
public enum KeyFileError: Error, Hashable, Sendable {
    /// There is no key file.
    case missing(path: String)
    /// The directory can be entered or read by others; `mode` holds its permission bits.
    case directoryNotPrivate(path: String, mode: UInt32)
    /// The file can be read or written by others; `mode` holds its permission bits.
    case notPrivate(path: String, mode: UInt32)
    /// The file or directory belongs to another user.
    case foreignOwner(path: String, owner: UInt32)
    /// A link, a device or a directory is where the file should be, or no directory where it should be.
    case wrongKind(path: String)
    /// The content is not a key file.
    case malformed(path: String)
    /// The content is of a version that this program does not know.
    case unsupportedVersion(path: String, version: Int64)
    /// There is no key with this number.
    case unknownKey(Int)
    /// The key with this number is the current one.
    case keyInUse(Int)
    /// The system refused a call.
    case system(call: String, path: String, errno: Int32)
}

/// The file that holds a ``KeyRing``: `keys.json`, mode 0600, in a directory of mode 0700.
public enum KeyFile {
    /// The name of the file in its directory.
    public static let name = "keys.json"

    /// Reads the keys.
    ///
    /// - Throws: ``KeyFileError``, `missing` when there are none yet.
    public static func read(in directory: String) throws(KeyFileError) -> KeyRing {
        try requirePrivate(directory: directory)
        let path = directory + "/" + name
        return try KeyRing(fileBytes: try privateBytes(path), path: path)
    }

    /// Reads the keys, and makes directory and file at the first start. Of programs that start at once one makes the
    /// keys and all read the same.
    public static func open(in directory: String) throws(KeyFileError) -> KeyRing {
        if mkdir(directory, 0o700) != 0, errno != EEXIST { throw failure("mkdir", directory) }
        do {
            return try read(in: directory)
        } catch .missing {
            let path = directory + "/" + name
            let draft = try written(KeyRing.generate().fileBytes, beside: path)
            defer { unlink(draft) }
            // A link appears whole or not at all, and never over a file that is there.
            if link(draft, path) != 0, errno != EEXIST { throw failure("link", path) }
            try synchronize(directory: directory)
            return try read(in: directory)
        }
    }

    /// Changes the keys, alone among all programs that change them, and replaces the file at once.
    ///
    /// - Returns: the keys after the change.
    @discardableResult public static func update(
        in directory: String, _ change: (inout KeyRing) throws(KeyFileError) -> Void
    ) throws(KeyFileError) -> KeyRing {
        try requirePrivate(directory: directory)
        let lockPath = directory + "/" + name + ".lock"
        let lock = Glibc.open(lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw failure("open", lockPath) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 { if errno != EINTR { throw failure("flock", lockPath) } }
        var keys = try read(in: directory)
        try change(&keys)
        let path = directory + "/" + name
        let draft = try written(keys.fileBytes, beside: path)
        if rename(draft, path) != 0 {
            let error = failure("rename", path)
            unlink(draft)
            throw error
        }
        try synchronize(directory: directory)
        return keys
    }

    private static func requirePrivate(directory: String) throws(KeyFileError) {
        var status = stat()
        guard lstat(directory, &status) == 0 else {
            throw errno == ENOENT ? .missing(path: directory + "/" + name) : failure("lstat", directory)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .wrongKind(path: directory) }
        guard status.st_uid == geteuid() else { throw .foreignOwner(path: directory, owner: status.st_uid) }
        let mode = status.st_mode & 0o7777
        guard mode & 0o077 == 0 else { throw .directoryNotPrivate(path: directory, mode: mode) }
    }

    /// The bytes of a file that nobody else can read, judged on the open file and not on its name.
    private static func privateBytes(_ path: String) throws(KeyFileError) -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { throw .missing(path: path) }
            throw errno == ELOOP ? .wrongKind(path: path) : failure("open", path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("fstat", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .wrongKind(path: path) }
        guard status.st_uid == geteuid() else { throw .foreignOwner(path: path, owner: status.st_uid) }
        let mode = status.st_mode & 0o7777
        guard mode & 0o077 == 0 else { throw .notPrivate(path: path, mode: mode) }
        guard status.st_size <= 1_048_576 else { throw .malformed(path: path) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Writes a new file beside `path` with mode 0600, on the disk before this returns.
    private static func written(_ bytes: [UInt8], beside path: String) throws(KeyFileError) -> String {
        let draft = path + "." + Digest.hexadecimal(Digest.random(8))
        let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("open", draft) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw discarding(draft, failure("write", draft)) }
            written += count
        }
        guard fsync(file) == 0 else { throw discarding(draft, failure("fsync", draft)) }
        return draft
    }

    private static func synchronize(directory: String) throws(KeyFileError) {
        let file = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", directory) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync", directory) }
    }

    private static func discarding(_ draft: String, _ error: KeyFileError) -> KeyFileError {
        unlink(draft)
        return error
    }

    private static func failure(_ call: String, _ path: String) -> KeyFileError {
        .system(call: call, path: path, errno: errno)
    }
}
