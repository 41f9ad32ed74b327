import Foundation
import NIOCore

/// A file as the body of a request, piece by piece.
struct FilePieces: AsyncSequence, Sendable {
    let path: String

    struct AsyncIterator: AsyncIteratorProtocol {
        let handle: FileHandle?

        mutating func next() async throws -> ByteBuffer? {
            guard let data = try handle?.read(upToCount: 1 << 16), !data.isEmpty else { return nil }
            return ByteBuffer(bytes: data)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(handle: FileHandle(forReadingAtPath: path)) }

    /// How many bytes it has.
    var size: Int64 {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber)?.int64Value ?? 0
    }
}

/// A new file of its user alone. It is made when the first of its bytes come, and a part of it is not left behind.
final class NewFile {
    private let path: String
    private var handle: FileHandle?

    init(_ path: String) { self.path = path }

    /// Refuses a name that is taken before anything is asked for.
    static func demandFree(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { throw refusal(path) }
    }

    private static func refusal(_ path: String) -> UsageError {
        UsageError("\(path) cannot be written, or is there already.", wayOut: "Choose another name.")
    }

    /// Lets `body` write; the file is removed when that fails.
    ///
    /// - Throws: ``UsageError`` when it cannot be written, or is there already.
    func written<R>(_ body: (_ write: (_ bytes: [UInt8]) async throws -> Void) async throws -> R) async throws -> R {
        do { return try await body { try self.append($0) } } catch {
            if handle != nil { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }

    private func append(_ bytes: [UInt8]) throws {
        if handle == nil {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Self.refusal(path) }
            handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
        do { try handle?.write(contentsOf: Data(bytes)) } catch {
            throw UsageError("\(path) cannot be written; is the disk full?")
        }
    }
}
