/// How a run can end.
extension PlaybookCheck {
    /// The outcome that an end gives: one that the desk knows.
    func checkOutcome(of end: Step.End, _ step: Step, _ state: FlowState, path: String) {
        let isSidePath = path.hasPrefix("interrupts/")
        guard let outcome = end.outcome else {
            if end.aborts || (!playbook.isModule && !isSidePath) {
                report(
                    "missing-outcome", at: step.place, path: path, "This end gives no outcome to the case.",
                    hint: "Add 'outcome:' with an expression such as '\"prevented\"'.")
            }
            return
        }
        if playbook.isModule, !end.aborts {
            warn(
                "outcome-ignored", at: outcome.place, path: path,
                "The end of a module gives no outcome: the run goes on.",
                hint: "Remove the outcome, or write 'abort: true'.")
        }
        checkCodes(of: outcome, state, path: path)
    }

    private func checkCodes(of outcome: Expression, _ state: FlowState, path: String) {
        guard judge(outcome, .string, state, path: path) != nil,
            let syntax = try? Condition.Parser.parse(outcome.source)
        else {
            hasOpenOutcome = true
            return
        }
        var codes: [(code: String, column: Int)] = []
        guard collect(syntax, into: &codes) else {
            hasOpenOutcome = true
            report(
                "open-outcome", at: outcome.place, path: path, "Which outcomes this can give cannot be told.",
                hint: "Give codes in quotes, chosen by '? :', or a variable of a closed set.")
            return
        }
        outcomes.formUnion(codes.map(\.code))
        for (code, column) in codes where !desk.outcomes.contains(code) {
            report(
                "unknown-outcome", at: map.place(ofColumn: column, in: outcome), path: path,
                "The desk has no outcome '\(code.shortened)'.",
                hint: Spelling.hint(for: code, among: desk.outcomes, verb: "It has"))
        }
    }

    /// The codes that an expression can give; false when that is not known.
    private func collect(_ syntax: Condition.Syntax, into codes: inout [(code: String, column: Int)]) -> Bool {
        switch syntax.form {
        case .constant(.string(let code), _):
            codes.append((code, syntax.column))
            return true
        case .conditional(_, let yes, let no): return collect(yes, into: &codes) && collect(no, into: &codes)
        case .field(let root, let field):
            guard case .name(let name) = root.form, let index = table.index(of: "\(name).\(field)"),
                case .choice(let set) = table[index].type
            else { return false }
            codes += set.options.map { ($0.value, syntax.column) }
            return true
        default: return false
        }
    }

    /// A test that expects an outcome which no end gives.
    func checkScenarioOutcomes() {
        if hasOpenOutcome || log.isIncomplete { return }
        let given = outcomes.union(calledOutcomes)
        for scenario in playbook.scenarios {
            guard let outcome = scenario.expect.outcome, !given.contains(outcome) else { continue }
            report(
                "outcome-never-produced", at: scenario.place, path: "scenarios",
                "The test '\(scenario.name.shortened)' expects '\(outcome.shortened)', which no end gives.",
                hint: Spelling.hint(for: outcome, among: given, verb: "The ends give"))
        }
    }

    private var calledOutcomes: Set<String> {
        steps.compactMap { $0.step.callee.flatMap { callees.summaries[$0]?.outcomes } }
            .reduce(into: []) { $0.formUnion($1) }
    }

    /// What callers must know.
    func summary(_ end: FlowState) -> Summary {
        var summary = Summary()
        summary.jurisdictions = playbook.servedJurisdictions
        summary.isBroken = log.isIncomplete || callees.circular.contains(playbook.key)
        for input in playbook.inputs {
            guard let type = ValueType(named: input.type.name, types: playbook.types) else { continue }
            summary.inputs[input.name] = Summary.Input(type: type, isOptional: input.type.isOptional)
        }
        for output in playbook.outputs {
            guard let index = table.index(of: output.from) else { continue }
            summary.outputs[output.name] = Summary.Output(type: table[index].type, states: end[index])
        }
        summary.alwaysAborts = playbook.isModule && end.isDead
        summary.outcomes = outcomes.union(calledOutcomes)
        let count = StepCount { callee in self.callees.summaries[callee] }
        (summary.maximumSteps, summary.size, summary.depth) = count.total(playbook)
        return summary
    }
}
