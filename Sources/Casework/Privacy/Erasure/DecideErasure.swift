public import Canonical
internal import Ledger
internal import Postgres

/// Decides on an erasure that somebody else asked for. Refused: writes `subject.erasure_refused`. Approved: writes
/// `subject.erasure_approved`, and then, in one transaction of its own, destroys and writes `subject.erased`.
///
/// If the second transaction fails, the approval stands, and deciding again finishes the work.
public struct DecideErasure: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.erase.decide"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let reference: CaseReference
    private let party: Int
    private let refusal: ErasureRefusal?

    /// Approves when `refusal` is nil.
    public init(_ reference: CaseReference, party: Int = 1, refusal: ErasureRefusal? = nil) {
        (self.reference, self.party, self.refusal) = (reference, party, refusal)
    }

    /// Does it, in the transactions that write its entries.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever asked; ``DeskError/erasureRefused(reference:_:until:)``, after
    ///   it is on the trail, when a hold came in between.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let now = desk.now()
        let before =
            ErasureCheck.reads(reference.caseNo, at: now) + [Erasure.selectOpen(reference.caseNo, party: party)]
        let decided = try await desk.read(reference, by: actor, also: before) { file, at in
            let person = try file.party(party)
            guard let erasure = try file.extra[2].rows.first.map(Erasure.init) else {
                throw DeskError.noSuchPart(
                    reference: file.before.reference.text, part: "erasure request of person", number: party)
            }
            guard erasure.requestedBy != actor.id else { throw DeskError.secondPersonNeeded }
            let found = try ErasureCheck.refusal(
                file, holds: file.extra[0], periods: file.extra[1], basis: erasure.basis, at: at)
            let refused = refusal.map { ErasureCheck(refusal: $0, until: nil, hold: nil) } ?? found
            file.statements.append(update(erasure, refused, actor, at))
            return Change(
                answer: { file, receipt in
                    .members([
                        "ref": .string(file.now.reference.text), "party": .int(Int64(party)),
                        "request": .string(erasure.request), "state": refused == nil ? "APPROVED" : "REFUSED",
                        "refusal": refused.map { .string($0.refusal.rawValue) },
                        "until": refused?.until.map { .string($0.wholeSecondsText) },
                        "receipt": .string(receipt.base64),
                    ])
                }, entry: entry(erasure, person, refused, actor))
        }
        if refusal != nil { return decided }
        if let refused = decided["refusal"]?.string.flatMap(ErasureRefusal.init(rawValue:)) {
            throw DeskError.erasureRefused(reference: reference.text, refused, until: decided["until"]?.string)
        }
        return try await desk.destroy(reference, party: party, by: actor)
    }

    private func update(_ erasure: Erasure, _ refused: ErasureCheck?, _ actor: Actor, _ at: Timestamp) -> SQL {
        """
        UPDATE privacy.erasure SET state = \(refused == nil ? "APPROVED" : "REFUSED"), decided_at = \(at),
            decided_by = \(actor.id), refusal = \(refused?.refusal.rawValue), refused_until = \(refused?.until)
        WHERE request = \(erasure.request)
        """
    }

    private func entry(_ erasure: Erasure, _ person: Party, _ refused: ErasureCheck?, _ actor: Actor) -> Draft {
        guard let refused else {
            return Draft(
                type: .subjectErasureApproved, subject: person.subject,
                data: [
                    "request": .string(erasure.request), "basis": .string(erasure.basis.rawValue),
                    "approved_by": .string(actor.id),
                    "categories": .array(DataCategory.destroyed(party: party).map { .string($0.rawValue) }),
                ])
        }
        return Draft(
            type: .subjectErasureRefused, subject: person.subject,
            data: JSON.members([
                "request": .string(erasure.request), "basis": .string(refused.refusal.rawValue),
                "hold": refused.hold.map(JSON.string), "until": refused.until.map { .string($0.wholeSecondsText) },
                "approved_by": .string(actor.id),
            ]).object ?? [:])
    }
}
