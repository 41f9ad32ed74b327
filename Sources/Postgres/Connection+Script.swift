internal import CLibpq

extension Connection {
    /// Leaves pipeline mode for what it does not allow, and returns to it.
    func outsidePipeline<Result>(_ wire: Wire, _ work: () async throws -> Result) async throws -> Result {
        guard PQexitPipelineMode(wire.raw) == 1 else {
            drop()
            throw wire.lost
        }
        defer { returnToPipeline(wire) }
        return try await work()
    }

    /// A connection that cannot return is of no use.
    func returnToPipeline(_ wire: Wire) {
        if wire.isBroken || PQenterPipelineMode(wire.raw) != 1 { drop() }
    }

    /// Sends a script and reads to its end.
    func runScript(_ script: String) async throws {
        let wire = try use()
        if script.utf8.contains(0) { throw PostgresError(.encoding, "the script holds a NUL character") }
        try await outsidePipeline(wire) {
            guard PQsendQuery(wire.raw, script) == 1 else {
                drop()
                throw wire.lost
            }
            roundTrips += 1
            try await flush(wire)
            try await readScriptResults(wire, script)
        }
    }

    private func readScriptResults(_ wire: Wire, _ script: String) async throws {
        var failure: PostgresError?
        while let result = try await nextResult(wire) {
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: continue
            case PGRES_FATAL_ERROR:
                if wire.isBroken && !result.isFromServer {
                    drop()
                    throw failure ?? wire.lost
                }
                failure = failure ?? result.error(statement: Self.excerpt(script, at: result))
            default:
                drop()
                throw PostgresError(.misuse, "COPY needs copyIn or copyOut; the connection was closed")
            }
        }
        if let failure { throw failure }
    }

    /// The line of the script that the server complains about, so that the error stays readable.
    private static func excerpt(_ script: String, at result: ResultStorage) -> String {
        guard let position = result.error(statement: nil).position else { return String(script.prefix(200)) }
        let before = script.unicodeScalars.prefix(max(0, position - 1))
        let lineStart = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? script.startIndex
        return String(script[lineStart...].prefix { !$0.isNewline }.prefix(200))
    }
}
