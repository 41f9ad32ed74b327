internal import Canonical
internal import Ledger
internal import Postgres

extension Party {
    /// The parties with their keys, a row for each sealed field.
    static func select(_ caseNo: Int64) -> SQL {
        """
        SELECT p.party_no, p.subject, p.role, p.auth_level, p.age_band, p.erased_at, k.wrapped, k.kek_epoch, k.version, v.field, v.masked,
            \(KeyEpoch.destroyed)
        FROM casework.party p
        LEFT JOIN privacy.subject_key k ON k.case_no = p.case_no AND k.subject = p.subject
        LEFT JOIN privacy.value v ON v.case_no = p.case_no AND v.subject = p.subject
        WHERE p.case_no = \(caseNo) ORDER BY p.party_no, v.field
        """
    }

    static func read(_ rows: [Row]) throws -> [Party] {
        var parties: [Party] = []
        for row in rows {
            let number: Int = try row["party_no"]
            if parties.last?.number != number {
                parties.append(
                    Party(
                        number: number, subject: try row["subject"],
                        role: try Case.stored(row["role", as: String.self]), masked: [:],
                        authLevel: try Case.stored(row["auth_level", as: String.self]),
                        ageBand: try Case.stored(row["age_band", as: String.self]),
                        erasedAt: try row["erased_at"]))
            }
            if let field = try row["field", as: String?.self] {
                parties[parties.count - 1].masked[field] = try row["masked", as: String.self]
            }
        }
        return parties
    }

    /// The first party, under whose key the case's free texts are sealed too.
    static func victimSubject(_ rows: [Row], keys: KeyRing) throws -> Subject? {
        guard let row = rows.first else { return nil }
        return try Subject(row, keys: keys)
    }

    func insert(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.party (case_no, party_no, subject, role, auth_level, age_band, added_at)
        VALUES (\(caseNo), \(Int16(number)), \(subject), \(role.rawValue), \(authLevel.rawValue), \(ageBand.rawValue), \(at))
        """
    }

    var json: JSON {
        .members([
            "no": .int(Int64(number)), "role": .string(role.rawValue), "subject": .string(subject),
            "auth_level": .string(authLevel.rawValue), "age_band": .string(ageBand.rawValue),
            "masked": masked.isEmpty ? nil : .object(JSON.Members(mapping: masked, JSON.string)),
            "erased_at": erasedAt.map { .string($0.description) },
        ])
    }
}
