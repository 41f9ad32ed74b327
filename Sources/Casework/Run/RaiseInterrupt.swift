public import Canonical
internal import Ledger
internal import Playbook

/// Enters a side path of the run: danger to life, the caller is gone, the scam goes on. Writes `case.interrupt_raised`.
public struct RaiseInterrupt: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.interrupt"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let interrupt: String
    private let language: String?
    private let key: RequestKey?

    /// Enters the side path with this id.
    public init(_ reference: CaseReference, interrupt: String, language: String? = nil, key: String? = nil) {
        self.reference = reference
        self.interrupt = interrupt
        self.language = language
        self.key = key.map {
            RequestKey(
                $0,
                request: [
                    "operation": .string(Self.name), "ref": .string(reference.text), "interrupt": .string(interrupt),
                ])
        }
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let language = Language(self.language ?? file.now.language)
            try file.step(.raise(interrupt: interrupt), at: at, by: actor)
            file.moveOn()
            return Change(
                answer: { file, receipt in GuideDocument.json(file, language: language, at: at, receipt: receipt) },
                entry: Draft(
                    type: .caseInterruptRaised,
                    data: ["interrupt": .string(interrupt), "run_seq": .int(Int64(file.run?.seq ?? 0))]))
        }.json
    }
}
