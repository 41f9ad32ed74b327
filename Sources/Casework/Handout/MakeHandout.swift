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
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor) { file, at in
            let language = Language(self.language ?? file.now.language)
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
    let madeAt: Timestamp
    let done: [String]
    let next: [Task]

    init(_ file: CaseFile, language: Language, at: Timestamp) {
        words = HandoutWords.of(language)
        reference = file.now.reference.text
        madeAt = at
        let records = file.runs
        done = records.flatMap { record in
            record.run.steps(in: record.program).compactMap { instance in
                guard instance.state == .done, case .action(let action) = instance.step.kind else { return nil }
                return action.text.wording(in: language)
            }
        }
        next =
            records.last.map { record in
                record.run.openSteps(in: record.program).compactMap { open in
                    switch open.step.kind {
                    case .action, .refer, .wait: open.wording(in: language).map { Task(text: $0, due: open.due) }
                    default: nil
                    }
                }
            } ?? []
    }
}
