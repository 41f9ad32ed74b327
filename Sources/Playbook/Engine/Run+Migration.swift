public import Canonical

/// A run moves to another version of its playbook. Where only wording differs it stands as it stood; else it is a fresh
/// run of the new version with what was recorded: the live state follows again from the first record on.
extension Run {
    /// The events of a migration; the run is then one of `new`.
    ///
    /// - Throws: ``Refusal`` for a run that has not begun, and when the new version needs what the case does not know.
    public mutating func migrate(
        _ migration: Migration, at time: Timestamp, from old: Program, to new: Program, calendar: BusinessCalendar
    ) throws(Refusal) -> [RunEvent] {
        guard isStarted else { throw .notStarted }
        try check(migration.inputs.merging(inputs) { _, given in given }, isStart: true, in: new)
        let event = RunEvent(at: time, .migrated(migration))
        var events = [event]
        for kind in take(event, migration, from: old, to: new, isTelling: true) {
            events.append(RunEvent(at: time, kind))
        }
        setClocks(at: time, in: new, calendar: calendar, into: &events)
        return events
    }

    /// Takes a ``RunEvent/Kind-swift.enum/migrated(_:)`` in; any other event is one of the old program.
    public mutating func fold(_ event: RunEvent, from old: Program, to new: Program) {
        guard case .migrated(let migration) = event.kind else { return fold(event, in: old) }
        _ = take(event, migration, from: old, to: new, isTelling: false)
    }

    private mutating func take(
        _ event: RunEvent, _ migration: Migration, from old: Program, to new: Program, isTelling: Bool
    ) -> [RunEvent.Kind] {
        guard isStarted else { return [] }
        now = event.at
        let wasEnded = isEnded
        var carrier = RunCarrier(self, migration, from: old, to: new)
        guard !migration.map.isEmpty || old.structureDigest != new.structureDigest else {
            for index in records.indices {
                records[index].bases = carrier.bases(of: index, at: Int(records[index].instance))
            }
            return []
        }
        self = carrier.carried()
        let walk = RunWalk(new, at: event.at, position: 0, isTelling: isTelling)
        replay(walk)
        if isEnded, !wasEnded { tell(.ended(outcome: outcome), walk) }
        if wasEnded, !isEnded { tell(.reopened, walk) }
        return walk.followed
    }
}
