/// One text of a playbook with what decides how it is judged.
struct PlacedText {
    /// What the text is for.
    enum Use {
        /// Said or shown to the victim.
        case victim
        /// Read by the agent alone.
        case agent
    }
    /// The path and key: `steps/greet.text`.
    var path: String
    /// The wordings.
    var text: Text
    /// What it is for.
    var use: Use
    /// Where it stands when nothing better is known.
    var place: Place
    /// The step that carries it; nil for the texts of the playbook itself.
    var step: Step?
}

/// Steps within a step, with the part of the path between.
struct InnerBlock {
    /// What the path of the step is followed by: `/case1`, `/done`, or nothing.
    var suffix: String
    /// The steps.
    var steps: [Step]
}

extension Step {
    /// The steps within, block by block in the order of the file.
    var innerBlocks: [InnerBlock] {
        switch kind {
        case .action(let action):
            [InnerBlock(suffix: "/done", steps: action.onDone), InnerBlock(suffix: "/cannot", steps: action.onCannot)]
        case .decide(let decision):
            decision.cases.enumerated().map { index, option in
                InnerBlock(suffix: option.when == nil ? "/else" : "/case\(index + 1)", steps: option.steps)
            }
        case .wait(let wait): [InnerBlock(suffix: "/timeout", steps: wait.onTimeout)]
        case .parallel(let parallel): parallel.branches.map { InnerBlock(suffix: "/\($0.id)", steps: $0.steps) }
        case .loop(let loop): [InnerBlock(suffix: "", steps: loop.steps)]
        case .say, .ask, .checklist, .call, .refer, .escalate, .end: []
        }
    }
}

extension Playbook {
    /// Every step with its path, in the order of the file; side paths first.
    var allSteps: [(path: String, step: Step)] {
        var result: [(path: String, step: Step)] = []
        func walk(_ steps: [Step], _ path: String) {
            for step in steps {
                let own = "\(path)/\(step.id)"
                result.append((own, step))
                for block in step.innerBlocks { walk(block.steps, own + block.suffix) }
            }
        }
        for interrupt in interrupts { walk(interrupt.steps, "interrupts/\(interrupt.id)") }
        walk(steps, "steps")
        return result
    }

    /// Every text that the author wrote.
    var placedTexts: [PlacedText] { placedTexts(steps: allSteps) }

    /// Every text that the author wrote, given every step with its path.
    func placedTexts(steps: [(path: String, step: Step)]) -> [PlacedText] {
        var result = [PlacedText(path: ".title", text: title, use: .agent, place: .start)]
        for (name, set) in types.sorted(by: { $0.key < $1.key }) {
            result += set.options.labels(path: "types/\(name)", place: .start, step: nil)
        }
        for interrupt in interrupts {
            result.append(
                PlacedText(
                    path: "interrupts/\(interrupt.id).label", text: interrupt.label, use: .agent,
                    place: interrupt.place))
        }
        for (path, step) in steps { result += step.placedTexts(path: path, types: types) }
        return result
    }
}

extension [ChoiceType.Option] {
    fileprivate func labels(path: String, place: Place, step: Step?) -> [PlacedText] {
        compactMap { option in
            option.label.map {
                PlacedText(path: "\(path)/\(option.value).label", text: $0, use: .victim, place: place, step: step)
            }
        }
    }
}

extension Step {
    fileprivate func placedTexts(path: String, types: [String: ChoiceType]) -> [PlacedText] {
        var result: [PlacedText] = []
        func add(_ key: String, _ text: Text?, _ use: PlacedText.Use) {
            guard let text else { return }
            result.append(PlacedText(path: "\(path)\(key)", text: text, use: use, place: place, step: self))
        }
        switch kind {
        case .say(let say): add(".text", say.text, .victim)
        case .ask(let ask):
            add(".text", ask.text, .victim)
            add(".why", ask.why, .victim)
            if let set = ask.type.choices, types[set.name] != set, ChoiceType.builtIn[set.name] != set {
                result += set.options.labels(path: "\(path)/options", place: place, step: self)
            }
        case .action(let action):
            add(".text", action.text, .victim)
            add(".done", action.doneText, .victim)
        case .checklist(let list):
            add(".text", list.text, .victim)
            for item in list.items { add("/\(item.id).text", item.text, .victim) }
        case .decide(let decision):
            add(".text", decision.text, .agent)
            for (index, option) in decision.cases.enumerated() {
                add(option.when == nil ? "/else.label" : "/case\(index + 1).label", option.label, .agent)
            }
        case .wait(let wait): add(".text", wait.text, .agent)
        case .refer(let referral): add(".text", referral.text, .agent)
        case .escalate(let escalation): add(".reason", escalation.reason, .agent)
        case .parallel, .loop, .call, .end: break
        }
        add(".detail", detail, .agent)
        return result
    }
}

extension AnswerType {
    /// The set that the answer is chosen from; nil for other answers.
    var choices: ChoiceType? {
        switch self {
        case .choice(let set), .choices(let set): set
        default: nil
        }
    }
}
