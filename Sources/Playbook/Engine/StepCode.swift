/// A step of a playbook, compiled; shared by all places where it stands.
final class StepCode: Sendable {
    let step: Step
    let shape: Shape
    let applies: StepTest?
    let check: StepTest?
    /// The conditions of the cases of a decision; nil is `else`.
    let cases: [StepTest?]
    let outcome: StepTest?
    /// The variable of the answer, or of the item of a loop.
    let slot: Int?
    /// The list that a loop runs over.
    let over: Int?
    /// What a round of a loop forgets.
    let resets: [Int]
    /// What an event sets: name, variable and type.
    let sets: [(name: String, slot: Int, type: ValueType)]
    /// What a call passes in, and takes out.
    let with: [(slot: Int, test: StepTest)]
    let take: [(from: Int, to: Int)]
    /// The variables that a record of this step rests on.
    let reads: [Int]
    let anchor: Anchor
    let hasClock: Bool

    /// What the engine does with the step.
    enum Shape: Sendable {
        case task
        case wait
        case advise
        case decide
        case parallel
        case loop
        case call
        case escalate
        case end
    }

    /// What a clock counts from.
    enum Anchor: Sendable {
        case opened
        case variable(Int)
        case done(String)
    }

    init(_ parts: Parts) {
        step = parts.step
        shape = StepCode.shape(of: parts.step)
        applies = parts.applies
        check = parts.check
        cases = parts.cases
        outcome = parts.outcome
        slot = parts.slot
        over = parts.over
        resets = parts.resets
        sets = parts.sets
        with = parts.with
        take = parts.take
        reads = parts.reads
        anchor = parts.anchor
        hasClock = parts.step.deadline != nil || shape == .wait
    }

    /// The parts while they are compiled.
    struct Parts {
        let step: Step
        var applies: StepTest?
        var check: StepTest?
        var cases: [StepTest?] = []
        var outcome: StepTest?
        var slot: Int?
        var over: Int?
        var resets: [Int] = []
        var sets: [(name: String, slot: Int, type: ValueType)] = []
        var with: [(slot: Int, test: StepTest)] = []
        var take: [(from: Int, to: Int)] = []
        var reads: [Int] = []
        var anchor: Anchor = .opened
        init(_ step: Step) { self.step = step }
    }

    private static func shape(of step: Step) -> Shape {
        switch step.kind {
        case .say, .ask, .action, .checklist, .refer: .task
        case .wait: .wait
        case .decide(let decision): decision.mode == .advise ? .advise : .decide
        case .parallel: .parallel
        case .loop: .loop
        case .call: .call
        case .escalate: .escalate
        case .end: .end
        }
    }

    /// Whether somebody works on the step itself.
    var isWork: Bool { shape == .task || shape == .wait || shape == .advise }

    /// Whether doing the step has an effect outside of the system that cannot be undone.
    var isOutward: Bool {
        switch step.kind {
        case .refer, .action: true
        case .say(let say): say.reading == .verbatim
        default: false
        }
    }
}

/// A checked expression, and whether it reads the time.
struct StepTest: Sendable {
    let expression: CheckedExpression
    let readsNow: Bool
    init(_ expression: CheckedExpression) {
        self.expression = expression
        readsNow = expression.reads.contains("now")
    }
}
