/// What callers must know of a playbook.
struct Summary: Sendable {
    /// What it takes in.
    struct Input: Sendable {
        var type: ValueType
        var isOptional: Bool
    }
    /// What it gives out, and how that can stand at its end.
    struct Output: Sendable {
        var type: ValueType
        var states: States
    }
    var inputs: [String: Input] = [:]
    var outputs: [String: Output] = [:]
    /// Where it is used.
    var jurisdictions: [String] = []
    /// Whether every path through it ends the whole run.
    var alwaysAborts = false
    /// The most steps that a run of it can visit.
    var maximumSteps = 0
    /// The steps laid out, rounds and calls counted in full.
    var size = 0
    /// How deep its blocks are nested, calls included.
    var depth = 0
    /// The outcomes that ends in it, or in what it calls, can give.
    var outcomes: Set<String> = []
    /// Whether something in it was not understood, so that its callers cannot be judged by it.
    var isBroken = false
}

/// How a variable can stand at one point of a playbook.
struct States: OptionSet, Sendable, Hashable {
    let rawValue: UInt8
    /// It has nothing yet.
    static let unset = States(rawValue: 1)
    /// It has a value.
    static let answered = States(rawValue: 2)
    /// The victim does not know.
    static let unknown = States(rawValue: 4)
    /// The victim does not want to say.
    static let refused = States(rawValue: 8)

    /// The states in the words of the condition checker.
    var answerStates: Set<CaseCoverage.AnswerState> {
        var states: Set<CaseCoverage.AnswerState> = []
        if contains(.unset) { states.insert(.unset) }
        if contains(.answered) { states.insert(.answered) }
        if contains(.unknown) { states.insert(.unknown) }
        if contains(.refused) { states.insert(.refused) }
        return states
    }

    /// How an answer to the question can stand.
    init(of ask: Step.Ask) {
        self = .answered
        if ask.allows.contains(.unknown) { insert(.unknown) }
        if ask.allows.contains(.refused) { insert(.refused) }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// How all variables can stand at one point.
struct FlowState {
    /// By the index of the variable.
    private(set) var masks: [UInt8]
    /// Whether no path leads here.
    var isDead = false

    /// Nothing has a value yet.
    init(count: Int) { masks = Array(repeating: States.unset.rawValue, count: count) }

    subscript(index: Int) -> States {
        get { States(rawValue: masks[index]) }
        set { masks[index] = newValue.rawValue }
    }

    /// Adds what another path brings here.
    mutating func join(_ other: FlowState) {
        if other.isDead { return }
        if isDead {
            self = other
            return
        }
        for index in masks.indices { masks[index] |= other.masks[index] }
    }
}
