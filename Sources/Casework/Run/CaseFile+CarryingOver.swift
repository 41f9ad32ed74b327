internal import Canonical
internal import Playbook

extension CaseFile {
    /// Takes over into the run that just began what was done in those before it: nobody is asked the same thing twice.
    ///
    /// A step is the same when everything that its author wrote of it is the same, and it stands at the same path. A step
    /// of a shared module that either run has in one place only may stand at another path: modules are called from
    /// different branches of different playbooks.
    mutating func carryOver(from earlier: [RunRecord], at: Timestamp, by actor: Actor) throws {
        guard let record = run else { return }
        let done = DoneBefore(earlier, for: record.program)
        var refused: Set<StepPath> = []
        // Each round records one step, and there are no more steps to record than were done.
        for _ in 0..<done.count {
            guard let record = run else { return }
            let language = record.run.language ?? Language(before.language)
            guard let command = record.next(of: done, besides: refused, language) else { return }
            do {
                try step(command.command, at: at, by: actor)
            } catch DeskError.refused {
                // What was right then need not be right now, as an hour that has passed: it is asked anew.
                refused.insert(command.path)
            }
        }
    }

    /// Goes on taking over: a step that opens only later in the new playbook may have been done before it, too. What
    /// triage did stands at the very beginning of every playbook and was taken over at its start.
    mutating func carryOn(at: Timestamp, by actor: Actor) throws {
        let earlier = runs.dropLast().filter { !PlaybookShelf.isTriage($0.program.playbook.id) }
        guard !earlier.isEmpty else { return }
        try carryOver(from: Array(earlier), at: at, by: actor)
    }
}

/// The steps that were done in earlier runs, by path and by module.
private struct DoneBefore {
    private var byPath: [StepPath: StepInstance] = [:]
    private var byModule: [String: [StepInstance]] = [:]
    /// How often a step of a module stands in the program that is to take it over.
    private var places: [String: Int] = [:]

    /// How many there are.
    var count: Int { byPath.count }

    /// What was done last counts.
    init(_ records: [RunRecord], for program: Program) {
        for record in records.reversed() {
            for instance in record.run.steps(in: record.program) where instance.state == .done {
                guard byPath[instance.path] == nil else { continue }
                byPath[instance.path] = instance
                if let key = DoneBefore.key(instance.path, record.program) {
                    byModule[key, default: []].append(instance)
                }
            }
        }
        for path in program.paths { if let key = DoneBefore.key(path, program) { places[key, default: 0] += 1 } }
    }

    /// What was done of an open step.
    func instance(of open: OpenStep, _ program: Program) -> StepInstance? {
        if let same = byPath[open.path], same.step.withoutPlace == open.step.withoutPlace { return same }
        guard let key = DoneBefore.key(open.path, program), places[key] == 1, let found = byModule[key],
            let only = found.first, found.allSatisfy({ $0.record?.answer == only.record?.answer })
        else { return nil }
        return only.step.withoutPlace == open.step.withoutPlace ? only : nil
    }

    /// `m2-bank own_account`; nil for steps of the playbook itself, of side paths and of rounds.
    private static func key(_ path: StepPath, _ program: Program) -> String? {
        if path.text.hasPrefix("!") || path.text.contains("[") { return nil }
        guard let playbook = program.playbook(of: path), playbook.id != program.playbook.id else { return nil }
        return "\(playbook.id) \(path.id)"
    }
}

extension RunRecord {
    /// The command that records the first open step that was done before. What this run has recorded itself and opened
    /// again is not touched: then somebody is to look at it anew.
    fileprivate func next(of done: DoneBefore, besides refused: Set<StepPath>, _ language: Language) -> (
        path: StepPath, command: Command
    )? {
        let recorded = Set(run.steps(in: program).lazy.filter { $0.record != nil }.map(\.path)).union(refused)
        for open in run.openSteps(in: program) where !open.isReview && !recorded.contains(open.path) {
            if let command = done.instance(of: open, program)?.command(at: open.path, language) {
                return (open.path, command)
            }
        }
        return nil
    }
}

extension StepInstance {
    /// The command that records the step anew as it was; nil for kinds that are not recorded by one.
    fileprivate func command(at path: StepPath, _ language: Language) -> Command? {
        switch step.kind {
        case .ask: record?.answer.map { .record(path, .answer($0), language: language) }
        case .say, .action: .record(path, .done, language: language)
        case .checklist: record.map { .record(path, .items($0.items), language: language) }
        case .refer: .record(path, .consentedDone(reference: nil), language: language)
        case .decide, .wait, .parallel, .loop, .call, .escalate, .end: nil
        }
    }
}

extension Step {
    /// The step as its author wrote it, wherever it stands in a file.
    fileprivate var withoutPlace: Step {
        var step = self
        step.place = .start
        return step
    }
}
