internal import Glibc
public import Ledger

/// Room in files without a name, which are gone when they are closed or the program ends, however it ends.
public struct SpillFiles: SpillSpace {
    private let directory: String

    /// Files in the directory that `TMPDIR` names, else in `/tmp`.
    public init() {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        directory = named.isEmpty ? "/tmp" : named
    }

    /// Begins a file.
    ///
    /// - Throws: ``KeptFileError``.
    public func begin() throws -> any SpillWriter {
        let path = "\(directory)/redress-verify-\(getpid())-\(UInt64.random(in: .min ... .max))"
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw KeptFileError(path: directory) }
        unlink(path)
        return Writer(file: KeptFile(descriptor: descriptor, path: directory))
    }

    private struct Writer: SpillWriter {
        let file: KeptFile
        var length: UInt64 = 0

        mutating func write(_ bytes: [UInt8]) throws {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { pwrite(file.descriptor, $0.baseAddress, $0.count, off_t(length)) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw KeptFileError(path: file.path) }
                rest = rest.dropFirst(count)
                length += UInt64(count)
            }
        }

        mutating func finish() -> any SpillRun { file }
    }
}

/// A file that is read at any place.
public final class KeptFile: SpillRun {
    fileprivate let descriptor: Int32
    fileprivate let path: String

    fileprivate init(descriptor: Int32, path: String) { (self.descriptor, self.path) = (descriptor, path) }

    /// The file at a path, nil when there is none.
    ///
    /// - Throws: ``KeptFileError``.
    public init?(path: String) throws {
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw KeptFileError(path: path)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The bytes from `offset` on.
    public func open(at offset: UInt64) -> any BundleStream { Stream(file: self, offset: offset) }

    private struct Stream: BundleStream {
        let file: KeptFile
        var offset: UInt64

        mutating func next() throws -> [UInt8]? {
            while true {
                var count = 0
                let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
                    count = pread(file.descriptor, buffer.baseAddress, buffer.count, off_t(offset))
                    filled = max(0, count)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw KeptFileError(path: file.path) }
                offset += UInt64(count)
                return count == 0 ? nil : piece
            }
        }
    }
}

/// A file that cannot be read or written.
public struct KeptFileError: Error, CustomStringConvertible {
    /// Which one, or its directory.
    public let path: String
    private let reason: String

    fileprivate init(path: String) { (self.path, reason) = (path, String(cString: strerror(errno))) }

    /// One sentence.
    public var description: String { "\(path): \(reason)." }
}
