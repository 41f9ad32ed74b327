internal import Canonical

extension GuideModel {
    /// The answers that can be corrected, the last one first.
    var correctable: [TrailEntry] { guide.trail.filter(\.isCorrectable).reversed() }

    mutating func handleInHistory(_ key: Key, _ selected: Int) -> Effect {
        let entries = correctable
        switch key {
        case .escape: mode = .step
        case .up, .backTab: mode = .history(max(0, selected - 1))
        case .down, .tab: mode = .history(min(max(0, entries.count - 1), selected + 1))
        case .enter: correct(selected, entries)
        case .character("0"):
            let next = (selected / 9 + 1) * 9
            mode = .history(next < entries.count ? next : 0)
        case .character(let character):
            if let digit = character.wholeNumberValue, digit > 0 { correct(selected / 9 * 9 + digit - 1, entries) }
        default: break
        }
        return .none
    }

    private mutating func correct(_ index: Int, _ entries: [TrailEntry]) {
        guard entries.indices.contains(index) else { return }
        let entry = entries[index]
        mode = .correction(Correction(entry: entry, question: seen[entry.path]))
        (page, scroll, notice) = (0, 0, nil)
    }

    mutating func handleInCorrection(_ key: Key, _ correction: Correction) -> Effect {
        switch correction.stage {
        case .answer: handleInNewAnswer(key, correction)
        case .reason(let effect): handleInCorrectionReason(key, correction, effect)
        case .confirm(let effect): handleInConfirmation(key, correction, effect)
        }
    }

    private mutating func handleInNewAnswer(_ key: Key, _ correction: Correction) -> Effect {
        if key == .escape {
            (mode, notice) = (.history(correctable.firstIndex { $0.path == correction.entry.path } ?? 0), nil)
            return .none
        }
        guard let question = correction.question, !question.isTyped else { return typeNewAnswer(key, correction) }
        if key == .enter, question.isSeveral {
            let values = question.options.map(\.value).filter(correction.marked.contains)
            return preview(.array(values.map(JSON.string)), correction)
        }
        guard case .character(let character) = key else { return .none }
        if let option = question.option(for: character) { return preview(.string(option.value), correction) }
        if let digit = character.wholeNumberValue { return pickNewAnswer(digit, question, correction) }
        switch character.hotKey {
        case "u" where question.allowsUnknown: return preview("unknown", correction)
        case "r" where question.allowsRefused: return preview("refused", correction)
        default: return .none
        }
    }

    private mutating func pickNewAnswer(_ digit: Int, _ question: Question, _ correction: Correction) -> Effect {
        if digit == 0 {
            page = (page + 1) * 9 < question.options.count ? page + 1 : 0
            return .none
        }
        let index = page * 9 + digit - 1
        guard question.options.indices.contains(index) else { return .none }
        let value = question.options[index].value
        guard question.isSeveral else { return preview(.string(value), correction) }
        var changed = correction
        if changed.marked.remove(value) == nil { changed.marked.insert(value) }
        mode = .correction(changed)
        return .none
    }

    private mutating func typeNewAnswer(_ key: Key, _ correction: Correction) -> Effect {
        var changed = correction
        if key == .enter {
            let typed = correction.line.text.trimmedSpaces
            guard !typed.isEmpty else { return .none }
            return preview(.string(completed(typed, correction.question)), correction)
        }
        if changed.line.edit(key) { mode = .correction(changed) }
        return .none
    }

    private mutating func preview(_ answer: JSON, _ correction: Correction) -> Effect {
        var changed = correction
        changed.answer = answer
        mode = .correction(changed)
        return perform(.correct(step: correction.entry.path, answer: answer, reason: "", isPreview: true))
    }

    private mutating func handleInCorrectionReason(_ key: Key, _ correction: Correction, _ effect: JSON) -> Effect {
        var changed = correction
        if key == .escape {
            changed.stage = .answer
            changed.line = LineEditor(correction.question?.isTyped ?? true ? correction.answer?.string ?? "" : "")
        } else if key == .enter {
            guard !correction.line.text.trimmedSpaces.isEmpty else {
                notice = Notice(text: words.reasonNeeded, isError: true)
                return .none
            }
            changed.stage = .confirm(effect)
            notice = nil
        } else {
            _ = changed.line.edit(key)
        }
        mode = .correction(changed)
        return .none
    }

    private mutating func handleInConfirmation(_ key: Key, _ correction: Correction, _ effect: JSON) -> Effect {
        if case .character(let character) = key, ["y", "д"].contains(character.lowercased()),
            let answer = correction.answer
        {
            let reason = correction.line.text.trimmedSpaces
            return perform(.correct(step: correction.entry.path, answer: answer, reason: reason, isPreview: false))
        }
        guard [.escape, .character("n"), .character("н"), .character("т")].contains(key) else { return .none }
        var changed = correction
        changed.stage = .reason(effect)
        mode = .correction(changed)
        return .none
    }
}
