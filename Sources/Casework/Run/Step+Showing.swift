internal import Playbook

extension Step.Kind {
    /// The word of the format for the kind.
    var code: String {
        switch self {
        case .say: "say"
        case .ask: "ask"
        case .action: "do"
        case .checklist: "checklist"
        case .decide: "decide"
        case .wait: "wait"
        case .parallel: "parallel"
        case .loop: "repeat"
        case .call: "call"
        case .refer: "refer"
        case .escalate: "escalate"
        case .end: "end"
        }
    }

    /// The sentence of the step; nil for kinds that only hold others.
    var text: Text? {
        switch self {
        case .say(let say): say.text
        case .ask(let ask): ask.text
        case .action(let action): action.text
        case .checklist(let list): list.text
        case .decide(let decision): decision.text
        case .wait(let wait): wait.text
        case .refer(let referral): referral.text
        case .escalate(let escalation): escalation.reason
        case .parallel, .loop, .call, .end: nil
        }
    }
}

extension Step {
    var why: Text? { if case .ask(let ask) = kind { ask.why } else { nil } }
    var reading: String? { if case .say(let say) = kind { say.reading.rawValue } else { nil } }
    var fact: String? { if case .ask(let ask) = kind { ask.fact } else { nil } }
    var allowsNoValue: Set<NoValue> { if case .ask(let ask) = kind { ask.allows } else { [] } }
    var answerType: AnswerType? { if case .ask(let ask) = kind { ask.type } else { nil } }
}

extension AnswerType {
    /// The options when there are any.
    var options: [ChoiceType.Option]? {
        switch self {
        case .choice(let type), .choices(let type): type.options
        default: nil
        }
    }
}

extension StepState {
    /// Whether somebody worked on the step, so that it belongs to what is shown as done.
    var isWorkedOn: Bool {
        switch self {
        case .done, .skipped, .cannot, .superseded, .review: true
        case .pending, .active, .waiting, .dead: false
        }
    }
}

extension ItemOutcome {
    var code: String {
        switch self {
        case .done: "done"
        case .notApplicable: "not_applicable"
        }
    }
}
