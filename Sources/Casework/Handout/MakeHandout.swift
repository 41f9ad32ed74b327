public import Canonical
internal import Ledger
internal import Playbook

/// Makes the victim's own plan: the number of the case, what is done, what to do next and by when, what never to do.
/// Writes `case.handout_made`.
///
/// It holds nothing that would help a thief who finds it: no name, no phone, no amount, no bank.
public struct MakeHandout: Operation {
    /// How it is laid out.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Plain text, for a message.
        case text
        /// A page in large type, for print.
        case html
        /// The same page as a PDF; its `body` is base64.
        case pdf
    }
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.handout"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let reference: CaseReference
    private let language: String?
    private let format: Format

    /// The plan of a case in a language, the victim's when nil.
    public init(_ reference: CaseReference, language: String? = nil, format: Format = .text) {
        (self.reference, self.language, self.format) = (reference, language, format)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for a language that is none; ``DeskError/noPageRenderer`` for a
    ///   PDF, with nothing done; ``DeskError/pageRendererFailed(program:)``, and the entry then says that the plan was made
    ///   although nobody got it.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if format == .pdf { _ = try PageRenderer.shared.installed() }
        var answer = try await make(at: desk, by: actor)
        guard format == .pdf, case .object(var members) = answer, let html = members["body"]?.string else {
            return answer
        }
        members["body"] = .string(Base64.encode(try await PageRenderer.shared.pdf(of: html)))
        answer = .object(members)
        return answer
    }

    private func make(at desk: Desk, by actor: Actor) async throws -> JSON {
        let wanted = try language.map(Intake.language)
        return try await desk.read(reference, by: actor) { file, at in
            let language = Language(wanted ?? file.now.language)
            let handout = Handout(file, language: language, at: at)
            let body = format == .text ? handout.text : handout.html
            return Change(
                answer: { file, receipt in
                    [
                        "ref": .string(file.now.reference.text), "format": .string(format.rawValue),
                        "language": .string(language.code), "body": .string(body), "receipt": .string(receipt.base64),
                    ]
                },
                entry: Draft(
                    type: .caseHandoutMade, subject: file.subject.id,
                    data: ["format": .string(format.rawValue), "language": .string(language.code)]))
        }
    }
}

/// What the plan says, before it is laid out.
struct Handout: Sendable {
    struct Task: Sendable {
        let text: String
        let due: Timestamp?
    }
    let words: HandoutWords
    let reference: String
    let done: [String]
    let next: [Task]
    /// Official numbers of the jurisdiction: what for, and the number.
    let numbers: [(label: String, words: String)]
    let comfort: [String]
    /// Minutes east of UTC in which times are told.
    let offsetMinutes: Int

    /// The year in which the plan is made; a time of another year is told with its year.
    let year: Int

    init(_ file: CaseFile, language: Language, at: Timestamp) {
        self.init(
            file.runs.map { (run: $0.run, program: $0.program) }, reference: file.now.reference.text,
            scamType: file.now.scamType, parameters: file.parameters?.set, offsetMinutes: file.calendar.offsetMinutes,
            language: language, at: at)
    }

    /// The plan of runs, the one that is worked on last; all of them give what is done.
    init(
        _ runs: [(run: Run, program: Program)], reference: String, scamType: ScamType?, parameters: ParameterSet?,
        offsetMinutes: Int, language: Language, at: Timestamp
    ) {
        words = HandoutWords.of(language)
        comfort = words.comfort(after: scamType)
        self.reference = reference
        self.offsetMinutes = offsetMinutes
        year = at.adding(seconds: Int64(offsetMinutes) * 60).day.civil.year
        numbers = words.numbers(parameters)
        done = Handout.unique(
            runs.flatMap { record in
                record.run.steps(in: record.program).compactMap { instance in
                    guard instance.state == .done, instance.step.role == nil,
                        case .action(let action) = instance.step.kind
                    else { return nil }
                    return (action.doneText ?? action.text).withoutValues(in: language)
                }
            })
        let open =
            runs.last.map { record in
                record.run.openSteps(in: record.program).compactMap { Handout.task($0, in: language) }
            } ?? []
        // What has a time comes first, the earliest at the top.
        next = open.enumerated().sorted { left, right in
            (left.element.due ?? .endOfTime, left.offset) < (right.element.due ?? .endOfTime, right.offset)
        }.map(\.element)
    }

    /// What an open step asks of the victim; nil for what is the desk's own work, and for what is said in a call.
    private static func task(_ open: OpenStep, in language: Language) -> Task? {
        guard !open.isReview, open.step.role == nil, let words = open.wording(in: language) else { return nil }
        switch open.step.kind {
        case .action, .wait: return Task(text: words, due: open.due)
        case .checklist(let list):
            let left = list.items.filter { open.items[$0.id] == nil }.map { open.fill($0.text, in: language) }
            return Task(text: left.isEmpty ? words : words + " " + left.joined(separator: ". ") + ".", due: open.due)
        default: return nil
        }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
