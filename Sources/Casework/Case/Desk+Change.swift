internal import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// What a change says when it is done: the answer for the caller and the entry for the trail.
struct Change<Answer: Document>: Sendable {
    var answer: @Sendable (_ file: CaseFile, _ receipt: LeafHash) -> Answer
    var entry: Draft
    /// Under whose key the openings of the entry are sealed; under the victim's when nil.
    var concerning: Subject?
}

extension Desk {
    /// Changes one case: locks it, loads it, lets `body` compute, and writes everything with its entry.
    ///
    /// Two round trips to the store: one that locks and reads, one that writes and commits. A case that this program wrote
    /// last takes one: `body` computes with the case as it was kept, and the store refuses the entry when it has changed
    /// since; then, and when `body` refuses, the case is locked and looked at. `body` touches neither store nor clock, so it
    /// can be run again. What `statements` answer is in `file.extra`.
    func change<Answer: Document>(
        _ reference: CaseReference, by actor: Actor, key: RequestKey? = nil, skippingLocked: Bool = false,
        also statements: [SQL] = [], _ body: @Sendable (inout CaseFile, Timestamp) throws -> Change<Answer>
    ) async throws -> ChangeAnswer<Answer> {
        var mayExpect = !skippingLocked && statements.isEmpty
        return try await retrying {
            defer { mayExpect = false }
            return try await pool.transaction { transaction in
                if mayExpect, let expected = expected(reference.caseNo, by: actor) {
                    do {
                        return .done(try await change(expected, by: actor, key: key, in: transaction, body))
                    } catch is DeskError {
                        // What was kept may be out of date; only the case itself can refuse.
                    }
                }
                if skippingLocked { try await reference.lockOrSkip(in: transaction) }
                let loaded = try await load(reference, by: actor, key: key, also: statements, in: transaction)
                guard let file = loaded.file else { return .repeated(loaded.earlier ?? .null) }
                return .done(try await change(file, by: actor, key: key, in: transaction, body))
            }
        }
    }

    /// The case as this program left it, when it did, and the place of the next entry.
    private func expected(_ caseNo: Int64, by actor: Actor) -> CaseFile? {
        guard let n = trail.counters.last(of: actor.session) else { return nil }
        return cases.kept(caseNo)?.expected(session: n)
    }

    private func change<Answer: Document>(
        _ current: CaseFile, by actor: Actor, key: RequestKey?, in transaction: Transaction,
        _ body: @Sendable (inout CaseFile, Timestamp) throws -> Change<Answer>
    ) async throws -> Answer {
        var file = current
        if file.place.sent != nil { try await renew(&file, in: transaction) }
        try file.demandAccess(actor)
        try file.demandLiving()
        try file.demandPerson()
        try demandExpected(file.before.revision, of: file.before.reference)
        let at = now()
        let recorded = file.runs.last?.seq
        let change = try body(&file, at)
        if file.wantsNextRun {
            try await startNextRun(&file, at: at, by: actor, in: transaction)
        } else if file.runs.last?.seq != recorded {
            try file.carryOn(at: at, by: actor)
        }
        try file.alignPause(at: at, by: actor)
        return try await write(change, &file, by: actor, key: key, at: at, in: transaction)
    }

    /// Refuses a revision that the caller did not look at.
    private func demandExpected(_ revision: Int, of reference: CaseReference) throws {
        guard let expectedRevision, expectedRevision != revision else { return }
        throw DeskError.revisionConflict(reference: reference.text, expected: expectedRevision, actual: revision)
    }

    private func write<Answer: Document>(
        _ change: Change<Answer>, _ file: inout CaseFile, by actor: Actor, key: RequestKey?, at: Timestamp,
        in transaction: Transaction
    ) async throws -> Answer {
        let caseNo = file.before.caseNo
        let entry = try trail.prepare(
            change.entry.showing(file.parameters), caseNo: caseNo, by: actor, at: at, place: file.place)
        var statements = try file.writing(entry, concerning: change.concerning, by: actor, at: at)
        let answer = change.answer(file, entry.hash)
        if let key {
            statements.append(try key.insert(answer: answer.json, by: actor, at: at, caseNo: caseNo, keys: keys))
        }
        try await transaction.finish(statements)
        if let kept = KeptCase(file, after: entry) { cases.keep(kept) } else { cases.forget(caseNo) }
        return answer
    }

