internal import Canonical

extension GuideModel {
    /// Takes over what came of the request that was under way.
    mutating func receive(_ reply: Reply) -> Effect {
        let request = inFlight
        inFlight = nil
        switch reply {
        case .guide(let document): succeed(request, document)
        case .preview(let effect): showPreview(effect)
        case .noted(let answer): succeedNote(answer)
        case .failed(let sentence, let isRetryable): return fail(request, sentence, isRetryable)
        }
        guard isLeaving else { return .none }
        return leave()
    }

    /// Shows a moment; the clocks go on.
    mutating func tick(_ moment: Timestamp) { now = moment }

    private mutating func succeed(_ request: Request?, _ document: JSON) {
        if request != .reload { notice = nil }
        if case .record(let step, _) = request {
            drafts[step] = nil
            marks[step] = nil
            mode = .step
        }
        if case .correct = request {
            mode = .step
            notice = Notice(text: words.corrected, isError: false)
            // Escape led out of the line to the correction; whoever comes back goes on typing.
            isTyping = true
        }
        if case .retype = request {
            mode = .step
            notice = Notice(text: words.retyped(guide.title, Guide(document).title), isError: false)
            isTyping = true
        }
        var isInterrupt = false
        if case .interrupt = request {
            isInterrupt = true
            putAside()
        }
        let old = path
        show(document, prefersOpened: isInterrupt)
        guard request == .reload, path != old, let lost = drafts.removeValue(forKey: old), !lost.text.isEmpty else {
            return
        }
        // Somebody else was faster: the words stay readable.
        notice = Notice(
            text: [notice?.text, words.notRecorded(lost.text)].compactMap(\.self).joined(separator: " "), isError: true)
    }

    /// Leaves what was typed for the side path that has opened: a note waits for `m`, other words stay readable.
    private mutating func putAside() {
        switch mode {
        case .note(let line, _): setAsideNote = line.text
        case .reason(_, let line), .referralNumber(let line):
            if !line.text.isEmpty { notice = Notice(text: words.notRecorded(line.text), isError: true) }
        case .correction(let correction):
            if !correction.line.text.isEmpty {
                notice = Notice(text: words.notRecorded(correction.line.text), isError: true)
            }
        case .arrival(let arrival):
            let texts = unsaved(arrival).filter { !$0.trimmedSpaces.isEmpty }
            if !texts.isEmpty { notice = Notice(text: words.notRecorded(texts.joined(separator: ", ")), isError: true) }
        case .step, .pickItem, .consent, .interrupts, .kinds, .history: break
        }
        mode = .step
    }

    private mutating func succeedNote(_ answer: JSON) {
        (mode, setAsideNote) = (.step, "")
        let codes = answer["masked"]?.array?.compactMap(\.string) ?? []
        let masked = codes.map { names("redacted_kind", $0) ?? $0 }
        notice = Notice(text: masked.isEmpty ? words.noteSaved : words.noteMasked(masked), isError: false)
    }

    private mutating func showPreview(_ effect: JSON) {
        guard case .correction(var correction) = mode else { return }
        notice = nil
        correction.stage = .reason(effect)
        correction.line = LineEditor()
        mode = .correction(correction)
    }

    private mutating func fail(_ request: Request?, _ sentence: String, _ isRetryable: Bool) -> Effect {
        isLeaving = false
        // What went wrong first is what the agent must read.
        if request == .reload, notice != nil { return .none }
        if isRetryable {
            unsent = request
            notice = Notice(text: sentence + " " + words.sendAgain, isError: true)
            return .none
        }
        notice = Notice(text: sentence, isError: true)
        if case .kinds = mode { mode = .step }
        switch request {
        case .record, .interrupt, .retype:
            // The step may have been done by somebody else meanwhile: show how things are.
            return perform(.reload)
        case .correct(_, _, _, let isPreview):
            if !isPreview, case .correction(var correction) = mode, case .confirm(let effect) = correction.stage {
                correction.stage = .reason(effect)
                mode = .correction(correction)
            }
            return .none
        case .note, .reload, nil: return .none
        }
    }

    /// Asks for something; nothing else is asked for until the reply is there.
    mutating func perform(_ request: Request) -> Effect {
        inFlight = request
        unsent = nil
        if request != .reload { notice = nil }
        return .perform(request)
    }

    /// Goes, or first saves the marks of a list, which look saved to the person who set them.
    mutating func leave() -> Effect {
        let lists = guide.open.filter { $0.kind == .checklist && marks[$0.path]?.isEmpty == false }
        guard let list = lists.first, let marked = marks[list.path] else { return .leave(guide.end) }
        isLeaving = true
        return perform(
            .record(step: list.path, report: ["items": .object(JSON.Members(mapping: marked, JSON.init(mark:)))]))
    }
}

extension JSON {
    /// The report of one item: done, or the reason why it does not apply.
    init(mark: String) { self = mark.isEmpty ? "done" : .string(mark) }
}
