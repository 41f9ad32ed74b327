internal import Canonical

extension GuideModel {
    /// Does what a key means and says what the driver has to do for it.
    mutating func handle(_ key: Key) -> Effect {
        if key == .control("c") { return pause() }
        if key == .control("z") { return .suspend }
        // Keys that were pressed while something is under way were meant for the step before: they must not answer the
        // next question.
        if inFlight != nil { return .none }
        if let unsent {
            if key == .enter { return perform(unsent) }
            guard key == .escape || takesText else { return .none }
            (self.unsent, isLeaving, notice) = (nil, false, nil)
            if key == .escape { return .none }
        }
        isLeaving = false
        if case .function(let number) = key { return raise(number - 1) }
        switch key {
        case .pageDown: scroll += 5
        case .pageUp: scroll = max(0, scroll - 5)
        default: return handleInMode(key)
        }
        return .none
    }

    private mutating func handleInMode(_ key: Key) -> Effect {
        switch mode {
        case .step: handleInStep(key)
        case .reason(let purpose, let line): handleInReason(key, purpose, line)
        case .pickItem: handleInPickItem(key)
        case .consent: handleInConsent(key)
        case .referralNumber(let line): handleInReferralNumber(key, line)
        case .arrival(let arrival): handleInArrival(key, arrival)
        case .interrupts: handleInInterrupts(key)
        case .kinds(let chosen): handleInKinds(key, chosen)
        case .history(let selected): handleInHistory(key, selected)
        case .correction(let correction): handleInCorrection(key, correction)
        case .note(let line, let isLeaving): handleInNote(key, line, isLeaving)
        }
    }

    private mutating func handleInStep(_ key: Key) -> Effect {
        if isLineFocused, let effect = handleInLine(key) { return effect }
        switch key {
        case .tab, .down, .right: switchStep(by: 1)
        case .backTab, .up, .left: switchStep(by: -1)
        case .enter: return confirmStep()
        case .character(let character), .alt(let character): return hotKey(character)
        case .escape: notice = nil
        default: break
        }
        return .none
    }

    /// A key for the line of a typed question; nil when the line has no use for it.
    private mutating func handleInLine(_ key: Key) -> Effect? {
        if key == .escape {
            isTyping = false
            return Effect.none
        }
        if key == .enter { return submitLine() }
        if case .character(let letter) = key, letter.isLetter || "?!".contains(letter), draft.text.isEmpty,
            step?.question?.isNumeric == true
        {
            return hotKey(letter)
        }
        var line = draft
        guard line.edit(key) else { return nil }
        drafts[path] = line
        return Effect.none
    }

    private mutating func submitLine() -> Effect {
        let typed = draft.text.trimmedSpaces
        guard !typed.isEmpty, let question = step?.question else {
            notice = Notice(text: words.typeAnswer, isError: false)
            return .none
        }
        return perform(.record(step: path, report: ["answer": .string(completed(typed, question))]))
    }

    /// A typed answer as the desk reads it: a time gets the offset of this place.
    func completed(_ typed: String, _ question: Question?) -> String {
        question?.type == "timestamp" ? zone.completed(typed, now: now) : typed
    }

    /// Leaves; first waits for what is under way, and warns once about what could not be sent.
    mutating func pause() -> Effect {
        if isLeaving { return .leave(guide.end) }
        if inFlight != nil {
            isLeaving = true
            return .none
        }
        if unsent != nil {
            isLeaving = true
            notice = Notice(text: words.leaveUnsent, isError: true)
            return .none
        }
        return leave()
    }

    /// Enters a side path by its place in the list.
    mutating func raise(_ index: Int) -> Effect {
        guard guide.interrupts.indices.contains(index) else { return .none }
        return perform(.interrupt(guide.interrupts[index].id))
    }

    private mutating func switchStep(by distance: Int) {
        let steps = guide.listed
        guard steps.count > 1, let index = steps.firstIndex(where: { $0.path == path }) else { return }
        path = steps[(index + distance + steps.count) % steps.count].path
        beginStep()
        notice = nil
    }
}
