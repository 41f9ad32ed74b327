internal import Canonical

/// Everything that the screen knows. Keys and replies change it, ``render(_:)`` shows it; it never waits and never reads
/// a clock, so that all of it can be tested without a terminal.
struct GuideModel: Sendable {
    /// Words of a code of one of the desk's lists, by list and code.
    typealias Names = @Sendable (_ list: String, _ code: String) -> String?

    /// What the keys mean at the moment.
    enum Mode: Sendable, Hashable {
        /// The step itself.
        case step
        /// A reason is typed.
        case reason(ReasonPurpose, LineEditor)
        /// An item of the list is picked that does not apply.
        case pickItem
        /// Whether the victim agrees to the referral.
        case consent
        /// The number that the other side gave is typed.
        case referralNumber(LineEditor)
        /// The values that an event brought are given one by one.
        case arrival(Arrival)
        /// The side paths.
        case interrupts
        /// It is another kind of scam: which one, and then whether to go on there.
        case kinds(ScamKind?)
        /// What was answered, one entry selected.
        case history(Int)
        /// An answer is corrected.
        case correction(Correction)
        /// A note is typed; `isLeaving` asks whether to throw it away.
        case note(LineEditor, isLeaving: Bool)
    }
    /// What a reason is for.
    enum ReasonPurpose: Sendable, Hashable {
        case cannot
        case notNeeded
        case consentRefused
        case choice(Int)
        case item(String)
    }
    /// What is told below the step.
    struct Notice: Sendable, Hashable {
        var text: String
        var isError: Bool
    }

    var guide: Guide
    let words: Words
    let names: Names
    /// The kinds of scam to choose from when the first guess was wrong; none where the desk cannot change it.
    let kinds: [ScamKind]
    let zone: LocalZone
    /// The moment that the clocks are counted to.
    var now: Timestamp
    /// Path of the step that is shown.
    var path: String
    var mode = Mode.step
    /// Lines that are typed, by path: they survive looking at another step.
    var drafts: [String: LineEditor] = [:]
    /// A note that was begun before a side path opened.
    var setAsideNote = ""
    /// Items and options that are marked and not yet recorded, by path: a reason, or empty for done.
    var marks: [String: [String: String]] = [:]
    /// Whether the line of a typed question has the keys; Escape gives them to the hot keys.
    var isTyping = true
    var showsWhy = false
    var showsDetail = false
    /// Page of nine options.
    var page = 0
    var scroll = 0
    var notice: Notice?
    /// What is under way.
    var inFlight: Request?
    /// What could not be sent and may be sent again.
    var unsent: Request?
    /// The agent wants to leave as soon as what is under way is saved.
    var isLeaving = false
    /// Questions seen in this conversation, so that their options are there when an answer is corrected.
    var seen: [String: Question] = [:]

    init(
        _ document: JSON, words: Words, now: Timestamp, zone: LocalZone = .ofMachine, kinds: [ScamKind] = [],
        names: @escaping Names = { _, _ in nil }
    ) {
        guide = Guide(document)
        self.kinds = kinds
        (self.words, self.now, self.zone, self.names) = (words, now, zone, names)
        path = guide.open.first?.path ?? ""
        remember()
    }

    /// The step that is shown; nil when nothing is open.
    var step: GuideStep? { guide.open.first { $0.path == path } ?? guide.open.first }

    /// The line of the typed question that is shown.
    var draft: LineEditor { drafts[path] ?? LineEditor() }

    /// Whether letters go into the line of the question.
    var isLineFocused: Bool {
        guard mode == .step, let step, !step.isReview, step.question?.isTyped == true else { return false }
        return isTyping
    }

    /// Whether letters are text at the moment, in whatever line.
    var takesText: Bool {
        switch mode {
        case .step: isLineFocused
        case .reason, .referralNumber: true
        case .note(_, let isLeaving): !isLeaving
        case .correction(let correction): correction.takesText
        case .arrival(let arrival):
            awaited.indices.contains(arrival.index) && awaited[arrival.index].question.isTyped
        case .pickItem, .consent, .interrupts, .kinds, .history: false
        }
    }

    /// What was typed and is in no request: shown when the agent leaves, so that it is not lost.
    var typedAndUnsaved: [String] {
        var texts = drafts.values.map(\.text) + [setAsideNote]
        if case .record(let step, let report)? = unsent {
            texts.append("\(guide.words(for: step)): \((report["answer"] ?? report).words(seen[step]))")
        }
        for step in guide.open {
            let items = step.items.filter { marks[step.path]?[$0.id] != nil }.map(\.text)
            let options = step.question?.options.filter { marks[step.path]?[$0.value] != nil }.map(\.label) ?? []
            texts.append((items + options).joined(separator: ", "))
        }
        switch mode {
        case .reason(_, let line), .referralNumber(let line), .note(let line, _): texts.append(line.text)
        case .correction(let correction): texts.append(correction.line.text)
        case .arrival(let arrival): texts += unsaved(arrival)
        case .step, .pickItem, .consent, .interrupts, .kinds, .history: break
        }
        return texts.filter { !$0.trimmedSpaces.isEmpty }.sorted()
    }

    /// Takes over a guide and decides which step is shown: the same one while it is open, else one that has just
    /// opened, else the first.
    ///
    /// - Parameter prefersOpened: whether what has just opened goes before the step that is shown: a side path.
    mutating func show(_ document: JSON, prefersOpened: Bool = false) {
        let before = Set(guide.open.map(\.path))
        let old = path
        guide = Guide(document)
        remember()
        let opened = guide.open.first { !before.contains($0.path) }?.path
        let paths = Set(guide.open.map(\.path))
        marks = marks.filter { paths.contains($0.key) }
        if !paths.contains(path) || (prefersOpened && opened != nil) { path = opened ?? guide.open.first?.path ?? "" }
        if path != old { beginStep() }
    }

    /// Forgets what belongs to the step that was shown before.
    mutating func beginStep() {
        (page, scroll, isTyping) = (0, 0, true)
    }

    private mutating func remember() {
        for step in guide.open { if let question = step.question { seen[step.path] = question } }
        for entry in guide.trail { if let question = entry.question { seen[entry.path] = question } }
    }
}

/// An answer that is being corrected.
struct Correction: Sendable, Hashable {
    /// How far it has come.
    enum Stage: Sendable, Hashable {
        /// The new answer is given.
        case answer
        /// What would change is shown, the reason is typed.
        case reason(JSON)
        /// The last question.
        case confirm(JSON)
    }
    var entry: TrailEntry
    var question: Question?
    var stage = Stage.answer
    /// The line of the stage.
    var line = LineEditor()
    /// The new answer, once it is given.
    var answer: JSON?
    /// Options that are marked, of a question with several answers.
    var marked: Set<String> = []

    /// Whether letters are text.
    var takesText: Bool {
        switch stage {
        case .answer: question?.isTyped ?? true
        case .reason: true
        case .confirm: false
        }
    }
}
