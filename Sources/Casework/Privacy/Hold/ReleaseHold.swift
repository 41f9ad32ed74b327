public import Canonical
internal import Ledger
internal import Postgres

/// Ends a hold of a case that somebody else placed. Writes `hold.released`.
public struct ReleaseHold: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.release"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let reference: CaseReference
    private let hold: String?

    /// Ends one hold, or the only one when none is named.
    public init(_ reference: CaseReference, hold: String? = nil) { (self.reference, self.hold) = (reference, hold) }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever placed it.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let active = Hold.selectActive(reference.caseNo, at: desk.now())
        return try await desk.read(reference, by: actor, also: [active]) { file, at in
            let holds = try file.extra[0].rows.map { row in
                (id: try row["hold", as: String.self], by: try row["placed_by", as: String.self])
            }
            let wanted = holds.filter { hold == nil || $0.id == hold }
            guard let found = wanted.first else {
                throw DeskError.noSuchPart(reference: file.before.reference.text, part: "hold", number: 0)
            }
            if wanted.count > 1 {
                throw DeskError.malformed(
                    field: "hold", problem: .notOnList(suggestion: nil, allowed: wanted.map(\.id)))
            }
            guard found.by != actor.id else { throw DeskError.secondPersonNeeded }
            file.statements.append(
                """
                UPDATE privacy.hold SET released_at = \(at), released_by = \(actor.id) WHERE hold = \(found.id)
                """)
            return Change(
                answer: { file, receipt in
                    [
                        "ref": .string(file.now.reference.text), "hold": .string(found.id),
                        "released_at": .string(at.description), "receipt": .string(receipt.base64),
                    ]
                },
                entry: Draft(
                    type: .holdReleased, subject: file.subject.id,
                    data: ["hold": .string(found.id), "scope": "case", "approved_by": .string(actor.id)]))
        }
    }
}
