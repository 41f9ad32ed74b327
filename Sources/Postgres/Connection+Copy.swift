internal import CLibpq
internal import Dispatch
internal import Glibc

extension Connection {
    /// Sends rows with `copy … from stdin`. Returns the number of rows.
    ///
    /// The chunks are the bytes of the format that the statement names; they need not end at the end of a row. Throws
    /// what the source throws; then nothing is written. The statement takes no parameters.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence & Sendable>(_ statement: SQL, from chunks: Chunks) async throws -> Int
    where Chunks.Element == [UInt8] {
        let wire = try await startCopy(statement, expecting: PGRES_COPY_IN)
        do {
            for try await chunk in chunks {
                try Task.checkCancellation()
                try await put(chunk, wire)
            }
        } catch {
            _ = try? await endCopy(wire, statement, reason: "given up by the client")
            throw error
        }
        return try await endCopy(wire, statement, reason: nil)
    }

    /// Receives rows with `copy … to stdout`, in chunks of whole rows of about 64 KB. Returns the number of rows.
    ///
    /// The server waits while `receive` works. When it throws, the rest is cancelled and the error passed on.
    @discardableResult
    public func copyOut(_ statement: SQL, to receive: @Sendable ([UInt8]) async throws -> Void) async throws -> Int {
        let wire = try await startCopy(statement, expecting: PGRES_COPY_OUT)
        do {
            while let chunk = try await nextChunk(wire) {
                try Task.checkCancellation()
                try await receive(chunk)
            }
        } catch {
            await abandonCopyOut(wire, statement)
            throw error
        }
        return try await finishCopy(wire, statement)
    }

    private func startCopy(_ statement: SQL, expecting: ExecStatusType) async throws -> Wire {
        guard statement.parameters.isEmpty else {
            throw PostgresError(.misuse, "COPY takes no parameters", statement: statement.text)
        }
        do { try await beginCopy(statement, expecting: expecting) } catch {
            // Called off in the moment in which it had begun: nobody would end it.
            if isInCopy {
                setCopying(false)
                drop()
            }
            throw error
        }
        return try wireOfCopy()
    }

    /// Others are kept out from the same turn on in which the server agrees, or one of them could slip in before the
    /// caller goes on.
    private func beginCopy(_ statement: SQL, expecting: ExecStatusType) async throws {
        try await cancellable {
            let wire = try self.use()
            guard PQexitPipelineMode(wire.raw) == 1, PQsendQuery(wire.raw, statement.text) == 1 else {
                self.drop()
                throw wire.lost
            }
            self.roundTrips += 1
            try await self.flush(wire)
            guard let first = try await self.nextResult(wire) else { throw wire.lost }
            if first.status == expecting { return self.setCopying(true) }
            try await self.refuseCopyStart(wire, first, statement)
        }
    }

    /// The server did not start the COPY that was wanted.
    private func refuseCopyStart(_ wire: Wire, _ first: ResultStorage, _ statement: SQL) async throws {
        guard first.status == PGRES_FATAL_ERROR else {
            drop()
            throw PostgresError(.misuse, "this is no COPY in the wanted direction", statement: statement.text)
        }
        while try await nextResult(wire) != nil {}
        returnToPipeline(wire)
        throw first.error(statement: statement.text)
    }

    private func put(_ chunk: [UInt8], _ wire: Wire) async throws {
        while true {
            let accepted = chunk.withUnsafeBytes { bytes in
                PQputCopyData(wire.raw, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(chunk.count))
            }
            if accepted == 1 { break }
            if accepted < 0 { throw wire.lost }
            try await executor.wait(wire.socket, for: .writing)
        }
        try await flush(wire)
    }

    private func endCopy(_ wire: Wire, _ statement: SQL, reason: String?) async throws -> Int {
        while true {
            let accepted = PQputCopyEnd(wire.raw, reason)
            if accepted == 1 { break }
            if accepted < 0 { return try await finishCopy(wire, statement) }
            try await executor.wait(wire.socket, for: .writing)
        }
        try? await flush(wire)
        return try await finishCopy(wire, statement)
    }

    /// Rows until about 64 KB are together; `nil` at the end.
    private func nextChunk(_ wire: Wire) async throws -> [UInt8]? {
        var chunk: [UInt8] = []
        while chunk.count < 65_536 {
            var row: UnsafeMutablePointer<CChar>?
            let length = PQgetCopyData(wire.raw, &row, 1)
            if length > 0, let row {
                chunk.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
                PQfreemem(row)
            } else if length == 0 {
                if !chunk.isEmpty { return chunk }
                try await receive(wire)
            } else {
                return chunk.isEmpty ? nil : chunk
            }
        }
        return chunk
    }

    /// Reads the outcome and returns to pipeline mode.
    private func finishCopy(_ wire: Wire, _ statement: SQL) async throws -> Int {
        defer {
            setCopying(false)
            returnToPipeline(wire)
            noteState()
        }
        var affected = 0
        var failure: PostgresError?
        while let result = try await self.nextResult(wire) {
            if result.status == PGRES_FATAL_ERROR {
                let isLost = wire.isBroken && !result.isFromServer
                failure = failure ?? (isLost ? wire.lost : result.error(statement: statement.text))
                if wire.isBroken { break }
            }
            affected += result.affected
        }
        if let failure { throw failure }
        return affected
    }

    /// Stops the server, throws away what it had sent already and returns to pipeline mode.
    private func abandonCopyOut(_ wire: Wire, _ statement: SQL) async {
        let canceller = wire.canceller
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "redress.postgres.cancel").async {
                canceller.cancel()
                continuation.resume()
            }
        }
        do {
            while try await nextChunk(wire) != nil {}
            _ = try await finishCopy(wire, statement)
        } catch {
            if wire.isBroken { drop() }
        }
    }
}

/// Writes rows in the text format of COPY.
public enum CopyText {
    /// One line; `nil` is NULL.
    public static func line(_ fields: [String?]) -> [UInt8] {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(UInt8(ascii: "\t")) }
            guard let field else {
                line += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
                continue
            }
            for byte in field.utf8 { append(byte, to: &line) }
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static func append(_ byte: UInt8, to line: inout [UInt8]) {
        let escapes: [UInt8: UInt8] = [
            UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\t"): UInt8(ascii: "t"),
            UInt8(ascii: "\n"): UInt8(ascii: "n"), UInt8(ascii: "\r"): UInt8(ascii: "r"),
        ]
        if let escape = escapes[byte] {
            line += [UInt8(ascii: "\\"), escape]
        } else {
            line.append(byte)
        }
    }
}
