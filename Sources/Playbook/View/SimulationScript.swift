import Canonical

/// A file of answers.
struct SimulationScript {
    private let answers: JSON.Members
    private let results: [String: String]
    private let inputs: JSON.Members
    private let events: [String: JSON.Members]
    /// The side paths to enter, and the step that is open then.
    let interrupts: [(id: String, at: String)]
    /// When the run begins.
    let start: Timestamp?
    /// How far the clock moves on when nothing is left to do but wait.
    let advance: Span?

    private static let parts: Set<String> = ["inputs", "answers", "results", "interrupts", "events", "clock"]

    /// Reads the members of a scenario, or answers alone; what is of another form counts as absent.
    init(_ json: JSON) {
        let members = json.object ?? [:]
        let isScenario = members.contains { SimulationScript.parts.contains($0.key) && $0.value.string == nil }
        answers = isScenario ? members["answers"]?.object ?? [:] : members
        let given = isScenario ? members : [:]
        results = (given["results"]?.object ?? [:]).compactMapValues { $0.string ?? $0.int.map { String($0) } }
        let named = (given["inputs"]?.object ?? [:]).map { key, value in
            (key.hasPrefix("case.") ? String(key.dropFirst(5)) : key, value)
        }
        inputs = JSON.Members(named, uniquingKeysWith: { first, _ in first })
        events = (given["events"]?.object ?? [:]).compactMapValues(\.object)
        interrupts = (given["interrupts"]?.array ?? []).compactMap { raise in
            guard let id = raise["raise"]?.string, let at = raise["at"]?.string else { return nil }
            return (id, at)
        }
        start = given["clock"]?["start"]?.string.flatMap { Timestamp($0) }
        advance = given["clock"]?["advance"]?.string.flatMap { Span($0) }
    }

    /// The language that the inputs name.
    var language: Language? { inputs["language"]?.string.map { Language($0) } }

    /// The inputs by their types; one that has another type is left as text, and the run refuses it.
    func inputs(of program: Program) -> [String: Value] {
        var values: [String: Value] = [:]
        for unit in program.units {
            for input in unit.plan.inputs {
                guard let json = inputs[input.name] else { continue }
                values[input.name] = Value(json, as: input.type) ?? .string(json.string ?? json.canonicalText)
            }
        }
        return values
    }

    /// The answer under the longest name that means a path.
    func answer(to path: StepPath) -> JSON? { named(path, in: answers) }

    /// The result under the longest name that means a path.
    func result(of path: StepPath) -> String? { named(path, in: results) }

    /// The next side path to enter.
    func raise(among open: [OpenStep], besides raised: Set<Int>) -> Int? {
        interrupts.indices.first { index in
            !raised.contains(index) && open.contains { interrupts[index].at.names($0.path) }
        }
    }

    /// An event that a wait listens for, with what it brings.
    func news(for open: [OpenStep]) -> (OpenStep, [String: Value])? {
        for step in open where step.state == .waiting {
            guard case .wait(let wait) = step.step.kind, let event = wait.event, let brought = events[event] else {
                continue
            }
            var values: [String: Value] = [:]
            for (name, json) in brought {
                let bare = PlanCompiler.bare(name)
                let type = wait.sets.first { $0.name == bare }.flatMap {
                    ValueType(named: $0.type.name, types: step.types)
                }
                values[bare] = type.flatMap { Value(json, as: $0) } ?? .string(json.string ?? json.canonicalText)
            }
            return (step, values)
        }
        return nil
    }

    /// What the file says about a step that is not a question; what it does not list is done.
    func outcome(of step: OpenStep) -> Outcome? {
        let reason = "simulation"
        switch (step.step.kind, result(of: step.path) ?? "done") {
        case (.decide(let decision), let text):
            return .choose(case: Int(text) ?? step.recommended ?? decision.cases.count - 1, reason: reason)
        case (_, "cannot"): return .cannot(reason: reason)
        case (_, "not_needed"): return .notNeeded(reason: reason)
        case (.refer, "done"): return .consentedDone(reference: nil)
        case (.checklist(let list), "done"):
            return .items(Dictionary(list.items.map { ($0.id, .done) }) { first, _ in first })
        case (_, "done"): return .done
        default: return nil
        }
    }

    private func named<Given>(_ path: StepPath, in given: some Sequence<(key: String, value: Given)>) -> Given? {
        let fitting = given.filter { $0.key.names(path) }
        return fitting.max { ($0.key.count, $0.key) < ($1.key.count, $1.key) }?.value
    }
}

extension OpenStep {
    /// The closed sets of the playbook that the step is written in.
    fileprivate var types: [String: ChoiceType] { plan.playbook.types }
}
