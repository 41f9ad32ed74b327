internal import Canonical
internal import Playbook

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
        let index = workIndex(of: record, by: actor)
        try work[index].add(events, of: record, under: subject)
        record.seq += events.count
        learnFacts(events, record)
        work[index].follow(&record)
        runs[runs.count - 1] = record
        refreshSummary(at: at)
    }

    /// Where in ``work`` a run is written. A run takes nothing more once the next one has begun.
    mutating func workIndex(of record: RunRecord, by actor: Actor) -> Int {
        if work.last?.number != record.number { work.append(RunWriting(record, by: actor)) }
        return work.count - 1
    }

    /// Starts a run of `program` in this case.
    mutating func start(_ program: Program, digest: [UInt8], at: Timestamp, by actor: Actor) throws {
        let number = (runs.last?.number ?? 0) + 1
        runs.append(
            RunRecord(
                number: number, program: program, digest: digest, startedAt: at, run: Run(), seq: 0, storedTimers: []))
        try step(.start(inputs: inputs(of: program), language: Language(before.language)), at: at, by: actor)
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
}
