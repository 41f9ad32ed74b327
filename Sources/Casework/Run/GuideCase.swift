public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

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
        let also = [
            CaseCampaigns.select(reference, at: desk.now()), Conversation.select(reference),
            Handover.selectLast(reference),
        ]
        return try await desk.read(reference, by: actor, also: also) { file, at in
            try file.demandLiving()
            let handover = try file.extra[2].rows.first.map { try Handover.json($0, file.subject) }
            let language = Language(self.language ?? file.now.language)
            let campaigns = try CaseCampaigns.json(file.extra[0])
            let conversation = try Conversation.json(file.extra[1])
            return Change(
                answer: { file, _ in
                    guard case .object(var guide) = GuideDocument.json(file, language: language, at: at) else {
                        return .null
                    }
                    (guide["campaigns"], guide["conversation"]) = (campaigns, conversation)
                    guide["handover"] = handover
                    return .object(guide)
                },
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
