internal import CLibpq

/// Why a batch failed, and whether it may simply be sent again.
struct BatchFailure: Error {
    var error: PostgresError
    /// The place of the failed statement in the batch.
    var index: Int
    /// A plan was stale, no transaction was open before and nothing of the batch remains.
    var mayBeRepeated: Bool
}

/// What was sent, in the order in which the answers come.
private enum Step {
    case deallocate(String)
    case prepare(StatementCache.Key, index: Int)
    case run(index: Int)
}

/// The answers of one batch as far as they have come.
private struct Answers {
    var results: [QueryResult] = []
    var failure: BatchFailure?
    var didCommit = false
    /// Whether a result of the step at hand has come.
    var isWithinStep = false
    /// Results that came in place of the sync.
    var beforeSync = 0

    mutating func note(_ error: PostgresError, at index: Int) {
        if failure == nil { failure = BatchFailure(error: error, index: index, mayBeRepeated: false) }
    }
}

extension Connection {
    /// Sends statements up to one sync and collects all answers: one round trip, whatever the outcome.
    func exchange(_ statements: [SQL]) async throws -> [QueryResult] {
        let wire = try use()
        try Self.refuseInvalidParameters(statements)
        let wasIdle = wire.transactionStatus == PQTRANS_IDLE
        cache.trim()
        let steps = try send(statements, on: wire)
        roundTrips += 1
        var answers = Answers()
        answers.results.reserveCapacity(statements.count)
        do {
            // An asynchronous call costs even where nothing is waited for, and mostly nothing is.
            while try !wire.flush() { try await wait(toSend: wire) }
            for step in steps {
                repeat {
                    while wire.isBusy { try await receive(wire) }
                } while try take(step, of: statements, from: wire, into: &answers)
            }
            while true {
                while wire.isBusy { try await receive(wire) }
                if try takeSync(of: statements, from: wire, into: &answers) { break }
            }
        } catch let error as PostgresError {
            // The index tells a transaction whether COMMIT can have been reached.
            throw BatchFailure(error: error, index: answers.results.count, mayBeRepeated: false)
        }
        if var failure = answers.failure {
            let isClean = wasIdle && wire.transactionStatus == PQTRANS_IDLE && !answers.didCommit
            failure.mayBeRepeated = failure.error.isStalePlan && isClean
            throw failure
        }
        return answers.results
    }

    private static func refuseInvalidParameters(_ statements: [SQL]) throws {
        for statement in statements {
            for (index, parameter) in statement.parameters.enumerated() {
                guard case .invalid(let reason) = parameter.payload else { continue }
                var error = PostgresError(
                    .encoding, "$\(index + 1) cannot be sent: \(reason)", statement: statement.text)
                error.safeToRetry = false
                throw error
            }
        }
    }

    // MARK: Sending

    private func send(_ statements: [SQL], on wire: Wire) throws -> [Step] {
        var steps: [Step] = []
        steps.reserveCapacity(statements.count + 1)
        // A failed transaction accepts nothing but its end.
        if wire.transactionStatus != PQTRANS_INERROR {
            for name in cache.evicted {
                try check(PQsendQueryParams(wire.raw, "deallocate \(name)", 0, nil, nil, nil, nil, 0), on: wire, steps)
                steps.append(.deallocate(name))
            }
            cache.evicted = []
        }
        for (index, statement) in statements.enumerated() {
            let key = StatementCache.Key(statement)
            var name = cache.name(for: key)
            if name == nil {
                let new = cache.insert(key)
                try check(PQsendPrepare(wire.raw, new, key.text, Int32(key.types.count), key.types), on: wire, steps)
                steps.append(.prepare(key, index: index))
                name = new
            }
            try check(statement.sendPrepared(name ?? "", on: wire.raw), on: wire, steps)
            steps.append(.run(index: index))
        }
        try check(PQpipelineSync(wire.raw), on: wire, steps)
        return steps
    }

    /// A refusal of the first call means that nothing has left; after that nobody knows.
    private func check(_ accepted: Int32, on wire: Wire, _ steps: [Step]) throws {
        if accepted == 1 { return }
        var error = wire.lost
        error.safeToRetry = steps.isEmpty
        drop()
        throw BatchFailure(error: error, index: 0, mayBeRepeated: false)
    }

    // MARK: Receiving

    /// Takes the next of a step's results, which must have arrived. Answers `false` at their end.
    private func take(
        _ step: Step, of statements: [SQL], from wire: Wire, into answers: inout Answers
    ) throws -> Bool {
        guard let result = wire.takeResult() else {
            guard answers.isWithinStep else { throw lose(wire) }
            answers.isWithinStep = false
            return false
        }
        defer { answers.isWithinStep = true }
        switch result.status {
        case PGRES_FATAL_ERROR:
            try note(result, step, statements, wire, &answers)
        case _ where answers.isWithinStep:
            // Only an error may follow the first result.
            throw lose(wire)
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            guard case .run = step else { break }
            let finished = QueryResult(result)
            answers.didCommit = answers.didCommit || finished.isCommit
            answers.results.append(finished)
        case PGRES_PIPELINE_ABORTED:
            undo(step)
        default:
            throw refuseCopy(step, statements)
        }
        return true
    }

