internal import Canonical

extension GuideModel {
    /// A letter, digit or sign that is not text.
    mutating func hotKey(_ character: Character) -> Effect {
        if let digit = character.wholeNumberValue, character.isASCII { return pick(digit) }
        if let step, !step.isReview, let option = step.question?.option(for: character) {
            return answer(.string(option.value))
        }
        switch character {
        case "!": mode = .interrupts
        case "?", "/", ".", ",": showsDetail.toggle()
        default: return letterKey(character.hotKey)
        }
        return .none
    }

    private mutating func letterKey(_ letter: Character) -> Effect {
        switch letter {
        case "w": showsWhy.toggle()
        case "b": openHistory()
        case "k": openKinds()
        case "m": mode = .note(LineEditor(setAsideNote, isMultiline: true), isLeaving: false)
        case "p": return pause()
        case "i": isTyping = true
        case "u" where step?.question?.allowsUnknown == true && step?.isReview == false: return answer("unknown")
        case "r" where step?.question?.allowsRefused == true && step?.isReview == false: return answer("refused")
        case "d" where step?.kind != .ask || step?.isReview == true: return confirmStep()
        case "c" where step?.hasOtherWays == true: begin(.cannot)
        case "n" where step?.hasOtherWays == true: begin(.notNeeded)
        case "x" where step?.kind == .checklist && step?.isReview == false: (mode, notice) = (.pickItem, nil)
        default: break
        }
        return .none
    }

    /// What Enter means: the ordinary way out of the step.
    mutating func confirmStep() -> Effect {
        guard let step else { return guide.isEnded ? leave() : .none }
        if step.isReview { return perform(.record(step: step.path, report: ["result": "done"])) }
        switch step.kind {
        case .wait where !awaited.isEmpty:
            beginArrival()
            return .none
        case .wait where step.question?.isSeveral == true && marks[step.path]?.isEmpty == false:
            return confirmQuestion(step)
        case .say, .action, .escalate, .wait, .other:
            return perform(.record(step: step.path, report: ["result": "done"]))
        case .checklist: return saveItems()
        case .ask: return confirmQuestion(step)
        case .refer: (mode, notice) = (.consent, nil)
        case .decide: break
        }
        return .none
    }

    private mutating func confirmQuestion(_ step: GuideStep) -> Effect {
        guard let question = step.question else { return .none }
        if question.isTyped {
            isTyping = true
        } else if question.isSeveral {
            let marked = marks[step.path] ?? [:]
            let values = question.options.map(\.value).filter { marked[$0] != nil }
            return answer(.array(values.map(JSON.string)))
        }
        return .none
    }

    private mutating func answer(_ value: JSON) -> Effect { perform(.record(step: path, report: ["answer": value])) }

    private mutating func saveItems() -> Effect {
        guard let marked = marks[path], !marked.isEmpty else {
            notice = Notice(text: words.markFirst, isError: false)
            return .none
        }
        return perform(.record(step: path, report: ["items": .object(JSON.Members(mapping: marked, JSON.init(mark:)))]))
    }

    private mutating func pick(_ digit: Int) -> Effect {
        guard let step, !step.isReview else { return .none }
        let count = max(step.question?.options.count ?? 0, step.items.count, step.choices.count)
        if digit == 0 {
            page = (page + 1) * 9 < count ? page + 1 : 0
            return .none
        }
        let index = page * 9 + digit - 1
        guard index < count else { return .none }
        if let question = step.question { return pickOption(question, index) }
        if step.kind == .checklist { toggle(step.items[index]) }
        if step.kind == .decide { return pick(step.choices[index], of: step) }
        return .none
    }

    private mutating func pickOption(_ question: Question, _ index: Int) -> Effect {
        let value = question.options[index].value
        guard question.isSeveral else { return answer(.string(value)) }
        toggleMark(value)
        return .none
    }

    private mutating func toggle(_ item: GuideStep.Item) {
        notice = nil
        guard item.state == "open" else {
            notice = Notice(text: words.alreadySaved, isError: false)
            return
        }
        toggleMark(item.id)
    }

    private mutating func toggleMark(_ id: String) {
        var marked = marks[path] ?? [:]
        if marked.removeValue(forKey: id) == nil { marked[id] = "" }
        marks[path] = marked
    }

    private mutating func pick(_ choice: GuideStep.Choice, of step: GuideStep) -> Effect {
        if choice.isRecommended {
            return perform(.record(step: step.path, report: ["choose": .int(Int64(choice.number))]))
        }
        begin(.choice(choice.number))
        return .none
    }

    /// Asks for a reason.
    mutating func begin(_ purpose: ReasonPurpose) {
        (mode, notice) = (.reason(purpose, LineEditor()), nil)
    }

    private mutating func openHistory() {
        guard !correctable.isEmpty else {
            notice = Notice(text: words.nothingToCorrect, isError: false)
            return
        }
        (mode, notice, scroll) = (.history(0), nil, 0)
    }
}
