/// The variables of one playbook, numbered.
struct VariableTable {
    /// Where a variable gets its value.
    enum Origin {
        /// The case, or the caller.
        case input(isOptional: Bool)
        /// A question.
        case answer(hasFact: Bool)
        /// The round of a loop.
        case item
        /// An event.
        case event
        /// A call.
        case taken
        /// The end of a step; only clocks may count from it.
        case doneAt
        /// The time of the event.
        case now
    }
    /// A variable.
    struct Variable {
        var name: String
        var type: ValueType
        var origin: Origin
        var place: Place
        var path: String
        /// The numbers that it can hold.
        var range: ClosedRange<Int64>?
        /// How it can stand after it was written.
        var states: States
    }

    private(set) var variables: [Variable] = []
    private var indices: [String: Int] = [:]
    /// Names that were declared with two types.
    private(set) var conflicts: [(name: String, place: Place, path: String)] = []
    /// Names whose type is not known because something else is wrong; what depends on them is not judged.
    private(set) var opaque: Set<String> = []

    /// The number of a variable.
    func index(of name: String) -> Int? { indices[name] }

    subscript(index: Int) -> Variable { variables[index] }

    /// Numbers a variable; a name that is there already keeps its first type.
    mutating func declare(_ variable: Variable) {
        if let index = indices[variable.name] {
            if variables[index].type != variable.type {
                conflicts.append((variable.name, variable.place, variable.path))
            }
            variables[index].states.formUnion(variable.states)
            return
        }
        indices[variable.name] = variables.count
        variables.append(variable)
    }

    /// Notes a name whose type is not known.
    mutating func hide(_ name: String) { opaque.insert(name) }

    /// The names that can be written into a condition or a text.
    var readableNames: [String] {
        variables.filter { if case .doneAt = $0.origin { false } else { true } }.map(\.name)
    }
}

extension VariableTable {
    /// Everything that a playbook declares.
    init(_ playbook: Playbook, steps: [(path: String, step: Step)], callees: Callees) {
        declare(Variable(name: "now", type: .timestamp, origin: .now, place: .start, path: "", states: .answered))
        for input in playbook.inputs {
            guard let type = ValueType(named: input.type.name, types: playbook.types) else { continue }
            declare(
                Variable(
                    name: "case.\(input.name)", type: type, origin: .input(isOptional: input.type.isOptional),
                    place: input.place, path: "inputs", states: input.type.isOptional ? [.answered, .unset] : .answered)
            )
        }
        for (path, step) in steps {
            declareResults(of: step, path: path, types: playbook.types, callees: callees)
            declare(
                Variable(
                    name: "\(step.id).done_at", type: .timestamp, origin: .doneAt, place: step.place, path: path,
                    states: .answered))
        }
        for (path, step) in steps {
            if case .loop(let loop) = step.kind { declareItem(of: loop, step, path: path) }
        }
    }

    private mutating func declareResults(
        of step: Step, path: String, types: [String: ChoiceType], callees: Callees
    ) {
        switch step.kind {
        case .ask(let ask):
            declare(
                Variable(
                    name: "a.\(step.id)", type: ask.type.valueType, origin: .answer(hasFact: ask.fact != nil),
                    place: step.place, path: path, range: ask.type.range, states: States(of: ask)))
        case .wait(let wait):
            for set in wait.sets {
                guard let type = ValueType(named: set.type.name, types: types) else { continue }
                declare(
                    Variable(
                        name: "o.\(set.name)", type: type, origin: .event, place: set.place, path: path,
                        states: .answered))
            }
        case .call(let call): declareTaken(by: call, step, path: path, callees: callees)
        default: break
        }
    }

    private mutating func declareTaken(by call: Step.Call, _ step: Step, path: String, callees: Callees) {
        let summary = callees.summaries[Library.Key(call.playbook, call.version)]
        for (name, output) in call.take.sorted(by: { $0.key < $1.key }) {
            guard let found = summary?.outputs[output] else {
                hide("o.\(name)")
                continue
            }
            declare(
                Variable(
                    name: "o.\(name)", type: found.type, origin: .taken, place: step.place, path: path,
                    states: found.states))
        }
    }

    private mutating func declareItem(of loop: Step.Loop, _ step: Step, path: String) {
        guard let item = loop.item else { return }
        guard let over = index(of: loop.over) else { return hide("a.\(item)") }
        let type: ValueType
        switch self[over].type {
        case .int: type = .int
        case .list(let element, _): type = element
        default: return hide("a.\(item)")
        }
        declare(
            Variable(
                name: "a.\(item)", type: type, origin: .item, place: step.place, path: path,
                range: type == .int ? 1...Int64(loop.maximum) : nil, states: .answered))
    }
}

extension AnswerType {
    /// The numbers that the answer can be; nil for other answers.
    fileprivate var range: ClosedRange<Int64>? {
        switch self {
        case .integer(let range), .money(let range): range
        default: nil
        }
    }
}
