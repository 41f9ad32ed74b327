public import Canonical
internal import Ledger
internal import Playbook

/// Corrects the kind of scam of a case that is being worked on: it goes on in that scam's playbook. Writes
/// `case.retyped`.
///
/// Nothing is asked twice: what was answered and done in the runs before is taken over where the new playbook has the
/// same step, at once or when it opens. The run before stays in the case as it was; its clocks that have not fired stop.
public struct ChangeScamType: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.retype"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let scamType: ScamType
    private let language: String?
    private let key: RequestKey?

    /// Corrects the kind of scam; answers the guide in this language, in the victim's when nil.
    public init(
        _ reference: CaseReference, to scamType: ScamType, language: String? = nil, key: RequestKey? = nil
    ) {
        (self.reference, self.scamType, self.language, self.key) = (reference, scamType, language, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/noPlaybook(scamType:jurisdiction:)`` when nothing fits the new kind.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            file.now.scamType = scamType
            file.wantsNextRun = scamType != file.before.scamType
            file.moveOn()
            let language = Language(self.language ?? file.now.language)
            return Change(
                answer: { file, receipt in GuideDocument.json(file, language: language, at: at, receipt: receipt) },
                entry: Draft(
                    type: .caseRetyped,
                    data: JSON.members([
                        "scam_type": .string(scamType.rawValue),
                        "previous": file.before.scamType.map { .string($0.rawValue) },
                    ]).object ?? [:]))
        }.json
    }
}
