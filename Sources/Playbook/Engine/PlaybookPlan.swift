/// A playbook, compiled: its variables and its steps. Shared by all places where it is called.
final class PlaybookPlan: Sendable {
    let playbook: Playbook
    let environment: Environment
    let codes: [String: StepCode]
    /// The type of each variable, and the question's type where it is an answer, for texts.
    let answers: [Int: AnswerType]
    let now: Int
    /// Declared inputs: name after `case.`, variable, type, whether it may be absent.
    let inputs: [(name: String, slot: Int, type: ValueType, isOptional: Bool)]

    init(
        playbook: Playbook, environment: Environment, codes: [String: StepCode], answers: [Int: AnswerType], now: Int,
        inputs: [(name: String, slot: Int, type: ValueType, isOptional: Bool)]
    ) {
        self.playbook = playbook
        self.environment = environment
        self.codes = codes
        self.answers = answers
        self.now = now
        self.inputs = inputs
    }

    static func key(_ id: String, _ version: Version) -> String { "\(id)@\(version)" }
    var key: String { PlaybookPlan.key(playbook.id, playbook.version) }
}

extension Step {
    /// The blocks inside of a step, in the order of the playbook.
    var blocks: [(role: Program.Role, steps: [Step])] {
        switch kind {
        case .decide(let decision): decision.cases.map { (.option, $0.steps) }
        case .parallel(let parallel): parallel.branches.map { (.branch, $0.steps) }
        case .loop(let loop): [(.round, loop.steps)]
        case .action(let action): [(.done, action.onDone), (.cannot, action.onCannot)]
        case .wait(let wait): [(.timeout, wait.onTimeout)]
        case .say, .ask, .checklist, .call, .refer, .escalate, .end: []
        }
    }

    /// Calls `body` with the step and every step inside of it, first this one.
    func visit(_ body: (Step) -> Void) {
        body(self)
        for block in blocks {
            for step in block.steps { step.visit(body) }
        }
    }
}
