internal import Playbook

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