    /// A triage that ended with the kind of scam, and a case whose kind was corrected, go on in that scam's own playbook,
    /// in the same move.
    private func startNextRun(_ file: inout CaseFile, at: Timestamp, by actor: Actor, in transaction: Transaction)
        async throws
    {
        guard file.wantsNextRun, let record = file.run, let scamType = file.now.scamType else { return }
        let facts = CaseFacts(
            scamType: scamType, jurisdiction: file.now.jurisdiction, channel: file.now.channel,
            language: file.now.language)
        let chosen = try await shelf.choose(facts, at: at, in: transaction)
        // The same playbook may stand for several kinds; what triage could not tell, it need not ask again.
        guard chosen.digest != record.digest, !(record.run.isEnded && PlaybookShelf.isTriage(chosen.playbook)) else {
            return
        }
        let program = try await program(chosen.digest, for: file.now.jurisdiction, in: transaction)
        let earlier = file.runs
        if !record.run.isEnded { file.statements.append(CaseFile.dropTimers(file.before.caseNo, run: record.number)) }
        try file.start(program, digest: chosen.digest, at: at, by: actor)
        try file.carryOver(from: earlier, at: at, by: actor)
    }

    /// A case that is locked and read.
    struct Loaded {
        /// Nil when the request was done before.
        var file: CaseFile?
        var earlier: JSON?
    }

    /// One round trip: the lock of the case and of its place on the trail, and everything that a change may need. A case
    /// that was kept is not read again; when somebody else changed it since, that costs a second round trip.
    func load(
        _ reference: CaseReference, by actor: Actor, key: RequestKey?, also statements: [SQL] = [],
        in transaction: Transaction
    ) async throws -> Loaded {
        let caseNo = reference.caseNo
        let kept = cases.kept(caseNo)
        let keyed = key.map { [$0.select(by: actor)] } ?? []
        let reads = kept == nil ? Self.reads(caseNo, after: [:]) : []
        var results = try await transaction.run(
            keyed + [Case.lock(caseNo, session: actor.session)] + reads + statements)
        if let key, let earlier = try key.earlierAnswer(results.removeFirst(), of: actor, keys: keys) {
            return Loaded(earlier: earlier)
        }
        guard let row = results.removeFirst().rows.first else { throw DeskError.noSuchCase(reference: reference.text) }
        let place = try AuditTrail.place(row)
        var file: CaseFile
        if let kept, let unchanged = kept.file(at: place) {
            file = unchanged
            try await renew(&file, in: transaction)
        } else {
            let known = kept?.known ?? [:]
            let read = kept == nil ? results : try await transaction.run(Self.reads(caseNo, after: known))
            file = try await self.file(Case(row), place, read, known: known, in: transaction)
            if file.subject.isErased, !known.isEmpty {
                // What this process still knows of the person's answers goes as well.
                cases.forget(caseNo)
                let anew = try await transaction.run(Self.reads(caseNo, after: [:]))
                file = try await self.file(Case(row), place, anew, known: [:], in: transaction)
            }
        }
        file.extra = Array(results.suffix(statements.count))
        return Loaded(file: file)
    }

    /// Gives a case that was kept the words of the parameters that hold by now.
    private func renew(_ file: inout CaseFile, in transaction: Transaction) async throws {
        let inForce = try await parameters.inForce(in: transaction)[file.before.jurisdiction.rawValue]
        guard inForce?.digest != file.parameters?.digest else { return }
        file.parameters = inForce
        for index in file.runs.indices {
            file.runs[index].program = try await program(
                file.runs[index].digest, for: file.before.jurisdiction, in: transaction)
        }
    }

    /// What belongs to a case, in the order in which ``file(_:_:_:known:in:)`` takes it.
    private static func reads(_ caseNo: Int64, after known: KnownRuns) -> [SQL] {
        [
            Payment.select(caseNo), Party.select(caseNo), RunRecord.select(caseNo),
            RunRecord.selectEvents(caseNo, after: known), RunRecord.selectTimers(caseNo),
        ]
    }

