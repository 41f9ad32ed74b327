public import Canonical
internal import Ledger
internal import Postgres

/// Forbids the erasure of anything of a case, at once and until a day or until somebody else releases it. Writes
/// `hold.placed`.
///
/// Placing protects and is urgent, so one person does it; releasing lets data go, so that takes a second one.
public struct PlaceHold: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.hold"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let reference: CaseReference
    private let reason: HoldReason
    private let until: String?

    /// A hold on a case; `until` is RFC 3339 or a day, nothing for until it is released.
    public init(_ reference: CaseReference, reason: HoldReason, until: String? = nil) {
        (self.reference, self.reason, self.until) = (reference, reason, until)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let hold = "h-" + Digest.hexadecimal(Digest.random(8))
        return try await desk.read(reference, by: actor) { file, at in
            try file.demandPerson()
            let end = try until.map { try Hold.end($0, after: at) }
            file.statements.append(
                """
                INSERT INTO privacy.hold (hold, case_no, reason, placed_at, placed_by, until)
                VALUES (\(hold), \(file.before.caseNo), \(reason.rawValue), \(at), \(actor.id), \(end))
                """)
            let shown = JSON.members([
                "hold": .string(hold), "reason": .string(reason.rawValue), "placed_at": .string(at.description),
                "placed_by": .string(actor.id), "until": end.map { .string($0.wholeSecondsText) },
            ])
            return Change(
                answer: { file, receipt in
                    [
                        "ref": .string(file.now.reference.text), "hold": shown, "receipt": .string(receipt.base64),
                    ]
                },
                entry: Draft(
                    type: .holdPlaced, subject: file.subject.id,
                    data: JSON.members([
                        "hold": .string(hold), "scope": "case", "basis": .string(reason.rawValue),
                        "until": end.map { .string($0.wholeSecondsText) },
                    ]).object ?? [:]))
        }
    }
}

/// Holds of a case, as the store has them.
enum Hold {
    /// Those that are on.
    static func selectActive(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        SELECT hold, reason, placed_by, until FROM privacy.hold
        WHERE case_no = \(caseNo) AND released_at IS NULL AND (until IS NULL OR until > \(at)) ORDER BY placed_at
        """
    }

    /// Reads the end of a hold: RFC 3339, or a day, which it lasts to its end in UTC.
    static func end(_ text: String, after at: Timestamp) throws(DeskError) -> Timestamp {
        guard let moment = Timestamp(text) ?? Timestamp(text + "T23:59:59Z") else {
            throw .malformed(field: "until", problem: .form(example: "2027-03-31"), value: text)
        }
        guard moment > at else { throw .malformed(field: "until", problem: .range("the time after now")) }
        return moment
    }
}
