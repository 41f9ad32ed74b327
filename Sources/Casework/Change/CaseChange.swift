public import Canonical
internal import Ledger
internal import Postgres

/// One change of a case, as streams and webhooks tell it: which case, what sort of change, which revision. Nothing of a
/// person, nothing of what was written: whoever wants to know asks for the case, with his own rights.
///
/// Its position is the index of its entry in the sealed log. Indexes are given by one sealer at a time, in the order of
/// its commits, to entries that are committed: whoever has seen a position will never see a smaller one appear behind it,
/// however long the transaction of another writer took. A sequence could not promise that.
public struct CaseChange: Sendable, Hashable {
    /// Where it stands: the index of its entry in the log.
    public let position: Int64
    /// What happened: the type of its entry, `case.closed`.
    public let kind: String
    /// The case.
    public let reference: CaseReference
    /// The revision of the case when this was read, so that of this change or a later one.
    public let revision: Int
    /// When it happened.
    public let at: Timestamp
    private let assignee: String?
    private let openedBy: String

    /// The stable form.
    public var json: JSON {
        [
            "id": .int(position), "kind": .string(kind), "ref": .string(reference.text),
            "revision": .int(Int64(revision)), "at": .string(at.description),
        ]
    }

    /// Whether somebody may know of it: whoever may read the case.
    public func isVisible(to actor: Actor) -> Bool {
        Permission.readCase.isGranted(to: actor)
            && Case.isOpen(to: actor, reading: true, assignee: assignee, openedBy: openedBy)
    }
}

extension CaseChange {
    /// The types of entries that tell of a change of a case; those of looks at it are not among them.
    public static let kinds: [String] = EntryType.all.map(\.rawValue).filter(isChange)

    static func isChange(_ type: String) -> Bool {
        let looks: Set<String> = ["case.guided", "case.shown", "case.handout_made"]
        let others: Set<String> = ["consent.given", "consent.withdrawn", "subject.erased"]
        return type.hasPrefix("case.") && !looks.contains(type) || others.contains(type)
    }

    /// How many entries of the log one statement passes over at most.
    static let stride: Int64 = 20_000

    /// The changes behind one position up to another, oldest first.
    static func select(after: Int64, upTo: Int64, limit: Int) -> SQL {
        """
        SELECT l.idx, l.type, l.at, c.case_no, c.revision, c.assignee, c.opened_by
        FROM audit.log l JOIN casework."case" c ON c.case_no = l.case_no
        WHERE l.idx > \(after) AND l.idx <= \(upTo) AND l.type = ANY (\(kinds)) ORDER BY l.idx LIMIT \(limit)
        """
    }

    init(_ row: Row) throws {
        position = try row["idx"]
        kind = try row["type"]
        at = try row["at"]
        guard let reference = CaseReference(caseNo: try row["case_no"]) else { throw StoreFault.unreadable("case_no") }
        self.reference = reference
        revision = try row["revision"]
        assignee = try row["assignee"]
        openedBy = try row["opened_by"]
    }
}

/// A part of the feed.
public struct ChangePage: Sendable {
    /// The changes, oldest first.
    public var changes: [CaseChange]
    /// Up to where this part looked; the next one begins behind it.
    public var reached: Int64
    /// Whether there was nothing more at the time.
    public var isAtEnd: Bool

    /// A part.
    public init(changes: [CaseChange], reached: Int64, isAtEnd: Bool) {
        (self.changes, self.reached, self.isAtEnd) = (changes, reached, isAtEnd)
    }
}

extension Desk {
    /// How far the log is sealed: the position of its last entry, -1 when there is none.
    func sealedHead() async throws -> Int64 {
        let rows = try await pool.withConnection { try await $0.query("SELECT size FROM audit.log_state") }
        guard let row = rows.first else { throw StoreFault.noRow("audit.log_state") }
        return try row["size", as: Int64.self] - 1
    }

    /// A part of the feed behind a position, from the store.
    func changes(after position: Int64, upTo head: Int64, limit: Int = 500) async throws -> ChangePage {
        let end = min(head, position + CaseChange.stride)
        guard end > position else { return ChangePage(changes: [], reached: position, isAtEnd: true) }
        let rows = try await pool.withConnection { connection in
            try await connection.query(CaseChange.select(after: position, upTo: end, limit: limit))
        }
        let changes = try rows.map(CaseChange.init)
        let reached = changes.count == limit ? changes[limit - 1].position : end
        return ChangePage(changes: changes, reached: reached, isAtEnd: reached >= head)
    }
}
