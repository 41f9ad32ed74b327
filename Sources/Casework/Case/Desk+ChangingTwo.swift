internal import Canonical
internal import Ledger
internal import Postgres

/// Two cases, locked and loaded for one change.
struct CasePair: Sendable {
    var first: CaseFile
    var second: CaseFile
}

/// What a change of two cases says when it is done: an entry for each, and the answer about the first.
struct PairChange: Sendable {
    var first: Draft
    var second: Draft
    var answer: @Sendable (_ pair: CasePair, _ receipt: LeafHash) -> JSON
}

extension Desk {
    /// Changes two cases in one transaction, each with an entry of its own.
    ///
    /// The one with the lower number is locked first, whichever was named first: two people who take the same two cases
    /// at once wait for each other in one order, and the second of them sees what the first one did.
    ///
    /// - Throws: ``DeskError/sameCase(reference:)`` when it is one and the same.
    func changeBoth(
        _ first: CaseReference, _ second: CaseReference, by actor: Actor, key: RequestKey? = nil,
        also reads: @Sendable (CaseReference) -> [SQL] = { _ in [] },
        _ body: @Sendable (inout CasePair, Timestamp) throws -> PairChange
    ) async throws -> JSON {
        guard first != second else { throw DeskError.sameCase(reference: first.text) }
        let isInOrder = first.caseNo < second.caseNo
        return try await retrying {
            try await pool.transaction { transaction in
                let (low, high) = isInOrder ? (first, second) : (second, first)
                let one = try await load(low, by: actor, key: key, also: reads(low), in: transaction)
                guard let lower = one.file else { return one.earlier ?? .null }
                let other = try await load(high, by: actor, key: nil, also: reads(high), in: transaction)
                guard let upper = other.file else { throw StoreFault.noRow("casework.case") }
                var pair = CasePair(first: isInOrder ? lower : upper, second: isInOrder ? upper : lower)
                if let expectedRevision, expectedRevision != pair.first.before.revision {
                    throw DeskError.revisionConflict(
                        reference: first.text, expected: expectedRevision, actual: pair.first.before.revision)
                }
                let at = now()
                let change = try body(&pair, at)
                return try await write(change, &pair, by: actor, key: key, at: at, in: transaction)
            }
        }
    }

    private func write(
        _ change: PairChange, _ pair: inout CasePair, by actor: Actor, key: RequestKey?, at: Timestamp,
        in transaction: Transaction
    ) async throws -> JSON {
        let first = try trail.prepare(
            change.first, caseNo: pair.first.before.caseNo, by: actor, at: at, place: pair.first.place)
        // Both places were read before either entry was written: the session counts on from the first.
        var place = pair.second.place
        place.sessionN += 1
        let second = try trail.prepare(
            change.second, caseNo: pair.second.before.caseNo, by: actor, at: at, place: place)
        var statements = try pair.first.writing(first, by: actor, at: at)
        statements += try pair.second.writing(second, by: actor, at: at)
        let answer = change.answer(pair, first.hash)
        if let key {
            statements.append(
                try key.insert(answer: answer, by: actor, at: at, caseNo: pair.first.before.caseNo, keys: keys))
        }
        try await transaction.finish(statements)
        cases.forget(pair.first.before.caseNo)
        cases.forget(pair.second.before.caseNo)
        return answer
    }
}
