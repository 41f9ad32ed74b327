internal import Canonical
internal import Ledger
internal import Postgres

extension CaseFile {
    /// Everything that the change writes with its entry; the case's revision goes up when that is anything of the case.
    ///
    /// An ordinary change is one call of `casework.write_change`: the case before its chain, in the order in which others
    /// lock them; then the entry, which is refused when the case is no longer what it was, before anything that would stumble
    /// over that with an error of its own; then the run and the openings. What few changes have comes after it.
    ///
    /// - Parameter person: under whose key the openings are sealed; under the victim's when nil.
    /// - Throws: ``DeskError/personErased`` when there are openings, and nobody's key is left for them.
    mutating func writing(
        _ entry: PreparedEntry, concerning person: Subject? = nil, by actor: Actor, at: Timestamp
    ) throws -> [SQL] {
        work.removeAll(where: \.isEmpty)
        let isChanged = now != before || !work.isEmpty || !statements.isEmpty
        let openings = try SealedOpenings(entry, under: person ?? subject)
        guard isChanged || openings != nil else {
            return [AuditTrail.append(entry, caseNo: before.caseNo, session: actor.session, place: place)]
        }
        var all = [
            call(
                entry, row: isChanged ? now : nil, leaf: entry.leaf, run: work.first,
                openings: person == nil ? openings : nil, at: at)
        ]
        all += furtherWork(entry, at: at) + statements
        // A person who came into the case with this change has a key there only now.
        if person != nil, let openings { all.append(call(entry, openings: openings, at: at)) }
        if isChanged { (now.updatedAt, now.revision) = (at, before.revision + 1) }
        return all
    }

    /// The runs after the first, and whom a clock of any wakes.
    func furtherWork(_ entry: PreparedEntry, at: Timestamp) -> [SQL] {
        work.dropFirst().map { call(entry, run: $0, at: at) } + work.compactMap { $0.wake(before.caseNo, at: at) }
    }

    /// Writes what is given, in this order: the case's row, the entry, the run, the openings.
    private func call(
        _ entry: PreparedEntry, row: Case? = nil, leaf: Leaf? = nil, run: RunWriting? = nil,
        openings: SealedOpenings? = nil, at: Timestamp
    ) -> SQL {
        let events = run?.events.nonEmpty
        let (clocks, gone) = (run?.clocks.nonEmpty, run?.gone.nonEmpty)
        return """
            SELECT casework.write_change(\(before.caseNo), \(at), \(run?.by), \(row?.scamType?.rawValue), \
            \(row?.status.rawValue), \(row.map { Int16($0.priority.level) }), \(row?.priorityReasons), \(row?.assignee), \
            \(row?.storedFacts), \(row?.discoveredAt), \(row?.isSafeToContact), \(row.map { Int32($0.openSteps) }), \
            \(row.map { Int32($0.mandatoryOpen) }), \(row.map { Int32($0.doneSteps) }), \(row?.nextDueAt), \
            \(row?.outcome?.rawValue), \(row?.closedAt), \(row?.mergedInto?.caseNo), \
            \(entry.leaf.id), \(leaf?.case?.seq), \(leaf?.actor.session), \(leaf?.actor.n), \(leaf?.subject), \
            \(leaf?.type.rawValue), \(leaf.map { _ in entry.bytes }), \(leaf?.case?.prev.bytes), \(place.sent), \
            \(run.map { Int16($0.number) }), \(run?.beginning?.playbook), \(run?.beginning?.version), \
            \(run?.beginning?.digest), \(run?.seq), \(run?.isEnded), \(run?.outcome), \(events), \
            \(events.flatMap { _ in run?.personal }), \(clocks?.map(\.path)), \(clocks?.map(\.rung)), \
            \(clocks?.map(\.at)), \(clocks?.map(\.isFired)), \(clocks?.map(\.isPaused)), \
            \(gone?.map(\.path)), \(gone?.map(\.rung)), \
            \(openings?.subject), \(openings?.paths), \(openings?.sealed))
            """
    }
}

extension Array {
    /// The elements, or nil when there are none: what is NULL costs the store nothing.
    var nonEmpty: [Element]? { isEmpty ? nil : self }
}
