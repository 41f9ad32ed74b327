/// Compiles one playbook: numbers its variables, then checks every expression against them.
struct PlanCompiler {
    let playbook: Playbook
    let steps: [Step]
    let plans: [String: PlaybookPlan]
    private(set) var variables: [Environment.Variable] = []
    private(set) var slots: [String: Int] = [:]
    private(set) var answers: [Int: AnswerType] = [:]
    private(set) var inputs: [(name: String, slot: Int, type: ValueType, isOptional: Bool)] = []
    private(set) var environment = Environment([])

    init(_ playbook: Playbook, steps: [Step], plans: [String: PlaybookPlan]) throws(LinkError) {
        self.playbook = playbook
        self.steps = steps
        self.plans = plans
        declare("now", .timestamp)
        for input in playbook.inputs {
            let type = try valueType(input.type)
            inputs.append((input.name, declare("case.\(input.name)", type), type, input.type.isOptional))
        }
        for step in steps { try declareResults(of: step) }
        for step in steps { try declareItem(of: step) }
        environment = Environment(variables)
    }

    func plan() throws(LinkError) -> PlaybookPlan {
        var codes: [String: StepCode] = [:]
        for step in steps {
            if codes[step.id] != nil { throw .duplicateStep(step.id, playbook: playbook.id) }
            codes[step.id] = StepCode(try parts(of: step))
        }
        for step in steps { try checkAnchor(of: step, codes: codes) }
        for output in playbook.outputs where slots[output.from] == nil {
            throw .unknownVariable(output.from, step: "outputs", playbook: playbook.id)
        }
        return PlaybookPlan(
            playbook: playbook, environment: environment, codes: codes, answers: answers, now: slots["now"] ?? 0,
            inputs: inputs)
    }

    /// Numbers a variable; one that has a number keeps it, and its first type.
    @discardableResult
    private mutating func declare(_ name: String, _ type: ValueType) -> Int {
        if let slot = slots[name] { return slot }
        // Whether a variable has a value on every path is the checker's business; the engine treats none as unset.
        variables.append(.init(name: name, type: type, isCertain: true))
        slots[name] = variables.count - 1
        return variables.count - 1
    }

    private mutating func declareResults(of step: Step) throws(LinkError) {
        switch step.kind {
        case .ask(let ask):
            if case .choice(let type) = ask.type, type.options.isEmpty { throw empty(step) }
            answers[declare("a.\(step.id)", ask.type.valueType)] = ask.type
        case .wait(let wait):
            for set in wait.sets { declare("o.\(PlanCompiler.bare(set.name))", try valueType(set.type)) }
        case .call(let call):
            guard let callee = plans[PlaybookPlan.key(call.playbook, call.version)] else { return }
            for (name, output) in call.take.sorted(by: { $0.key < $1.key }) {
                let from = callee.playbook.outputs.first { $0.name == output }?.from
                guard let slot = from.flatMap(callee.environment.slot(of:)) else {
                    throw .unknownParameter(output, step: step.id, playbook: playbook.id)
                }
                declare("o.\(PlanCompiler.bare(name))", callee.environment.variables[slot].type)
            }
        default: break
        }
    }

    private mutating func declareItem(of step: Step) throws(LinkError) {
        guard case .loop(let loop) = step.kind else { return }
        guard let over = slots[loop.over] else {
            throw .unknownVariable(loop.over, step: step.id, playbook: playbook.id)
        }
        let element: ValueType
        switch variables[over].type {
        case .int: element = .int
        case .list(let type, _): element = type
        default: throw .notCountable(loop.over, step: step.id, playbook: playbook.id)
        }
        guard let item = loop.item else { return }
        let slot = declare("a.\(item)", element)
        if case .choices(let type)? = answers[over], answers[slot] == nil { answers[slot] = .choice(type) }
    }

    /// A name without its root: both `o.ref` and `ref` are `ref`.
    static func bare(_ name: String) -> String { name.hasPrefix("o.") ? String(name.dropFirst(2)) : name }

    func empty(_ step: Step) -> LinkError { .empty(step: step.id, playbook: playbook.id) }

    private func valueType(_ name: TypeName) throws(LinkError) -> ValueType {
        guard let type = PlanCompiler.valueType(name.name, among: playbook.types) else {
            throw .unknownType(name.name, playbook: playbook.id)
        }
        return type
    }

    private static func valueType(_ name: String, among types: [String: ChoiceType]) -> ValueType? {
        switch name {
        case "bool": return .bool
        case "int", "integer": return .int
        case "string", "text", "phone", "reference", "date": return .string
        case "timestamp": return .timestamp
        case "duration": return .duration
        case "money": return .money
        default: break
        }
        if name.hasPrefix("list("), name.hasSuffix(")") {
            let inner = String(name.dropFirst(5).dropLast())
            guard !inner.hasPrefix("list("), let element = valueType(inner, among: types) else { return nil }
            if case .choice(let choice) = element { return .list(element, maximum: choice.options.count) }
            return .list(element, maximum: 100)
        }
        return (types[name] ?? ChoiceType.builtIn[name]).map { .choice($0) }
    }
}
