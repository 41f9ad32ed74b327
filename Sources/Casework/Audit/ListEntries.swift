public import Canonical
internal import Ledger
internal import Postgres

/// Lists entries of the trail as their leaves say, newest last. Reading the trail is on the trail: `audit.read`.
///
/// The position of a sealed entry is its index and never changes; one that waits may still be overtaken, so page on the
/// sealed ones.
public struct ListEntries: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.list"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let reference: CaseReference?
    private let after: Int64
    private let limit: Int

    /// Entries of one case or of all, after a position, at most so many.
    public init(reference: CaseReference? = nil, after: Int64 = 0, limit: Int = 100) {
        (self.reference, self.after, self.limit) = (reference, after, limit)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...10_000).contains(limit) else {
            throw DeskError.malformed(field: "limit", problem: .range("1…10000"))
        }
        let caseNo = reference?.caseNo
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                caseNo.map {
                    """
                    SELECT position, leaf, leaf_hash, is_sealed FROM audit.entry WHERE case_no = \($0) AND position > \(after)
                    ORDER BY case_seq LIMIT \(limit)
                    """
                }
                    ?? """
                    SELECT position, leaf, leaf_hash, is_sealed FROM audit.entry WHERE position > \(after)
                    ORDER BY position LIMIT \(limit)
                    """)
        }
        try await desk.write(
            Draft(
                type: .auditRead,
                data: JSON.members(["entries": .int(Int64(rows.count)), "case": caseNo.map { .string("c-\($0)") }])
                    .object ?? [:]), by: actor)
        return [
            "entries": .array(
                try rows.map { row in
                    [
                        "position": .int(try row["position"]), "leaf": try JSON(parsing: row["leaf", as: [UInt8].self]),
                        "hash": .string(Base64.encode(try row["leaf_hash", as: [UInt8].self])),
                        "sealed": .bool(try row["is_sealed"]),
                    ]
                })
        ]
    }
}