    private func file(
        _ current: Case, _ place: EntryPlace, _ results: [QueryResult], known: KnownRuns, in transaction: Transaction
    ) async throws -> CaseFile {
        let parties = try Party.read(results[1].rows)
        guard let subject = try Party.victimSubject(results[1].rows, keys: keys) else {
            throw StoreFault.noRow("privacy.subject_key")
        }
        var file = CaseFile(
            before: current, now: current, payments: try results[0].rows.map(Payment.init),
            runs: try await runs(
                of: current, runs: results[2].rows, events: results[3].rows, timers: results[4].rows,
                subject: subject, known: known, in: transaction),
            subject: subject, parties: parties, place: place)
        file.parameters = try await parameters.inForce(in: transaction)[current.jurisdiction.rawValue]
        return file
    }

    /// The runs of a case, folded: `events` are those that `known` does not have.
    func runs(
        of current: Case, runs rows: [Row], events: [Row], timers: [Row], subject: Subject, known: KnownRuns = [:],
        in transaction: Transaction
    ) async throws -> [RunRecord] {
        let storedTimers = Dictionary(grouping: timers) { (try? $0.decode(Int.self, "run_no")) ?? 0 }
        let storedEvents = Dictionary(grouping: events) { (try? $0.decode(Int.self, "run_no")) ?? 0 }
        var records: [RunRecord] = []
        for row in rows {
            let number: Int = try row["run_no"]
            let digest: [UInt8] = try row["digest"]
            let new = try (storedEvents[number] ?? []).map { try RunEvent(stored: $0, subject: subject) }
            var run = known[number]?.run ?? Run()
            let program = try await fold(
                new, into: &run, pinned: digest, for: current.jurisdiction, in: transaction)
            records.append(
                RunRecord(
                    number: number, program: program, digest: digest, startedAt: try row["started_at"], run: run,
                    seq: try row["seq"], storedTimers: try (storedTimers[number] ?? []).map(StoredTimer.init)))
        }
        return records
    }
}

extension Desk {
    /// Folds events that may lead from one version to another; answers the program of the last, to which the run is pinned.
    private func fold(
        _ events: [RunEvent], into run: inout Run, pinned digest: [UInt8], for jurisdiction: Jurisdiction,
        in transaction: Transaction
    ) async throws -> Program {
        let moves = events.compactMap { if case .migrated(let migration) = $0.kind { migration } else { nil } }
        let first = moves.first.map { Digest.bytes(hexadecimal: $0.from.digest) } ?? digest
        var program = try await program(first, for: jurisdiction, in: transaction)
        for event in events {
            guard case .migrated(let migration) = event.kind else {
                run.fold(event, in: program)
                continue
            }
            let digest = Digest.bytes(hexadecimal: migration.to.digest)
            let next = try await self.program(digest, for: jurisdiction, in: transaction)
            run.fold(event, from: program, to: next)
            program = next
        }
        return program
    }
}

/// The answer to a change: made now, or kept from the first time that the same request came.
enum ChangeAnswer<Answer: Document>: Sendable {
    case done(Answer)
    case repeated(JSON)
}

extension ChangeAnswer: Document {
    /// The same bytes for the first and for a repeated request.
    var json: JSON {
        switch self {
        case .done(let answer): answer.json
        case .repeated(let answer): answer
        }
    }
}

extension Desk {
    /// Shows something of one case: loads it and writes the entry of the look, nothing else.
    func read(
        _ reference: CaseReference, by actor: Actor, also statements: [SQL] = [],
        _ body: @Sendable (inout CaseFile, Timestamp) throws -> Change<JSON>
    ) async throws -> JSON {
        try await retrying {
            try await pool.transaction { transaction in
                let loaded = try await load(reference, by: actor, key: nil, also: statements, in: transaction)
                guard var file = loaded.file else { throw StoreFault.noRow("casework.case") }
                try file.demandAccess(actor, reading: true)
                try demandExpected(file.before.revision, of: reference)
                let change = try body(&file, now())
                return try await write(change, &file, by: actor, key: nil, at: now(), in: transaction)
            }
        }
    }
}

/// Somebody else has the case in this moment, or there is nothing left to do with it: what was begun is rolled back.
struct Skipped: Error {}

extension CaseReference {
    /// Locks the case without waiting for whoever has it.
    ///
    /// - Throws: ``Skipped`` when somebody has it.
    fileprivate func lockOrSkip(in transaction: Transaction) async throws {
        let rows = try await transaction.query(
            "SELECT 1 AS one FROM casework.\"case\" WHERE case_no = \(caseNo) FOR UPDATE SKIP LOCKED")
        if rows.isEmpty { throw Skipped() }
    }
}
