import Casework
import Foundation

/// A new directory into which a bundle is written; it may hold personal data, so it is its owner's alone.
actor DirectorySink: BundleSink {
    private let path: String
    private var open: [String: FileHandle] = [:]
    private var made: [String] = []
    private var lines: [String: Int] = [:]

    init(_ path: String) throws {
        self.path = path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw UsageError("\(path) is there already.", wayOut: "Name a directory that does not exist yet.")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path + "/checkpoints", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
            )
        } catch { throw UsageError("\(path) cannot be made: \(String(cString: strerror(errno))).") }
    }

    /// How many lines were written to a file.
    func lines(in file: String) -> Int { lines[file] ?? 0 }

    /// Leaves nothing behind of an export that failed: a part must not be taken for the whole.
    func discard() {
        for file in made { _ = unlink("\(path)/\(file)") }
        _ = rmdir(path + "/checkpoints")
        _ = rmdir(path)
    }

    func append(_ bytes: [UInt8], to file: String) throws {
        if open[file] == nil {
            let descriptor = Foundation.open("\(path)/\(file)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw UsageError("\(path)/\(file) cannot be written: \(String(cString: strerror(errno))).")
            }
            open[file] = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            made.append(file)
        }
        if file.hasSuffix(".jsonl") { lines[file, default: 0] += bytes.count { $0 == UInt8(ascii: "\n") } }
        do { try open[file]?.write(contentsOf: bytes) } catch {
            throw UsageError("\(path)/\(file) cannot be written; is the disk full?")
        }
        // Many small files are written in a row, each in pieces; only the large ones stay open.
        if file.hasPrefix("checkpoint") {
            for other in open.keys where other != file && other.hasPrefix("checkpoint") { open[other] = nil }
        }
    }
}
