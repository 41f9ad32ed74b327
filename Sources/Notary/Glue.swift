internal import Dispatch
internal import Glibc

/// Runs blocking work on a thread of its own, away from the cooperative pool.
func blocking<Result: Sendable>(_ label: String, _ body: @escaping @Sendable () throws -> Result) async throws -> Result
{
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: label).async { continuation.resume(with: Swift.Result { try body() }) }
    }
}

/// Why a file or a socket cannot be used: the call, the path, the reason in the system's words.
public struct NotaryError: Error, Sendable, Equatable {
    /// What cannot be done, in one sentence without its full stop.
    public let sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    static func system(_ call: String, _ path: String) -> NotaryError {
        NotaryError("\(path): \(call): \(String(cString: strerror(errno)))")
    }
}

/// Reads and writes on a descriptor, each with its end in time.
struct Pipe {
    let descriptor: Int32

    /// Writes everything.
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw NotaryError("the other side is gone") }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads once; empty at the end.
    func read(_ limit: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let count = recv(descriptor, &buffer, limit, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw NotaryError("the other side does not answer") }
            return Array(buffer[..<count])
        }
    }

    /// Nothing waits for ever: neither a reader nor a writer.
    func limitWaiting(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Reads a line without its newline, at most `limit` bytes.
    func readLine(limit: Int) throws -> [UInt8] {
        var line: [UInt8] = []
        while !line.contains(0x0A) {
            let piece = try read()
            guard !piece.isEmpty else { throw NotaryError("the other side is gone") }
            line += piece
            guard line.count <= limit else { throw NotaryError("the other side says too much") }
        }
        return Array(line[..<(line.firstIndex(of: 0x0A) ?? line.endIndex)])
    }
}
