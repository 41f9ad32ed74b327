internal import CLibpq
internal import Glibc

/// One libpq connection: sends without blocking and waits in `poll(2)`. Belongs to the actor that made it.
final class Wire {
    let raw: OpaquePointer
    let canceller: Canceller

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

    /// Sends what libpq holds back. Reads meanwhile: the server stops reading when nobody takes its answers.
    func flush() throws {
        while true {
            let state = PQflush(raw)
            if state == 0 { return }
            if state < 0 { throw lost }
            let ready = try wait(for: Int16(POLLIN | POLLOUT))
            if ready & Int16(POLLIN) != 0, PQconsumeInput(raw) == 0 { throw lost }
        }
    }

    /// Waits for the next result; `nil` is the end of one statement's results.
    func nextResult() throws -> ResultStorage? {
        while PQisBusy(raw) == 1 {
            _ = try wait(for: Int16(POLLIN))
            if PQconsumeInput(raw) == 0 { throw lost }
        }
        return PQgetResult(raw).map { ResultStorage($0) }
    }

    /// Waits for the socket; returns what it is ready for, or 0 after the timeout.
    @discardableResult
    func wait(for events: Int16, milliseconds: Int32 = -1) throws -> Int16 {
        var descriptor = pollfd(fd: PQsocket(raw), events: events, revents: 0)
        if descriptor.fd < 0 { throw lost }
        while poll(&descriptor, 1, milliseconds) < 0 {
            if errno != EINTR { throw lost }
        }
        // An error on the socket is found by reading from it.
        if descriptor.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
            descriptor.revents |= Int16(POLLIN)
        }
        return descriptor.revents
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
