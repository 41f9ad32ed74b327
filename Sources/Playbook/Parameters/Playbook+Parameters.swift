extension Playbook {
    /// The jurisdictions that the playbook is written for: those that it names, or all of them.
    public var servedJurisdictions: [String] { jurisdictions ?? ParameterSet.jurisdictions }

    /// The same playbook with the values of `parameters` in all its texts. What the set does not have stays as it is
    /// written; a run follows both in the same way, for words steer nothing.
    public func resolved(with parameters: ParameterSet) -> Playbook {
        mapTexts { $0.resolved(with: parameters) }
    }
}

extension Text {
    /// What stands before the name of a parameter in a placeholder.
    static let parameterPrefix = "p."

    /// The text with the values of `parameters` in place of `{{p.name}}`.
    public func resolved(with parameters: ParameterSet) -> Text {
        guard hasPlaceholders else { return self }
        var result = self
        for (language, words) in wording {
            var filled = ""
            Text.scan(words) { piece in
                switch piece {
                case .plain(let words): filled += words
                case .placeholder(let name):
                    let bare = name.hasPrefix(Text.parameterPrefix) ? String(name.dropFirst(2)) : nil
                    filled += bare.flatMap { parameters.words(for: $0, in: language) } ?? "{{\(name)}}"
                }
            }
            result.wording[language] = filled
        }
        return result
    }

    /// The names of the parameters that the text shows, in all languages.
    public var parameters: Set<String> {
        Set(placeholders.filter { $0.hasPrefix(Text.parameterPrefix) }.map { String($0.dropFirst(2)) })
    }
}

extension Playbook {
    /// The same playbook with every text changed by `change`.
    func mapTexts(_ change: (Text) -> Text) -> Playbook {
        var playbook = self
        playbook.title = change(title)
        playbook.types = types.mapValues { $0.mapTexts(change) }
        playbook.interrupts = interrupts.map { interrupt in
            var interrupt = interrupt
            interrupt.label = change(interrupt.label)
            interrupt.steps = interrupt.steps.map { $0.mapTexts(change) }
            return interrupt
        }
        playbook.steps = steps.map { $0.mapTexts(change) }
        return playbook
    }
}

extension ChoiceType {
    fileprivate func mapTexts(_ change: (Text) -> Text) -> ChoiceType {
        var type = self
        type.options = options.map { option in
            var option = option
            option.label = option.label.map(change)
            return option
        }
        return type
    }
}

extension AnswerType {
    fileprivate func mapTexts(_ change: (Text) -> Text) -> AnswerType {
        switch self {
        case .choice(let type): .choice(type.mapTexts(change))
        case .choices(let type): .choices(type.mapTexts(change))
        default: self
        }
    }
}

extension Step {
    /// The same step, and those within, with every text changed by `change`.
    func mapTexts(_ change: (Text) -> Text) -> Step {
        var step = self
        step.detail = detail.map(change)
        step.kind = kind.mapTexts(change)
        return step
    }
}

extension [Step] {
    fileprivate func mapTexts(_ change: (Text) -> Text) -> [Step] { map { $0.mapTexts(change) } }
}

extension Step.Kind {
    fileprivate func mapTexts(_ change: (Text) -> Text) -> Step.Kind {
        switch self {
        case .say(var say):
            say.text = change(say.text)
            return .say(say)
        case .ask(var ask):
            (ask.text, ask.why, ask.type) = (change(ask.text), ask.why.map(change), ask.type.mapTexts(change))
            return .ask(ask)
        case .action(var action):
            (action.text, action.doneText) = (change(action.text), action.doneText.map(change))
            (action.onDone, action.onCannot) = (action.onDone.mapTexts(change), action.onCannot.mapTexts(change))
            return .action(action)
        case .checklist(var list):
            list.text = list.text.map(change)
            for index in list.items.indices { list.items[index].text = change(list.items[index].text) }
            return .checklist(list)
        case .decide(var decision):
            decision.text = decision.text.map(change)
            for index in decision.cases.indices {
                decision.cases[index].label = decision.cases[index].label.map(change)
                decision.cases[index].steps = decision.cases[index].steps.mapTexts(change)
            }
            return .decide(decision)
        case .wait(var wait):
            (wait.text, wait.onTimeout) = (wait.text.map(change), wait.onTimeout.mapTexts(change))
            return .wait(wait)
        case .parallel(var parallel):
            for index in parallel.branches.indices {
                parallel.branches[index].steps = parallel.branches[index].steps.mapTexts(change)
            }
            return .parallel(parallel)
        case .loop(var loop):
            loop.steps = loop.steps.mapTexts(change)
            return .loop(loop)
        case .refer(var referral):
            referral.text = referral.text.map(change)
            return .refer(referral)
        case .escalate(var escalation):
            escalation.reason = change(escalation.reason)
            return .escalate(escalation)
        case .call, .end: return self
        }
    }
}
