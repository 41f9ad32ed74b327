internal import Canonical
internal import Postgres

/// An account, a number or a device that the scammer got into, and how far it was won back.
struct AccessItem: Sendable, Equatable {
    /// Its number in the case, from 1.
    let number: Int
    let kind: AccessKind
    var state: AccessState
    var lostAt: Timestamp?
    /// When all other sessions were ended.
    var sessionsEndedAt: Timestamp?
    /// When password or PIN were changed.
    var credentialsChangedAt: Timestamp?
    /// When a second factor was switched on.
    var secondFactorAt: Timestamp?
    var confirmed: ConfirmedHow?

    var json: JSON {
        .members([
            "no": .int(Int64(number)), "kind": .string(kind.rawValue), "state": .string(state.rawValue),
            "lost_at": lostAt.map { .string($0.wholeSecondsText) },
            "sessions_ended_at": sessionsEndedAt.map { .string($0.wholeSecondsText) },
            "credentials_changed_at": credentialsChangedAt.map { .string($0.wholeSecondsText) },
            "second_factor_at": secondFactorAt.map { .string($0.wholeSecondsText) },
            "confirmed": confirmed.map { .string($0.rawValue) },
        ])
    }
}

extension AccessItem {
    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT item_no, kind, state, lost_at, sessions_ended_at, credentials_changed_at, second_factor_at, confirmed
        FROM casework.access_item WHERE case_no = \(reference.caseNo) ORDER BY item_no
        """
    }

    init(_ row: Row) throws {
        number = try row["item_no"]
        kind = try Case.stored(row["kind", as: String.self])
        state = try Case.stored(row["state", as: String.self])
        lostAt = try row["lost_at"]
        sessionsEndedAt = try row["sessions_ended_at"]
        credentialsChangedAt = try row["credentials_changed_at"]
        secondFactorAt = try row["second_factor_at"]
        confirmed = try row["confirmed", as: String?.self].map(Case.stored)
    }

    /// The statement that stores the item, new or changed.
    func store(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.access_item (case_no, item_no, kind, state, lost_at, sessions_ended_at, credentials_changed_at,
            second_factor_at, confirmed, added_at)
        VALUES (\(caseNo), \(Int16(number)), \(kind.rawValue), \(state.rawValue), \(lostAt), \(sessionsEndedAt),
            \(credentialsChangedAt), \(secondFactorAt), \(confirmed?.rawValue), \(at))
        ON CONFLICT (case_no, item_no) DO UPDATE SET state = excluded.state, lost_at = excluded.lost_at,
            sessions_ended_at = excluded.sessions_ended_at, credentials_changed_at = excluded.credentials_changed_at,
            second_factor_at = excluded.second_factor_at, confirmed = excluded.confirmed, updated_at = excluded.added_at
        """
    }
}

extension CaseFile {
    /// Lets the priority see which accesses the scammer still has, and which he no longer has.
    mutating func learnAccess(_ items: [AccessItem], at: Timestamp) {
        func codes(_ kinds: [AccessKind]) -> JSON? {
            let codes = Set(kinds.map(\.rawValue)).sorted()
            return codes.isEmpty ? nil : .array(codes.map(JSON.string))
        }
        let open = items.filter(\.state.isOpen).map(\.kind)
        now.facts["access_open"] = codes(open)
        now.facts["access_secured"] = codes(items.map(\.kind).filter { !open.contains($0) })
        if !before.isClosed { refreshSummary(at: at) }
    }
}
