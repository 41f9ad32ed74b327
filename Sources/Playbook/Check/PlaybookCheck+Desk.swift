import Canonical

/// The words of the desk, reviews, and what nobody uses.
extension PlaybookCheck {
    /// Roles, facts, targets, events, sources and labels.
    func checkVocabulary() {
        for (path, step) in steps {
            check(role: step.role, key: "role", step, path: path)
            check(role: step.deadline?.escalateTo, key: "deadline", step, path: path)
            check(role: step.deadline?.escalateLater?.to, key: "deadline", step, path: path)
            checkSources(of: step, path: path)
            switch step.kind {
            case .ask(let ask):
                check(ask.fact, in: desk.facts, "unknown-fact", "fact", key: "fact", step, path: path)
                checkLabels(of: ask, step, path: path)
            case .escalate(let escalation): check(role: escalation.to, key: "to", step, path: path)
            case .refer(let referral):
                check(
                    referral.to, in: desk.referralTargets, "unknown-referral-target", "referral target", key: "to",
                    step,
                    path: path)
            case .wait(let wait):
                if let events = desk.waitEvents {
                    check(wait.event, in: events, "unknown-event", "event", key: "for", step, path: path)
                }
            default: break
            }
        }
    }

    private func check(role: String?, key: String, _ step: Step, path: String) {
        check(role, in: desk.roles, "unknown-role", "role", key: key, step, path: path)
    }

    private func check(
        _ word: String?, in known: Set<String>, _ code: String, _ name: String, key: String, _ step: Step, path: String
    ) {
        guard let word, !known.contains(word), !log.isFull(code) else { return }
        report(
            code, at: place(of: key, in: path, step), path: path, "The desk has no \(name) '\(word.shortened)'.",
            hint: Spelling.hint(for: word, among: known, verb: "It has"))
    }

    private func checkLabels(of ask: Step.Ask, _ step: Step, path: String) {
        guard let options = ask.type.choices?.options else { return }
        let bare = options.filter { $0.label == nil && ChoiceType.builtInLabels[$0.value] == nil }.map(\.value)
        if bare.isEmpty { return }
        report(
            "missing-label", at: place(of: "type", in: path, step), path: path,
            "The question offers values without a label: \(bare.prefix(8).joined(separator: ", ")).",
            hint: "Write '{value: \(bare[0]), label: {…}}' in the set.")
    }

    private func checkSources(of step: Step, path: String) {
        let place = place(of: "sources", in: path, step)
        if let known = desk.sources {
            for source in step.sources where source != "K" && !known.contains(source) {
                report(
                    "unknown-source", at: place, path: path, "There is no fact '\(source.shortened)'.",
                    hint: Spelling.hint(for: source, among: known, verb: "Known are"))
            }
        }
        let cited = step.sources.filter { $0 != "K" }
        if let first = cited.first, step.reviewBy == nil, playbook.reviewBy == nil {
            warn(
                "missing-review-date", at: place, path: path,
                "The step rests on \(first.shortened), and nothing says when that must be read again.",
                hint: "Add 'review_by:' to the step or to the playbook.")
        }
    }

    /// Days of review that have passed.
    func checkReviews() {
        guard let today else { return }
        if let day = playbook.reviewBy, day < today {
            warn(
                "review-date-passed", at: map.place(of: "review_by", in: "") ?? .start, path: "",
                "The playbook was to be read again by \(day).", hint: "Check it, then set a new day.")
        }
        for (path, step) in steps {
            guard let day = step.reviewBy.flatMap({ Day($0) }), day < today else { continue }
            warn(
                "review-date-passed", at: place(of: "review_by", in: path, step), path: path,
                "The facts of the step were to be checked again by \(day).", hint: "Check them, then set a new day.")
        }
    }

    /// Variables and sets that nothing reads.
    func checkUsage() {
        if log.isIncomplete { return }
        for output in playbook.outputs { if let index = table.index(of: output.from) { used.insert(index) } }
        for (index, variable) in table.variables.enumerated() where !used.contains(index) {
            let what: String
            switch variable.origin {
            case .answer(let hasFact):
                if hasFact { continue }
                what = "The answer"
            case .input: what = "The input"
            case .event, .taken: what = "The output"
            case .item, .doneAt, .now: continue
            }
            warn(
                "unused-variable", at: variable.place, path: variable.path, "\(what) '\(variable.name)' is never used.",
                hint: "Use it, give it to 'outputs' or 'needs', or remove it.")
        }
        checkUnusedTypes()
    }

    private func checkUnusedTypes() {
        var names: Set<String> = []
        func use(_ type: TypeName) {
            names.insert(type.name.hasPrefix("list(") ? String(type.name.dropFirst(5).dropLast()) : type.name)
        }
        for input in playbook.inputs { use(input.type) }
        for (_, step) in steps {
            switch step.kind {
            case .ask(let ask): if let set = ask.type.choices { names.insert(set.name) }
            case .wait(let wait): for set in wait.sets { use(set.type) }
            default: break
            }
        }
        for name in playbook.types.keys.sorted() where !names.contains(name) {
            warn(
                "unused-type", at: map.place(of: name, in: "types") ?? .start, path: "types",
                "The set '\(name)' is never used.", hint: "Remove it.")
        }
    }
}
