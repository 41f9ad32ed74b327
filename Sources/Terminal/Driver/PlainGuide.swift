internal import Canonical

/// The guide without a screen: it prints the step and reads a line. For `TERM=dumb`, screen readers and scripts that
/// play an agent.
struct PlainGuide: Sendable {
    let read: @Sendable () -> String?
    let write: @Sendable (String) -> Void
    let now: @Sendable () -> Timestamp

    /// Guides until the agent leaves or the input ends.
    func run(_ model: inout GuideModel, _ reply: (Request) async -> Reply) async -> GuideEnd {
        write(model.words.lineHelp)
        var isQuiet = false
        while true {
            model.tick(now())
            if !isQuiet { model.plainText(width: 78).forEach(write) }
            guard let line = read() else { return model.guide.end }
            guard let keys = PlainGuide.keys(for: line, model) else {
                write(model.words.oneKey)
                continue
            }
            isQuiet = model.isInNote
            for key in keys {
                var effect = model.handle(key)
                while case .perform(let request) = effect { effect = model.receive(await reply(request)) }
                if case .leave(let end) = effect { return end }
            }
            if !model.isInNote { isQuiet = false }
        }
    }

    /// The keys that a line stands for; nil when it is none.
    static func keys(for line: String, _ model: GuideModel) -> [Key]? {
        if case .note(let note, _) = model.mode { return noteKeys(line, isEmpty: note.text.trimmedSpaces.isEmpty) }
        if line.isEmpty { return [.enter] }
        if let number = line.uppercased().wholeMatch(of: /F([1-9])/).flatMap({ Int($0.1) }) {
            return [.function(number)]
        }
        if line.lowercased() == "tab" { return [.tab] }
        guard model.takesText else {
            let signs = line.filter { !$0.isWhitespace && $0 != ":" }
            if line == ":q" { return [.escape] }
            // Several digits mark several things; where one answers, the second would answer the next question.
            let isMarking = model.marksSeveral && !signs.isEmpty && signs.allSatisfy(\.isNumber)
            return signs.count == 1 || isMarking ? signs.map(Key.character) : nil
        }
        guard line.hasPrefix(":"), line.count == 2, let letter = line.last else { return [.paste(line), .enter] }
        return letter == "q" || model.mode != .step ? [.escape] : [.alt(letter)]
    }

    private static func noteKeys(_ line: String, isEmpty: Bool) -> [Key] {
        switch line {
        case ".": [.control("d")]
        case ":q": isEmpty ? [.escape] : [.escape, .character("y")]
        default: [.paste(line), .enter]
        }
    }
}

extension GuideModel {
    /// Whether a note is typed.
    var isInNote: Bool { if case .note = mode { true } else { false } }

    /// Whether digits mark items or options that are saved together.
    fileprivate var marksSeveral: Bool {
        mode == .step && step?.isReview == false && (step?.kind == .checklist || step?.question?.isSeveral == true)
    }

    /// The step as lines without any decoration.
    func plainText(width: Int) -> [String] {
        let head = [
            guide.reference, guide.priority, guide.title, words.counts(done: guide.done, open: guide.open.count),
        ]
        let middle = body(width: width, listsSteps: true).lines.map(\.text)
        var lines = [String(repeating: "-", count: width), head.joined(separator: "  ")] + middle
        if let notice { lines += wrapped(notice.text, width: width) }
        return (lines + footer(width: width, isShort: true).map(\.text)).map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
