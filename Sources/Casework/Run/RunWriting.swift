internal import Canonical
internal import Playbook
internal import Postgres

/// What a change writes of one run: its events, its row, its clocks. Several moves of a run in one change are one writing,
/// which goes to the store in one call (``CaseFile/writing(_:concerning:by:at:)``).
struct RunWriting: Sendable {
    /// What a run follows that begins with this change.
    struct Beginning: Sendable {
        let playbook: String
        let version: String
        let digest: [UInt8]
    }

    /// The number of the run.
    let number: Int
    /// Nil of a run that goes on.
    let beginning: Beginning?
    /// Who moved it.
    let by: String
    /// The events in canonical form, without what is personal.
    private(set) var events: [[UInt8]] = []
    /// What is personal of each, sealed; empty where nothing is.
    private(set) var personal: [[UInt8]] = []
    /// The number of the last event.
    private(set) var seq: Int32 = 0
    /// How the run stands after it.
    private(set) var isEnded = false
    private(set) var outcome: String?
    /// The clocks that are new, or stand otherwise than in the store.
    private(set) var clocks: [StoredTimer] = []
    /// The clocks whose steps ended before they ran out.
    private(set) var gone: [StoredTimer] = []

    /// Nothing yet.
    init(_ record: RunRecord, by actor: Actor) {
        (number, by) = (record.number, actor.id)
        let playbook = record.program.playbook
        beginning =
            record.seq > 0
            ? nil : Beginning(playbook: playbook.id, version: playbook.version.description, digest: record.digest)
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { events.isEmpty && clocks.isEmpty && gone.isEmpty }

    /// Adds the events that were folded into `record` and are not counted in its `seq` yet.
    mutating func add(_ new: [RunEvent], of record: RunRecord, under subject: Subject) throws {
        if new.isEmpty { return }
        for event in new {
            let parts = event.split()
            events.append(parts.public.canonicalBytes)
            personal.append(
                try parts.personal.map {
                    try subject.key.seal($0.canonicalBytes, table: "run_event", column: "personal")
                } ?? [])
        }
        (seq, isEnded, outcome) = (Int32(record.seq + new.count), record.run.isEnded, record.run.outcome)
    }

    /// Brings the clocks to where the events have them.
    mutating func follow(_ record: inout RunRecord) {
        let (stored, current) = (record.storedTimers, record.currentTimers)
        for clock in stored where !clock.isFired && !current.contains(where: clock.isSameClock) { gone.append(clock) }
        for clock in current where !stored.contains(clock) {
            clocks.removeAll(where: clock.isSameClock)
            // A clock that stops and runs again in one change has not stopped.
            gone.removeAll(where: clock.isSameClock)
            clocks.append(clock)
        }
        record.storedTimers = current
    }
}

extension StoredTimer {
    /// Whether it is the same rung of the same step, wherever it stands.
    fileprivate func isSameClock(_ other: StoredTimer) -> Bool { path == other.path && rung == other.rung }
}

extension RunWriting {
    /// Wakes the servers for a clock that runs out soon; nil when there is none.
    ///
    /// Servers look at the clocks at least every ``DeadlineKeeper/longestSleep``; only a clock that runs out before the next
    /// look, and before every other one, wakes them. Whoever notifies takes a lock of the whole cluster at his commit, so
    /// the ordinary step of a case, whose clocks are minutes or days away, does not.
    func wake(_ caseNo: Int64, at: Timestamp) -> SQL? {
        let running = clocks.filter { clock in
            !clock.isFired && !clock.isPaused && !gone.contains(where: clock.isSameClock)
        }
        guard let first = running.map(\.at).min(), first < at.adding(seconds: DeadlineKeeper.longestSleep) else {
            return nil
        }
        return """
            SELECT pg_notify(\(DeadlineKeeper.channel), '') WHERE NOT EXISTS (
                SELECT FROM casework.timer
                WHERE fired_at IS NULL AND NOT is_paused AND at <= \(first) AND case_no <> \(caseNo))
            """
    }
}
