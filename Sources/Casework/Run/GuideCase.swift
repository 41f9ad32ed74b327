public import Canonical
internal import Ledger
internal import Playbook

/// Shows the open steps of a case in words. Writes `case.guided`.
public struct GuideCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.guide"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let reference: CaseReference
    private let language: String?

    /// The guide in this language; in the victim's when nil.
    public init(_ reference: CaseReference, language: String? = nil) {
        (self.reference, self.language) = (reference, language)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor) { file, at in
            let language = Language(self.language ?? file.now.language)
            return Change(
                answer: { file, _ in GuideDocument.json(file, language: language, at: at) },
                entry: Draft(
                    type: .caseGuided,
                    data: ["action": "shown", "steps": .array(file.openPaths.prefix(50).map { .string($0.auditCode) })])
            )
        }
    }
}

extension CaseFile {
    var openPaths: [StepPath] { run.map { record in record.run.openSteps(in: record.program).map(\.path) } ?? [] }
}
