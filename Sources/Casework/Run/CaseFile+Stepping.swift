internal import Canonical
internal import Playbook
internal import Postgres

extension CaseFile {
    /// Gives the run at work a command and takes over everything that follows from it: events, clocks, facts, priority.
    @discardableResult mutating func step(_ command: Command, at: Timestamp, by actor: Actor) throws
        -> [RunEvent]
    {
        guard var record = runs.last else { throw DeskError.noRun(reference: before.reference.text) }
        let wasEnded = record.run.isEnded
        let events: [RunEvent]
        do throws(Refusal) {
            events = try record.run.apply(command, at: at, in: record.program, calendar: calendar)
        } catch {
            throw DeskError.refused(error)
        }
        for event in events { record.run.fold(event, in: record.program) }
        try keep(events, record, at: at, by: actor)
        if !wasEnded, record.run.isEnded, PlaybookShelf.isTriage(record.program.playbook.id) { wantsNextRun = true }
        return events
    }

    /// Takes over a run at work that these events were folded into: the events, its clocks, facts, the summary.
    mutating func keep(_ events: [RunEvent], _ changed: RunRecord, at: Timestamp, by actor: Actor) throws {
        var record = changed
        try store(events, of: record, at: at, by: actor)
        record.seq += events.count
        learnFacts(events, record)
        write(following: record.timerChanges(caseNo: before.caseNo, now: at))
        record.storedTimers = record.currentTimers
        runs[runs.count - 1] = record
        refreshSummary(at: at)
    }

    /// Starts a run of `program` in this case.
    mutating func start(_ program: Program, digest: [UInt8], at: Timestamp, by actor: Actor) throws {
        let number = (runs.last?.number ?? 0) + 1
        runs.append(
            RunRecord(
                number: number, program: program, digest: digest, startedAt: at, run: Run(), seq: 0, storedTimers: []))
        try step(.start(inputs: inputs(of: program), language: Language(before.language)), at: at, by: actor)
    }

    private mutating func store(_ events: [RunEvent], of record: RunRecord, at: Timestamp, by actor: Actor) throws {
        guard !events.isEmpty else { return }
        var bodies: [[UInt8]] = []
        var personal: [[UInt8]] = []
        for event in events {
            let parts = event.split()
            bodies.append(parts.public.canonicalBytes)
            personal.append(
                try parts.personal.map {
                    try subject.key.seal($0.canonicalBytes, table: "run_event", column: "personal")
                }
                    ?? [])
        }
        let numbers = (1...events.count).map { Int64(record.seq + $0) }
        write(following: [
            """
            INSERT INTO casework.run_event (case_no, run_no, seq, at, by_staff, event, personal)
            SELECT \(before.caseNo), \(Int16(record.number)), e.seq, \(at), \(actor.id), e.event, nullif(e.personal, ''::bytea)
            FROM unnest(\(numbers)::bigint[], \(bodies)::bytea[], \(personal)::bytea[]) AS e (seq, event, personal)
            """,
            record.seq == 0 ? insert(record, events.count, at: at) : update(record, events.count, at: at),
        ])
    }

