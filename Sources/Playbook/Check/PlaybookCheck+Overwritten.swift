/// Values that are overwritten before anybody could read them.
extension PlaybookCheck {
    /// Walks from the end to the beginning: a value that is not read on any way before it is written anew is lost.
    ///
    /// Only outputs of calls and events can be written at two places; an answer has one question.
    func checkOverwritten() {
        if log.isIncomplete { return }
        var writers: [Int: Int] = [:]
        for index in steps.flatMap(\.step.writes).compactMap(table.index) { writers[index, default: 0] += 1 }
        // A side path can be taken at any moment, and so what it reads can be read at any moment.
        let watched = Set(writers.filter { $0.value > 1 }.keys)
            .subtracting(reads(in: playbook.interrupts.flatMap(\.steps)))
        if watched.isEmpty { return }
        let outputs = playbook.outputs.compactMap { table.index(of: $0.from) }
        let paths = Dictionary(steps.map { ($0.step.id, $0.path) }) { first, _ in first }
        let walk = WalkBack(check: self, watched: watched, paths: paths)
        _ = walk.before(playbook.steps, Fates(read: watched.intersection(outputs)))
    }

    /// The variables that steps read, at any depth.
    fileprivate func reads(in steps: [Step]) -> Set<Int> {
        steps.reduce(into: []) { found, step in
            found.formUnion(reads(of: step))
            for block in step.innerBlocks { found.formUnion(reads(in: block.steps)) }
        }
    }

    /// The variables that a step itself reads: in its conditions, its clock, its texts and what it passes on.
    fileprivate func reads(of step: Step) -> Set<Int> {
        var found = Set((shown[step.id] ?? []).map(\.variable))
        var sources = [step.applies?.source]
        var names = [step.deadline?.due.from]
        switch step.kind {
        case .ask(let ask): sources.append(ask.check?.source)
        case .decide(let decision): sources += decision.cases.map { $0.when?.source }
        case .call(let call): sources += call.with.values.map { Optional($0.source) }
        case .end(let end): sources.append(end.outcome?.source)
        case .wait(let wait): names.append(wait.until.from)
        case .loop(let loop): names.append(loop.over)
        case .refer(let referral): names += referral.needs.map { Optional($0) }
        case .say, .action, .checklist, .parallel, .escalate: break
        }
        for source in sources.compactMap(\.self) { found.formUnion(variables(in: source)) }
        found.formUnion(names.compactMap { $0.flatMap(table.index) })
        return found
    }
}

/// What becomes of the value that a variable has at one point.
private struct Fates {
    /// Variables whose value is read on some way.
    var read: Set<Int>
    /// The step that writes it first, where no way reads it.
    var writers: [Int: String] = [:]

    init(read: Set<Int> = []) { self.read = read }

    mutating func join(_ other: Fates) {
        read.formUnion(other.read)
        // On a way where nothing comes, nobody overwrites it either.
        writers = writers.filter { other.writers[$0.key] != nil && !read.contains($0.key) }
    }

    mutating func note(read variables: Set<Int>) {
        read.formUnion(variables)
        for variable in variables { writers[variable] = nil }
    }

    mutating func note(_ variable: Int, writtenBy step: String) {
        read.remove(variable)
        writers[variable] = step
    }
}

/// From the end of a playbook to its beginning.
private struct WalkBack {
    let check: PlaybookCheck
    let watched: Set<Int>
    let paths: [String: String]

    func before(_ steps: [Step], _ after: Fates) -> Fates {
        var fates = after
        for step in steps.reversed() {
            var inside = enter(step, fates)
            if step.applies != nil { inside.join(fates) }
            inside.note(read: check.reads(of: step).intersection(watched))
            fates = inside
        }
        return fates
    }

    private func enter(_ step: Step, _ after: Fates) -> Fates {
        switch step.kind {
        case .say, .ask, .checklist, .refer, .escalate: return after
        case .end(let end): return end.aborts ? Fates() : after
        case .action(let action): return joined([action.onDone, action.onCannot, []], after)
        case .decide(let decision):
            let hasElse = decision.cases.contains { $0.when == nil }
            return joined(decision.cases.map(\.steps) + (hasElse ? [] : [[]]), after)
        case .parallel(let parallel): return branches(parallel, after)
        case .loop(let loop):
            // A round may read what the one before it wrote.
            var round = after
            round.note(read: check.reads(in: loop.steps).intersection(watched))
            var fates = before(loop.steps, round)
            fates.join(after)
            return fates
        case .wait(let wait):
            for set in wait.sets {
                judge("o.\(set.name)", at: set.place, step, after)
            }
            var fates = before(wait.onTimeout, after)
            // The event need not bring a value: what was there may stay.
            if wait.event != nil { fates.join(after) }
            return fates
        case .call(let call):
            var fates = after
            for name in call.take.keys.sorted() {
                let place = check.place(of: "take.\(name)", in: paths[step.id] ?? "", step)
                judge("o.\(name)", at: place, step, after)
                if let index = check.table.index(of: "o.\(name)"), watched.contains(index) {
                    fates.note(index, writtenBy: step.id)
                }
            }
            return fates
        }
    }

    private func joined(_ blocks: [[Step]], _ after: Fates) -> Fates {
        var fates: Fates?
        for block in blocks {
            let one = before(block, after)
            fates?.join(one)
            if fates == nil { fates = one }
        }
        return fates ?? after
    }

    /// What is read beside a branch may be read at any moment.
    private func branches(_ parallel: Step.Parallel, _ after: Fates) -> Fates {
        let reads = parallel.branches.map { check.reads(in: $0.steps).intersection(watched) }
        var fates: Fates?
        for (number, branch) in parallel.branches.enumerated() {
            var end = after
            for (other, variables) in reads.enumerated() where other != number { end.note(read: variables) }
            let one = before(branch.steps, end)
            fates?.join(one)
            if fates == nil { fates = one }
        }
        if parallel.join == .any { fates?.join(after) }
        return fates ?? after
    }

    private func judge(_ name: String, at place: Place, _ step: Step, _ after: Fates) {
        guard let index = check.table.index(of: name), let writer = after.writers[index] else { return }
        check.warn(
            "overwritten-unread", at: place, path: paths[step.id] ?? "",
            "'\(name)' is written anew by '\(writer)' before anybody reads it.",
            hint: "Read it in between, give one of the two another name, or leave it out here.")
    }
}