    /// Keeps the first error; one that ends the session is thrown at once, because no more answers will come.
    private func note(
        _ result: ResultStorage, _ step: Step, _ statements: [SQL], _ wire: Wire, _ answers: inout Answers
    ) throws {
        if wire.isBroken && !result.isFromServer { throw lose(wire) }
        undo(step)
        switch step {
        case .deallocate:
            let error = result.error(statement: nil)
            if error.isStalePlan { cache.evicted = [] } else { answers.note(error, at: 0) }
        case .prepare(_, let index):
            answers.note(result.error(statement: statements[index].text), at: index)
        case .run(let index):
            let error = result.error(statement: statements[index].text)
            dropStalePlan(error, StatementCache.Key(statements[index]))
            answers.note(error, at: index)
        }
        if let failure = answers.failure, failure.error.kind == .connectionLost {
            drop()
            throw failure.error
        }
    }

    private func dropStalePlan(_ error: PostgresError, _ key: StatementCache.Key) {
        if error.sqlState == "26000" {
            cache.removeAll()
        } else if error.isStalePlan {
            cache.remove(key, deallocating: true)
        }
    }

    /// What the server did not do must not stay in the cache.
    private func undo(_ step: Step) {
        switch step {
        case .deallocate(let name): cache.evicted.append(name)
        case .prepare(let key, _): cache.remove(key, deallocating: false)
        case .run: break
        }
    }

    /// Outside of a transaction the sync is where the statements are committed, so a deferred constraint speaks here:
    /// its error comes in place of the sync, which follows.
    private func takeSync(of statements: [SQL], from wire: Wire, into answers: inout Answers) throws -> Bool {
        answers.beforeSync += 1
        guard let result = wire.takeResult() else {
            if answers.beforeSync < 4 { return false }
            throw lose(wire)
        }
        if result.status == PGRES_PIPELINE_SYNC { return true }
        guard result.status == PGRES_FATAL_ERROR, result.isFromServer, answers.beforeSync < 4 else { throw lose(wire) }
        answers.note(result.error(statement: statements.last?.text), at: statements.count - 1)
        return false
    }

    private func lose(_ wire: Wire) -> PostgresError {
        let error = wire.lost
        drop()
        return error
    }

    private func refuseCopy(_ step: Step, _ statements: [SQL]) -> PostgresError {
        drop()
        guard case .run(let index) = step else { return PostgresError(.misuse, "unexpected answer of the server") }
        let message = "COPY needs copyIn or copyOut; the connection was closed"
        return PostgresError(.misuse, message, statement: statements[index].text)
    }
}

extension SQL {
    /// Queues an execution; libpq copies the parameters before it returns.
    fileprivate func sendPrepared(_ name: String, on raw: OpaquePointer) -> Int32 {
        let count = parameters.count
        if count == 0 { return PQsendQueryPrepared(raw, name, 0, nil, nil, nil, 1) }
        // Each text needs a NUL at its end, and an empty bytea an address: a null pointer would be NULL.
        let room = parameters.reduce(1) { $0 + $1.bytes.count + 1 }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { room in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 2) { numbers in
                    pack(into: UnsafeMutableRawBufferPointer(room), values, numbers)
                    return PQsendQueryPrepared(
                        raw, name, Int32(count), values.baseAddress, numbers.baseAddress,
                        numbers.baseAddress?.advanced(by: count), 1)
                }
            }
        }
    }

    /// Lays the parameters out as libpq wants them: where each value starts, then the lengths, then the formats.
    private func pack(
        into room: UnsafeMutableRawBufferPointer, _ values: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>,
        _ numbers: UnsafeMutableBufferPointer<Int32>
    ) {
        var end = 0
        for (place, parameter) in parameters.enumerated() {
            let bytes = parameter.bytes
            (numbers[place], numbers[parameters.count + place]) = (Int32(bytes.count), parameter.isBinary ? 1 : 0)
            guard !parameter.isNull else {
                values[place] = nil
                continue
            }
            values[place] = UnsafePointer(
                room.baseAddress?.advanced(by: end).assumingMemoryBound(to: CChar.self))
            UnsafeMutableRawBufferPointer(rebasing: room[end...]).copyBytes(from: bytes)
            end += bytes.count
            room[end] = 0
            end += 1
        }
    }
}

extension SQLParameter {
    fileprivate var bytes: [UInt8] {
        switch payload {
        case .binary(let bytes), .text(let bytes): bytes
        case .null, .invalid: []
        }
    }

    fileprivate var isBinary: Bool { if case .binary = payload { true } else { false } }

    fileprivate var isNull: Bool {
        switch payload {
        case .null, .invalid: true
        case .binary, .text: false
        }
    }
}
