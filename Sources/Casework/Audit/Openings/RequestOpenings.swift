public import Canonical
internal import Ledger
internal import Postgres

/// Asks for an export with openings: the personal data behind the commitments leaves the store only when a second person
/// agrees. Nothing leaves it by asking.
///
/// Writes `audit.openings_requested`. The request waits for a day, and once approved it is done within a day by whoever
/// asked, once.
public struct RequestOpenings: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.openings.request"
    /// The right that it needs; the right to reveal comes on top.
    public static let permission = Permission.audit
    private let first: Int64?
    private let last: Int64?
    private let purpose: RevealPurpose

    /// The openings of the entries from `first` up to and including `last`, of all when nothing is said.
    public init(from first: Int64? = nil, to last: Int64? = nil, purpose: RevealPurpose) {
        (self.first, self.last, self.purpose) = (first, last, purpose)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard Permission.reveal.isGranted(to: actor) else { throw DeskError.notAllowed(.reveal) }
        if let first, let last, first > last { throw DeskError.malformed(field: "from", problem: .range("0…to")) }
        let request = "o-" + Digest.hexadecimal(Digest.random(16))
        let at = desk.now()
        let receipt = try await desk.write(
            Draft(
                type: .auditOpeningsRequested, purpose: purpose.rawValue,
                data: JSON.members([
                    "request": .string(request), "from": first.map(JSON.int), "to": last.map(JSON.int),
                ]).object ?? [:]), by: actor,
            statements: [
                """
                INSERT INTO privacy.opening_export (request, first_idx, last_idx, purpose, requested_at, requested_by)
                VALUES (\(request), \(first), \(last), \(purpose.rawValue), \(at), \(actor.id))
                """
            ])
        return .members([
            "request": .string(request), "state": "REQUESTED", "from": first.map(JSON.int), "to": last.map(JSON.int),
            "purpose": .string(purpose.rawValue), "receipt": .string(receipt.base64),
        ])
    }
}

/// Decides on an export with openings that somebody else asked for. Writes `audit.openings_approved` or
/// `audit.openings_refused`.
public struct DecideOpenings: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.openings.decide"
    /// The right that it needs; the right to reveal comes on top.
    public static let permission = Permission.audit
    private let request: String
    private let isApproved: Bool

    /// Approves or refuses a request.
    public init(_ request: String, approves isApproved: Bool) {
        (self.request, self.isApproved) = (request, isApproved)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever asked; ``DeskError/noOpeningExport(_:)`` when nobody asked, or
    ///   it was decided or is older than a day.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard Permission.reveal.isGranted(to: actor) else { throw DeskError.notAllowed(.reveal) }
        let asked = try await OpeningExport.find(request, state: "REQUESTED", at: desk)
        guard asked.requestedBy != actor.id else { throw DeskError.secondPersonNeeded }
        let state = isApproved ? "APPROVED" : "REFUSED"
        let receipt = try await desk.write(
            Draft(
                type: isApproved ? .auditOpeningsApproved : .auditOpeningsRefused, purpose: asked.purpose.rawValue,
                data: JSON.members([
                    "request": .string(request), "from": asked.first.map(JSON.int), "to": asked.last.map(JSON.int),
                ]).object ?? [:]), by: actor,
            statements: [OpeningExport.move(request, to: state, at: desk.now(), by: actor)])
        return ["request": .string(request), "state": .string(state), "receipt": .string(receipt.base64)]
    }
}

/// A request for an export with openings, as the store has it.
struct OpeningExport: Sendable {
    let first: Int64?
    let last: Int64?
    let purpose: RevealPurpose
    let requestedBy: String
    let decidedBy: String?

    /// The request in this state, not older than a day.
    ///
    /// - Throws: ``DeskError/noOpeningExport(_:)``.
    static func find(_ request: String, state: String, at desk: Desk) async throws -> OpeningExport {
        let since = desk.now().adding(seconds: -86_400)
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT first_idx, last_idx, purpose, requested_by, decided_by FROM privacy.opening_export
                WHERE request = \(request) AND state = \(state) AND coalesce(decided_at, requested_at) > \(since)
                """)
        }
        guard let row = rows.first else { throw DeskError.noOpeningExport(request) }
        return OpeningExport(
            first: try row["first_idx"], last: try row["last_idx"],
            purpose: try Case.stored(row["purpose", as: String.self]),
            requestedBy: try row["requested_by"], decidedBy: try row["decided_by"])
    }

    /// Moves a request on, once: of two who try at the same time the second fails.
    static func move(_ request: String, to state: String, at: Timestamp, by actor: Actor) -> SQL {
        "SELECT privacy.move_opening_export(\(request), \(state), \(at), \(actor.id))"
    }
}
