/// What a picture shows of a step: its kind, its words, its clock, and the blocks inside of it.
struct StepSketch {
    /// A list of steps inside of another one, and when it runs.
    struct Block {
        /// When it runs: the condition of a case, the name of a branch.
        let label: String
        /// The steps; empty when the flow goes on at once.
        let steps: [StepSketch]
    }
    /// The step.
    let step: Step
    /// The word for its kind: "Ask", "Спросить".
    let kind: String
    /// What it says, asks or tells to do.
    let words: String
    /// Its clock.
    let clock: String?
    /// What stands before the clock where no picture of one does.
    let clockWord: String
    /// What must hold, or the step is left out.
    let condition: String?
    /// The blocks inside. A result or a timeout after which nothing follows is none.
    let blocks: [Block]

    /// Whether the blocks run side by side and not one instead of another.
    var isParallel: Bool { if case .parallel = step.kind { true } else { false } }
    /// Whether nothing follows.
    var isEnd: Bool { if case .end = step.kind { true } else { false } }
}

/// Makes the sketches of one playbook in one language.
struct SketchBook {
    /// The words around.
    let tongue: Tongue
    /// Says conditions.
    let conditions: ConditionWords
    /// The playbook.
    let playbook: Playbook

    /// Sketches of `playbook`.
    init(_ playbook: Playbook, _ language: Language) {
        tongue = Tongue(language: language)
        conditions = ConditionWords(playbook, tongue)
        self.playbook = playbook
    }

    /// The main flow.
    var main: [StepSketch] { playbook.steps.map(sketch) }

    /// The side paths with the words of their buttons.
    var interrupts: [StepSketch.Block] {
        playbook.interrupts.map { interrupt in
            let label = interrupt.label.wording(in: tongue.language)
            let end = interrupt.aborts ? tongue(" (затем конец)", " (then the end)") : ""
            return StepSketch.Block(label: label + end, steps: interrupt.steps.map(sketch))
        }
    }

    /// One step with all that is in it.
    func sketch(_ step: Step) -> StepSketch {
        StepSketch(
            step: step, kind: kind(of: step), words: words(of: step), clock: clock(of: step),
            clockWord: step.deadline == nil ? "" : tongue("срок: ", "due: "),
            condition: step.applies.map { tongue("только если ", "only if ") + conditions.words($0) },
            blocks: blocks(of: step))
    }

    private func clock(of step: Step) -> String? {
        if case .wait(let wait) = step.kind { return tongue("до: ", "until: ") + tongue.offset(wait.until) }
        return step.deadline.map { tongue.offset($0.due) }
    }
}

extension SketchBook {
    /// The word for the kind of a step.
    func kind(of step: Step) -> String {
        switch step.kind {
        case .say(let say):
            say.reading == .verbatim ? tongue("Прочитать дословно", "Read out word for word") : tongue("Сказать", "Say")
        case .ask: tongue("Спросить", "Ask")
        case .action: tongue("Сделать", "Do")
        case .checklist: tongue("Список", "Checklist")
        case .decide(let decision): decision.mode == .advise ? tongue("Решить", "Decide") : tongue("Если", "If")
        case .wait: tongue("Ждать", "Wait")
        case .parallel(let parallel):
            parallel.join == .all
                ? tongue("Рядом, нужны все", "Side by side, all")
                : tongue("Рядом, хватит одной", "Side by side, any one")
        case .loop: tongue("Повторить", "Repeat")
        case .call: tongue("Вызвать", "Call")
        case .refer: tongue("Передать", "Refer")
        case .escalate: tongue("Сообщить", "Escalate")
        case .end(let end): end.aborts ? tongue("Конец всего", "End of all") : tongue("Конец", "End")
        }
    }

    /// What a step says, in one line of text.
    func words(of step: Step) -> String {
        let text = step.mainText?.wording(in: tongue.language) ?? ""
        switch step.kind {
        case .checklist(let list):
            let items = list.items.map { "☐ " + $0.text.wording(in: tongue.language) }
            return ([text] + items).filter { !$0.isEmpty }.joined(separator: " ")
        case .refer(let referral): return "→ \(referral.to). \(text)"
        case .escalate(let escalation):
            return "→ \(tongue.role(escalation.to)), \(tongue.severity(escalation.severity)). \(text)"
        case .call(let call): return "\(call.playbook) \(call.version)"
        case .end(let end): return end.outcome.map(outcome) ?? ""
        case .loop(let loop): return loop.over
        default: return text
        }
    }

    /// A literal outcome without its quotation marks, others in words.
    func outcome(_ expression: Expression) -> String { conditions.words(expression) }

    private func blocks(of step: Step) -> [StepSketch.Block] {
        func block(_ label: String, _ steps: [Step]) -> StepSketch.Block {
            StepSketch.Block(label: label, steps: steps.map(sketch))
        }
        switch step.kind {
        case .action(let action):
            let all = [
                block(tongue("сделано", "done"), action.onDone), block(tongue("нельзя", "cannot"), action.onCannot),
            ]
            return all.filter { !$0.steps.isEmpty }
        case .decide(let decision): return decision.cases.map { block(label(of: $0), $0.steps) }
        case .wait(let wait):
            let label = tongue("не дождались", "did not come")
            return wait.onTimeout.isEmpty ? [] : [block(label, wait.onTimeout)]
        case .parallel(let parallel): return parallel.branches.map { block($0.id, $0.steps) }
        case .loop(let loop):
            return [block(tongue("каждый раз, не больше \(loop.maximum)", "each, at most \(loop.maximum)"), loop.steps)]
        case .say, .ask, .checklist, .call, .refer, .escalate, .end: return []
        }
    }

    /// When a case is taken: the author's words, or the condition in words.
    func label(of option: Step.Decision.Case) -> String {
        if let label = option.label { return label.wording(in: tongue.language) }
        return option.when.map(conditions.words) ?? tongue("иначе", "else")
    }
}

extension Step {
    /// The key of the file, or `verbatim` for words that are read as they stand.
    var look: String {
        if case .say(let say) = kind, say.reading == .verbatim { return "verbatim" }
        return kindKey
    }
}
