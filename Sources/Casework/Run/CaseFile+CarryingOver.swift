internal import Canonical
internal import Playbook

extension CaseFile {
    /// Takes over into the run that just began what was done in the one before it: nobody is asked the same thing twice.
    ///
    /// A step is the same when its path and everything that its author wrote of it are the same; shared modules have
    /// the same paths in every playbook that calls them by the same name.
    mutating func carryOver(from earlier: RunRecord, at: Timestamp, by actor: Actor) throws {
        let instances = earlier.run.steps(in: earlier.program).filter { $0.state == .done }
        let done = Dictionary(instances.map { ($0.path, $0) }) { first, _ in first }
        // Each round records one step, and there are no more steps to record than were done.
        for _ in 0..<done.count {
            guard let record = run, let known = record.known(in: done) else { return }
            let language = record.run.language ?? Language(before.language)
            guard let command = known.instance.command(language) else { return }
            try step(command, at: at, by: actor)
        }
    }
}

extension RunRecord {
    /// The first open step that was done before.
    fileprivate func known(in done: [StepPath: StepInstance]) -> (open: OpenStep, instance: StepInstance)? {
        for open in run.openSteps(in: program) where !open.isReview {
            guard let instance = done[open.path], instance.step.withoutPlace == open.step.withoutPlace,
                instance.command(Language("en")) != nil
            else { continue }
            return (open, instance)
        }
        return nil
    }
}

extension StepInstance {
    /// The command that records the step anew as it was; nil for kinds that are not recorded by one.
    fileprivate func command(_ language: Language) -> Command? {
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
