import Canonical

/// Judges one playbook: its names, the flow of values through it, its texts, and what it uses of the desk.
///
/// The work grows with the size of the playbook, not with the number of paths through it: where paths meet, what is
/// known on each is joined (`docs/findings.md` names every finding).
final class PlaybookCheck {
    let playbook: Playbook
    let map: SourceMap
    let log: FindingLog
    let desk: DeskVocabulary
    let today: Day?
    let callees: Callees
    let parameters: KnownParameters
    let steps: [(path: String, step: Step)]
    let table: VariableTable
    /// The variables that something reads.
    var used: Set<Int> = []
    /// The outcomes that some end gives.
    var outcomes: Set<String> = []
    /// Whether some end gives an outcome that could not be told.
    var hasOpenOutcome = false
    /// The values that texts show, by the id of the step.
    var shown: [String: [Shown]] = [:]
    /// Parameters without a value, by the path of the text and their name.
    var unknownParameters: Set<String> = []
    /// How many states of decisions may still be tried.
    var coverageBudget = 400_000

    init(
        _ playbook: Playbook, map: SourceMap, log: FindingLog, desk: DeskVocabulary, today: Day?, callees: Callees,
        parameters: KnownParameters
    ) {
        self.playbook = playbook
        self.map = map
        self.log = log
        self.desk = desk
        self.today = today
        self.callees = callees
        self.parameters = parameters
        steps = playbook.allSteps
        table = VariableTable(playbook, steps: steps, callees: callees)
    }

    /// Runs all checks and gives what callers must know.
    func run() -> Summary {
        checkTexts()
        checkSentences()
        checkVocabulary()
        checkReviews()
        checkNames()
        let end = checkFlow()
        checkOutputs(end)
        checkUsage()
        checkOverwritten()
        checkScenarioOutcomes()
        let summary = summary(end)
        if summary.size > Summary.maximumSize || summary.depth > Summary.maximumDepth {
            report(
                "too-large", at: .start, path: "",
                "With all rounds and calls there are \(summary.size) steps, \(summary.depth) levels deep.",
                hint: "The most are \(Summary.maximumSize) steps and \(Summary.maximumDepth) levels.")
        }
        return summary
    }

    /// Adds an error.
    func report(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, at: place, path: path, message: message, hint: hint)
    }

    /// Adds a warning.
    func warn(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, .warning, at: place, path: path, message: message, hint: hint)
    }

    /// Adds an error that may only be the echo of another one: left out when a part of the file was not understood.
    func reportUnlessEcho(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        if !log.isIncomplete { report(code, at: place, path: path, message, hint: hint) }
    }

    /// Where the value of `key` stands, or else the step.
    func place(of key: String, in path: String, _ step: Step) -> Place { map.place(of: key, in: path) ?? step.place }
}

// MARK: - Names

extension PlaybookCheck {
    /// Ids that occur twice, names with two types, and what the desk provides.
    private func checkNames() {
        var seen: [String: Place] = [:]
        for (path, step) in steps {
            if let first = seen.updateValue(step.place, forKey: step.id) {
                seen[step.id] = first
                report(
                    "duplicate-id", at: step.place, path: path,
                    "The id '\(step.id)' stands already in line \(first.line).", hint: "Give the step another id.")
            }
        }
        let questions = Set(steps.compactMap { if case .ask = $0.step.kind { $0.step.id } else { nil } })
        for (path, step) in steps {
            guard case .loop(let loop) = step.kind, let item = loop.item, questions.contains(item) else { continue }
            report(
                "duplicate-id", at: place(of: "item", in: path, step), path: path,
                "The item '\(item)' has the name of a question.", hint: "Give the item another name.")
        }
        for conflict in table.conflicts {
            report(
                "type-conflict", at: conflict.place, path: conflict.path,
                "'\(conflict.name)' is written with another type before.", hint: "Give one of the two another name.")
        }
        checkInterruptNames()
        checkInputs()
    }

    private func checkInterruptNames() {
        var names: Set<String> = []
        for interrupt in playbook.interrupts where !names.insert(interrupt.id).inserted {
            report(
                "duplicate-id", at: interrupt.place, path: "interrupts/\(interrupt.id)",
                "There is an interrupt '\(interrupt.id)' already.", hint: "Give it another name.")
        }
        if playbook.isModule, let first = playbook.interrupts.first {
            warn(
                "interrupt-in-module", at: first.place, path: "interrupts/\(first.id)",
                "The interrupts of a module are never offered: those of the first playbook of the run are.",
                hint: "Move them to the playbooks that call this one.")
        }
    }

    /// A playbook that starts by itself gets its inputs from the case and from nowhere else.
    private func checkInputs() {
        for input in playbook.inputs where !playbook.isModule {
            guard let provided = desk.caseInputs[input.name] else {
                report(
                    "unknown-input", at: input.place, path: "inputs", "No case provides 'case.\(input.name)'.",
                    hint: Spelling.hint(for: input.name, among: desk.caseInputs.keys, verb: "Known are"))
                continue
            }
            guard let type = ValueType(named: input.type.name, types: playbook.types) else { continue }
            if let problem = mismatch(type, isOptional: input.type.isOptional, provided) {
                report("input-type", at: input.place, path: "inputs", "'case.\(input.name)' \(problem).")
            }
        }
    }

    /// Why what the case provides cannot be taken in as this type; nil when it can.
    func mismatch(_ type: ValueType, isOptional: Bool, _ provided: DeskVocabulary.CaseInput) -> String? {
        if !type.takesIn(provided.type) {
            return "is \(provided.type.conditionName) in every case, not \(type.conditionName)"
        }
        if provided.isOptional, !isOptional { return "may be absent from a case: put a question mark behind its type" }
        return nil
    }
}

extension ValueType {
    /// Whether a value of `other` can stand where this type is asked for; text can be one of a set.
    func takesIn(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.choice, .string), (.string, .choice): true
        default: self == other
        }
    }
}