    /// The row of a run that has just begun: its first events come with it.
    private func insert(_ record: RunRecord, _ events: Int, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.run (case_no, run_no, playbook, version, digest, seq, started_at, ended_at, outcome)
        VALUES (\(before.caseNo), \(Int16(record.number)), \(record.program.playbook.id),
            \(record.program.playbook.version.description), \(record.digest), \(Int32(events)), \(at),
            \(record.run.isEnded ? at : nil), \(record.run.outcome))
        """
    }

    private func update(_ record: RunRecord, _ events: Int, at: Timestamp) -> SQL {
        """
        UPDATE casework.run SET seq = \(Int32(record.seq + events)), outcome = \(record.run.outcome),
            ended_at = CASE WHEN \(record.run.isEnded) THEN coalesce(ended_at, \(at)) END
        WHERE case_no = \(before.caseNo) AND run_no = \(Int16(record.number))
        """
    }

    /// The business days of the case: those that the parameters name, or else those of its jurisdiction.
    var calendar: BusinessCalendar { parameters?.set.calendar ?? before.calendar }

    /// What the case tells a playbook: the inputs that it, and what it calls, declare.
    func inputs(of program: Program) -> [String: Value] {
        var known: [String: Value] = [
            "reference": .string(before.reference.text), "opened_at": .timestamp(before.openedAt),
            "channel": .string(before.channel.rawValue), "language": .string(before.language),
            "jurisdiction": .string(before.jurisdiction.rawValue),
            "scam_type": .string(now.scamType?.rawValue ?? ScamType.other.rawValue),
        ]
        known["discovered_at"] = now.discoveredAt.map(Value.timestamp)
        known["first_paid_at"] = payments.map(\.sentAt).min().map(Value.timestamp)
        known["last_paid_at"] = payments.map(\.sentAt).max().map(Value.timestamp)
        if let currency = payments.first?.currency, payments.allSatisfy({ $0.currency == currency }) {
            known["loss"] = .money(Money(minor: payments.map(\.minor).reduce(0, +), currency: currency))
        }
        let declared = Set(([program.playbook] + program.called).flatMap { $0.inputs.map(\.name) })
        return known.filter { declared.contains($0.key) }
    }

    /// Brings the numbers of the queue up to date: open, mandatory, done, the next clock, the priority.
    mutating func refreshSummary(at: Timestamp) {
        if let record = runs.last {
            let open = record.run.openSteps(in: record.program)
            now.openSteps = open.count
            now.mandatoryOpen = record.run.mandatoryOpen(in: record.program).count
            now.nextDueAt = record.nextDue
        }
        now.doneSteps = runs.map(\.run.doneCount).reduce(0, +)
        let (priority, reasons) = PriorityRule.priority(of: priorityFacts, at: at)
        // Never lowered by itself: what was urgent once stays so until a person says otherwise.
        guard priority.level <= now.priority.level else { return }
        (now.priority, now.priorityReasons) = (priority, reasons.map(\.rawValue))
    }
}

extension Case {
    /// The business days of the case's jurisdiction.
    var calendar: BusinessCalendar { .of(jurisdiction: jurisdiction.rawValue) }
}

extension RunRecord {
    /// The clocks as the fold of the events has them.
    var currentTimers: [StoredTimer] {
        run.timers(in: program).map { timer in
            StoredTimer(
                path: timer.path.text, rung: timer.rung.description, at: timer.at, isFired: timer.hasFired,
                isPaused: timer.isPaused)
        }
    }

    /// The statements that bring the stored clocks to where the events have them.
    ///
    /// Servers look at the clocks at least every ``DeadlineKeeper/longestSleep``; only a clock that runs out before the next
    /// look, and before every other one, wakes them. Whoever notifies takes a lock of the whole cluster at his commit, so
    /// the ordinary step of a case, whose clocks are minutes or days away, does not.
    func timerChanges(caseNo: Int64, now: Timestamp) -> [SQL] {
        let stored = Set(storedTimers)
        let current = currentTimers
        let keys = Set(current.map { "\($0.path) \($0.rung)" })
        let gone = storedTimers.filter { !$0.isFired && !keys.contains("\($0.path) \($0.rung)") }
        let changed = current.filter { !stored.contains($0) }
        var statements: [SQL] = []
        if !gone.isEmpty {
            statements.append(
                """
                WITH gone AS (
                    DELETE FROM casework.timer t USING unnest(\(gone.map(\.path))::text[], \(gone.map(\.rung))::text[]) AS g (path, rung)
                    WHERE t.case_no = \(caseNo) AND t.run_no = \(Int16(number)) AND t.path = g.path AND t.rung = g.rung
                        AND t.fired_at IS NULL
                    RETURNING t.path, t.rung, t.at)
                INSERT INTO casework.deadline_kept (case_no, run_no, path, due_at, kept_at)
                SELECT \(caseNo), \(Int16(number)), path, at, \(now) FROM gone WHERE rung = 'breach'
                ON CONFLICT (case_no, run_no, path) DO UPDATE SET due_at = excluded.due_at, kept_at = excluded.kept_at
                """)
        }
        if !changed.isEmpty {
            statements.append(
                """
                INSERT INTO casework.timer (case_no, run_no, path, rung, at, fired_at, is_paused)
                SELECT \(caseNo), \(Int16(number)), c.path, c.rung, c.at, CASE WHEN c.fired THEN c.at END, c.paused
                FROM unnest(\(changed.map(\.path))::text[], \(changed.map(\.rung))::text[], \(changed.map(\.at))::timestamptz[],
                    \(changed.map(\.isFired))::boolean[], \(changed.map(\.isPaused))::boolean[]) AS c (path, rung, at, fired, paused)
                ON CONFLICT (case_no, run_no, path, rung) DO UPDATE
                SET at = excluded.at, fired_at = coalesce(timer.fired_at, excluded.fired_at), is_paused = excluded.is_paused
                """)
        }
        let horizon = now.adding(seconds: DeadlineKeeper.longestSleep)
        if let first = changed.filter({ !$0.isFired && !$0.isPaused }).map(\.at).min(), first < horizon {
            statements.append(
                """
                SELECT pg_notify(\(DeadlineKeeper.channel), '') WHERE NOT EXISTS (
                    SELECT FROM casework.timer
                    WHERE fired_at IS NULL AND NOT is_paused AND at <= \(first) AND case_no <> \(caseNo))
                """)
        }
        return statements
    }
}
