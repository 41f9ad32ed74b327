internal import Canonical
internal import Postgres

/// That a case belongs together with another one. Both have their row.
enum CaseLink {
    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT other_case, kind, linked_at, linked_by, removed_at FROM casework.link
        WHERE case_no = \(reference.caseNo) ORDER BY linked_at, other_case, kind
        """
    }

    static func insert(
        _ caseNo: Int64, to other: CaseReference, _ kind: LinkKind, at: Timestamp, by actor: Actor
    ) -> SQL {
        """
        INSERT INTO casework.link (case_no, other_case, kind, linked_at, linked_by)
        VALUES (\(caseNo), \(other.caseNo), \(kind.rawValue), \(at), \(actor.id))
        ON CONFLICT (case_no, other_case, kind) DO UPDATE SET linked_at = excluded.linked_at,
            linked_by = excluded.linked_by, removed_at = NULL, removed_by = NULL WHERE casework.link.removed_at IS NOT NULL
        """
    }

    static func remove(
        _ caseNo: Int64, to other: CaseReference, _ kind: LinkKind, at: Timestamp, by actor: Actor
    ) -> SQL {
        """
        UPDATE casework.link SET removed_at = \(at), removed_by = \(actor.id)
        WHERE case_no = \(caseNo) AND other_case = \(other.caseNo) AND kind = \(kind.rawValue) AND removed_at IS NULL
        """
    }

    static func json(_ row: Row) throws -> JSON {
        guard let other = CaseReference(caseNo: try row["other_case"]) else {
            throw StoreFault.unreadable("other_case")
        }
        return .members([
            "ref": .string(other.text), "kind": .string(try row["kind"]),
            "linked_at": .string(try row["linked_at", as: Timestamp.self].description),
            "by": .string(try row["linked_by"]),
            "removed_at": try row["removed_at", as: Timestamp?.self].map { .string($0.description) },
        ])
    }
}
