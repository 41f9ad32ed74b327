internal import Canonical

extension GuideModel {
    mutating func handleInReason(_ key: Key, _ purpose: ReasonPurpose, _ line: LineEditor) -> Effect {
        if key == .escape {
            (mode, notice) = (.step, nil)
            return .none
        }
        if key == .enter { return submit(line.text.trimmedSpaces, for: purpose) }
        var line = line
        if line.edit(key) { mode = .reason(purpose, line) }
        return .none
    }

    private mutating func submit(_ reason: String, for purpose: ReasonPurpose) -> Effect {
        guard !reason.isEmpty else {
            notice = Notice(text: words.reasonNeeded, isError: true)
            return .none
        }
        switch purpose {
        case .cannot, .consentRefused:
            return perform(.record(step: path, report: ["result": "cannot", "reason": .string(reason)]))
        case .notNeeded:
            return perform(.record(step: path, report: ["result": "not_needed", "reason": .string(reason)]))
        case .choice(let number):
            return perform(.record(step: path, report: ["choose": .int(Int64(number)), "reason": .string(reason)]))
        case .item(let id):
            marks[path, default: [:]][id] = reason
            (mode, notice) = (.step, nil)
            return .none
        }
    }

    mutating func handleInPickItem(_ key: Key) -> Effect {
        guard let step, case .character(let character) = key, let digit = character.wholeNumberValue else {
            if key == .escape { mode = .step }
            return .none
        }
        if digit == 0 {
            page = (page + 1) * 9 < step.items.count ? page + 1 : 0
            return .none
        }
        let index = page * 9 + digit - 1
        guard step.items.indices.contains(index) else { return .none }
        if step.items[index].state == "open" {
            begin(.item(step.items[index].id))
        } else {
            (mode, notice) = (.step, Notice(text: words.alreadySaved, isError: false))
        }
        return .none
    }

    mutating func handleInConsent(_ key: Key) -> Effect {
        if key == .escape { mode = .step }
        guard case .character(let character) = key else { return .none }
        switch character.lowercased() {
        case "y", "д": mode = .referralNumber(LineEditor())
        case "n", "н", "т": begin(.consentRefused)
        default: break
        }
        return .none
    }

    mutating func handleInReferralNumber(_ key: Key, _ line: LineEditor) -> Effect {
        if key == .escape {
            (mode, notice) = (.step, nil)
            return .none
        }
        if key == .enter {
            let number = line.text.trimmedSpaces
            let report = JSON.members(["result": "referred", "reference": number.isEmpty ? nil : .string(number)])
            return perform(.record(step: path, report: report))
        }
        var line = line
        if line.edit(key) { mode = .referralNumber(line) }
        return .none
    }

    mutating func handleInInterrupts(_ key: Key) -> Effect {
        if key == .escape { mode = .step }
        guard case .character(let character) = key, let digit = character.wholeNumberValue else { return .none }
        return raise(digit - 1)
    }

    mutating func handleInNote(_ key: Key, _ line: LineEditor, _ isLeaving: Bool) -> Effect {
        if isLeaving { return answerDiscarding(key, line) }
        if key == .control("d") {
            let text = line.text.trimmedSpaces
            if !text.isEmpty { return perform(.note(text)) }
            mode = .step
            return .none
        }
        if key == .escape {
            mode = line.text.trimmedSpaces.isEmpty ? .step : .note(line, isLeaving: true)
            return .none
        }
        var line = line
        if line.edit(key) { mode = .note(line, isLeaving: false) }
        return .none
    }

    private mutating func answerDiscarding(_ key: Key, _ line: LineEditor) -> Effect {
        if case .character(let character) = key, ["y", "д"].contains(character.lowercased()) {
            (mode, setAsideNote) = (.step, "")
        } else {
            mode = .note(line, isLeaving: false)
        }
        return .none
    }
}
