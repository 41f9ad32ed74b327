internal import CLibpq
internal import Dispatch
internal import Glibc

/// One libpq connection, which never blocks once it is open. Belongs to the actor that made it.
final class Wire {
    let raw: OpaquePointer
    let canceller: Canceller

    /// Opens a connection on a thread of its own: names are looked up, and each host may take until its timeout.
    static func open(_ configuration: ConnectionConfiguration) async throws -> sending Wire {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "redress.postgres.connect").async {
                do {
                    continuation.resume(returning: try Wire(configuration))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Blocks until one of the hosts has accepted the connection, each within its timeout.
    init(_ configuration: ConnectionConfiguration) throws {
        let keywords = try configuration.keywords()
        guard let raw = Self.connect(keywords) else {
            throw PostgresError(.couldNotConnect, "out of memory while connecting")
        }
        guard PQstatus(raw) == CONNECTION_OK, PQsetnonblocking(raw, 1) == 0, let cancel = PQgetCancel(raw) else {
            let reason = String(cString: PQerrorMessage(raw)).singleLine
            PQfinish(raw)
            var error = PostgresError(.couldNotConnect, "could not connect to \(configuration): \(reason)")
            error.safeToRetry = true
            throw error
        }
        self.raw = raw
        canceller = Canceller(cancel)
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
        PQenterPipelineMode(raw)
    }

    deinit { PQfinish(raw) }

    var isBroken: Bool { PQstatus(raw) == CONNECTION_BAD }

    var socket: Int32 { PQsocket(raw) }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(raw) }

    /// Sends what the socket takes of what libpq holds back. Answers whether that was all.
    func flush() throws -> Bool {
        let state = PQflush(raw)
        if state < 0 { throw lost }
        return state == 0
    }

    /// Takes over what has arrived.
    func consume() throws {
        if PQconsumeInput(raw) == 0 { throw lost }
    }

    /// Whether the next result has not arrived yet.
    var isBusy: Bool { PQisBusy(raw) == 1 }

    /// The next result, which must have arrived; `nil` is the end of one statement's results.
    func takeResult() -> ResultStorage? {
        PQgetResult(raw).map { ResultStorage($0) }
    }

    /// libpq's own text is left out: it may repeat what the server said about an earlier statement.
    var lost: PostgresError {
        PostgresError(.connectionLost, "the connection to the server was lost")
    }

    private static func connect(_ keywords: [(String, String)]) -> OpaquePointer? {
        var names: [UnsafePointer<CChar>?] = keywords.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values: [UnsafePointer<CChar>?] = keywords.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer {
            for pointer in names + values { free(UnsafeMutablePointer(mutating: pointer)) }
        }
        return PQconnectdbParams(&names, &values, 1)
    }
}

extension String {
    /// The text with its lines joined, for a message of one sentence.
    var singleLine: String {
        split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
    }
}
