public import Canonical

/// A step that somebody can work on now, or must look at.
public struct OpenStep: Sendable {
    /// Where it stands in the run.
    public let path: StepPath
    /// What it is.
    public let step: Step
    /// Active or waiting; done, superseded or the like for a review.
    public let state: StepState
    /// Whether it was done on old data and only has to be looked at: ``Command/confirm(_:)``.
    public let isReview: Bool
    /// When it opened.
    public let openedAt: Timestamp?
    /// Its rungs, in the order of the ladder.
    public let timers: [RunTimer]
    /// What was done of a checklist.
    public let items: [String: ItemOutcome]
    /// The case that the conditions recommend, of an advised decision.
    public let recommended: Int?
    /// The answer that a review is about.
    public let answer: Answer?
    let values: [Slot]
    let plan: PlaybookPlan

    /// Whether the case may not be closed before.
    public var isMandatory: Bool { step.isMandatory }
    /// Whether a bot may do it with the victim alone.
    public var isSelfService: Bool { step.isSelfService }
    /// What an answer looks like; nil for steps that are not questions.
    public var answerType: AnswerType? { if case .ask(let ask) = step.kind { ask.type } else { nil } }
    /// The closed set of a question, in order.
    public var options: [ChoiceType.Option] {
        switch answerType {
        case .choice(let set), .choices(let set): set.options
        default: []
        }
    }
    /// Answers that carry no value and are accepted.
    public var allows: Set<NoValue> { if case .ask(let ask) = step.kind { ask.allows } else { [] } }
    /// When the step must be done, or the wait is over; nil without a clock.
    public var due: Timestamp? { timers.first { $0.rung == .breach || $0.rung == .timeout }?.at }
    /// When the agent is warned.
    public var warnAt: Timestamp? { timers.first { $0.rung == .warn }?.at }

    /// How the clock stands at a moment.
    public func deadlineState(at moment: Timestamp) -> DeadlineState {
        guard let due = timers.first(where: { $0.rung == .breach || $0.rung == .timeout }) else { return .none }
        if due.hasFired || (!due.isPaused && due.at <= moment) { return .breached }
        if due.isPaused { return .paused }
        guard let warn = timers.first(where: { $0.rung == .warn }) else { return .running }
        return warn.hasFired || warn.at <= moment ? .warned : .running
    }

    /// The main text in a language, its placeholders filled; nil for a step without one.
    ///
    /// - Parameter extra: values that the caller knows better: names as in the text, `case.reference`, and their words.
    public func wording(in language: Language, extra: [String: String] = [:]) -> String? {
        step.mainText.map { fill($0, in: language, extra: extra) }
    }

    /// Any text of the step in a language, its placeholders filled.
    public func fill(_ text: Text, in language: Language, extra: [String: String] = [:]) -> String {
        var result = ""
        Text.scan(text.wording(in: language)) { piece in
            switch piece {
            case .plain(let words): result += words
            case .placeholder(let name): result += extra[name] ?? words(for: name, in: language)
            }
        }
        return result
    }

    private func words(for name: String, in language: Language) -> String {
        guard let slot = plan.environment.slot(of: name) else { return "…" }
        switch values[slot] {
        case .value(let value): return value.words(in: language, as: plan.answers[slot])
        case .none, .unset: return "…"
        }
    }
}

extension Step {
    /// What the step says, asks or tells to do.
    public var mainText: Text? {
        switch kind {
        case .say(let say): say.text
        case .ask(let ask): ask.text
        case .action(let action): action.text
        case .checklist(let checklist): checklist.text
        case .decide(let decision): decision.text
        case .wait(let wait): wait.text
        case .refer(let referral): referral.text
        case .escalate(let escalation): escalation.reason
        case .parallel, .loop, .call, .end: nil
        }
    }
}

extension Value {
    /// The value in the words of a text. Amounts and times are plain; callers that know the place of the reader give
    /// their own words.
    func words(in language: Language, as type: AnswerType?) -> String {
        switch self {
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .string(let code):
            if case .choice(let set)? = type { return set.words(for: code, in: language) }
            return code
        case .timestamp(let moment): return moment.wholeSecondsText
        case .duration(let microseconds): return "\(microseconds / 60_000_000) min"
        case .money(let money): return money.words
        case .list(let values):
            var element = type
            if case .choices(let set)? = type { element = .choice(set) }
            return values.map { $0.words(in: language, as: element) }.joined(separator: ", ")
        }
    }
}

extension ChoiceType {
    /// What a code is called in a language; the code itself without a label.
    public func words(for code: String, in language: Language) -> String {
        let label = options.first { $0.value == code }?.label ?? ChoiceType.builtInLabels[code]
        return label?.wording(in: language) ?? code
    }
}

extension Money {
    /// `5 000.00 RUB`, with no-break spaces; two digits behind the point, as in all currencies of the desk.
    var words: String {
        let magnitude = minor.magnitude
        var whole = String(magnitude / 100)
        var groups: [String] = []
        while whole.count > 3 {
            groups.insert(String(whole.suffix(3)), at: 0)
            whole.removeLast(3)
        }
        let cents = magnitude % 100
        let sign = minor < 0 ? "-" : ""
        let digits = ([whole] + groups).joined(separator: "\u{A0}")
        return "\(sign)\(digits).\(cents < 10 ? "0" : "")\(cents)\u{A0}\(currency)"
    }
}
