import Canonical

/// Decisions: what each case knows, and what the cases together leave out.
extension PlaybookCheck {
    /// Follows the cases of a decision.
    func follow(_ decision: Step.Decision, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        if !log.isIncomplete, decision.cases.allSatisfy({ $0.when == nil }) {
            warn(
                "needless-decision", at: step.place, path: path, "'\(step.id)' has only an 'else': nothing is decided.",
                hint: "Add cases, or write the steps without it.")
        }
        var indices: [Int] = []
        for option in decision.cases {
            for index in option.when.map({ variables(in: $0.source) }) ?? [] where !indices.contains(index) {
                indices.append(index)
            }
        }
        var rest = state
        var exit = state
        exit.isDead = true
        var conditions: [CheckedExpression] = []
        for (number, option) in decision.cases.enumerated() {
            var inside = rest
            let casePath = "\(path)/\(option.when == nil ? "else" : "case\(number + 1)")"
            if let when = option.when, let judged = judge(when, .bool, rest, among: indices, path: casePath) {
                conditions.append(judged.expression)
                for index in judged.whenTrue { inside[index] = .answered }
                for index in judged.whenFalse { rest[index] = .answered }
            }
            // An agent may take any case, whether or not its condition holds.
            if decision.mode == .advise { inside = state }
            exit.join(follow(option.steps, inside, path: casePath, mayEnd: false))
        }
        checkCoverage(decision, conditions, indices, step, state, path: path)
        checkWording(decision, step, path: path)
        checkTwins(decision, step, path: path)
        return exit
    }

    /// What the cases do in every state, when each of them was accepted.
    private func checkCoverage(
        _ decision: Step.Decision, _ conditions: [CheckedExpression], _ indices: [Int], _ step: Step,
        _ state: FlowState, path: String
    ) {
        let written = decision.cases.count { $0.when != nil }
        guard conditions.count == written, written > 0 else { return }
        let isClosed = decision.cases.contains { $0.when == nil }
        guard coverageBudget > 0, let coverage = coverage(of: conditions, indices, state) else {
            if !isClosed {
                report(
                    "non-exhaustive-decision", at: step.place, path: path,
                    "The cases leave too many states to try them all, and there is no 'else'.",
                    hint: "Add '- else: []'.")
            }
            return
        }
        coverageBudget -= coverage.points
        report(coverage, of: decision, isClosed: isClosed, path: path)
        if !isClosed, !coverage.isTotal { reportGap(coverage, decision, indices, step, path: path) }
    }

    private func coverage(of conditions: [CheckedExpression], _ indices: [Int], _ state: FlowState) -> CaseCoverage? {
        var states: [String: Set<CaseCoverage.AnswerState>] = [:]
        var ranges: [String: ClosedRange<Int64>] = [:]
        for index in indices {
            states[table[index].name] = state[index].answerStates
            ranges[table[index].name] = table[index].range
        }
        let result = CaseCoverage.analyse(
            cases: conditions, environment: environment(indices, state), answerStates: states, ranges: ranges)
        if case .complete(let coverage) = result { return coverage }
        return nil
    }

    private func report(_ coverage: CaseCoverage, of decision: Step.Decision, isClosed: Bool, path: String) {
        let options = decision.cases
        func place(_ index: Int) -> Place { options[index].when?.place ?? options[index].place }
        for index in coverage.alwaysFalse {
            report(
                "always-false-case", at: place(index), path: "\(path)/case\(index + 1)", "This case never holds.",
                hint: "Remove it, or mend its condition.")
        }
        for index in coverage.alwaysTrue where index + 1 < options.count {
            report(
                "always-true-case", at: place(index), path: "\(path)/case\(index + 1)",
                "This case always holds, so that those below it are never taken.",
                hint: "Mend its condition, or write 'else'.")
        }
        for twin in coverage.duplicates {
            report(
                "duplicate-case", at: place(twin.index), path: "\(path)/case\(twin.index + 1)",
                "This case says the same as case \(twin.of + 1).", hint: "Remove one of them.")
        }
        for index in coverage.shadowed
        where !coverage.alwaysFalse.contains(index) && !coverage.alwaysTrue.contains(where: { $0 < index }) {
            report(
                "shadowed-case", at: place(index), path: "\(path)/case\(index + 1)",
                "Whenever this case holds, one above it has been taken.", hint: "Move it up, or remove it.")
        }
    }

    /// A decision that no case and no `else` takes in some state.
    private func reportGap(
        _ coverage: CaseCoverage, _ decision: Step.Decision, _ indices: [Int], _ step: Step, path: String
    ) {
        let sources = decision.cases.compactMap(\.when?.source)
        for index in indices {
            guard case .choice(let set) = table[index].type else { continue }
            let missing = set.options.map(\.value).filter { value in
                !sources.contains { $0.contains("\"\(value)\"") || $0.contains("'\(value)'") }
            }
            guard !missing.isEmpty, missing.count < set.options.count else { continue }
            let list = missing.map { "'\($0)'" }.joined(separator: ", ")
            report(
                "option-never-handled", at: step.place, path: path,
                "No case takes \(list) of '\(table[index].name)', and there is no 'else'.",
                hint: "Add a case, or '- else: []'.")
            return
        }
        let example = coverage.example.map { ": \($0)" } ?? ""
        report(
            "non-exhaustive-decision", at: step.place, path: path,
            "In some state no case is taken\(example).", hint: "Add '- else: []', or the missing case.")
    }

    private func checkWording(_ decision: Step.Decision, _ step: Step, path: String) {
        guard decision.mode == .advise else { return }
        if decision.text == nil {
            report(
                "missing-key", at: step.place, path: path, "An advised decision needs the question that is decided.",
                hint: "Add 'text:'.")
        }
        for option in decision.cases where option.label == nil {
            report(
                "missing-label", at: option.place, path: path, "The case has no label that the agent could choose.",
                hint: "Add 'label:'.")
        }
    }

    /// Cases that do the same.
    private func checkTwins(_ decision: Step.Decision, _ step: Step, path: String) {
        if decision.mode == .advise { return }
        if decision.cases.allSatisfy(\.steps.isEmpty) {
            warn(
                "identical-branches", at: step.place, path: path, "Whatever is decided, nothing follows.",
                hint: "Remove the decision.")
            return
        }
        let writer = Canonicalizer(keepsWording: true)
        var seen: [JSON: Int] = [:]
        for (number, option) in decision.cases.enumerated() where !option.steps.isEmpty {
            let form = JSON.array(option.steps.map { writer.step($0, types: playbook.types).withoutIDs })
            if let first = seen.updateValue(number, forKey: form) {
                warn(
                    "identical-branches", at: option.place, path: path,
                    "The case does the same as case \(first + 1).", hint: "Join their conditions with '||'.")
            }
        }
    }
}

extension JSON {
    /// The canonical form of a step without the ids, which differ in any case.
    fileprivate var withoutIDs: JSON {
        switch self {
        case .array(let elements): .array(elements.map(\.withoutIDs))
        case .object(let members):
            .object(
                JSON.Members(
                    uniqueKeysWithValues: members.map { key, value in
                        let isID = PlaybookReading.kinds.contains { $0.key == key && key != "call" } || key == "as"
                        return (key, isID && value.string != nil ? .null : value.withoutIDs)
                    }))
        default: self
        }
    }
}
