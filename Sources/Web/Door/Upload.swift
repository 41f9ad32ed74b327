internal import Casework
internal import Hummingbird
internal import NIOCore

/// A body that is taken as it comes.
struct Upload: Sendable {
    private let body: RequestBody
    /// What the request says of its length.
    private let length: Int?
    private let progress: Patience.Progress
    /// So much must come within the time limit: whoever sends a byte now and then is called off.
    private static let stride = 1 << 16

    init(_ request: Request, _ progress: Patience.Progress) {
        (body, self.progress) = (request.body, progress)
        length = request.headers[.contentLength].flatMap { Int($0) }
    }

    /// Gives the bytes one piece after the other.
    ///
    /// - Throws: `CancellationError` when it breaks off: a part is never taken for the whole.
    func forEach(_ take: ([UInt8]) async throws -> Void) async throws {
        var (since, size) = (0, 0)
        for try await buffer in body {
            (since, size) = (since + buffer.readableBytes, size + buffer.readableBytes)
            if since >= Self.stride {
                progress.note()
                since = 0
            }
            try await take(Array(buffer.readableBytesView))
        }
        // A body whose connection or time has ended looks like one that is complete.
        try Task.checkCancellation()
        guard length.map({ $0 == size }) ?? true else { throw CancellationError() }
        progress.note()
    }

    /// The whole of it, out of the memory.
    ///
    /// - Throws: 413 when there are more than `limit` bytes; what ``forEach(_:)`` throws.
    func spilled(limit: Int) async throws -> SealedSpill {
        if let length, length > limit { throw Problem.bodyTooLarge(limit) }
        let writer = try SealedSpill.Writer()
        var size = 0
        try await forEach { bytes in
            size += bytes.count
            guard size <= limit else { throw Problem.bodyTooLarge(limit) }
            try writer.append(bytes)
        }
        return try writer.finish()
    }
}
