internal import Canonical
internal import Postgres

/// What a person of a case allowed.
enum Consent {
    /// The wording that was read out; a new one gets a new number.
    static let textVersion = "2026-11"

    static func select(_ reference: CaseReference, party: Int, purpose: ConsentPurpose) -> SQL {
        """
        SELECT purpose FROM casework.consent WHERE case_no = \(reference.caseNo) AND party_no = \(Int16(party))
            AND purpose = \(purpose.rawValue) AND withdrawn_at IS NULL
        """
    }

    static func selectAll(_ reference: CaseReference) -> SQL {
        """
        SELECT party_no, purpose, given_at, given_by, text_version, withdrawn_at FROM casework.consent
        WHERE case_no = \(reference.caseNo) ORDER BY party_no, purpose
        """
    }

    static func give(_ caseNo: Int64, party: Int, _ purpose: ConsentPurpose, _ at: Timestamp, _ actor: Actor) -> SQL {
        """
        INSERT INTO casework.consent (case_no, party_no, purpose, given_at, given_by, text_version)
        VALUES (\(caseNo), \(Int16(party)), \(purpose.rawValue), \(at), \(actor.id), \(textVersion))
        ON CONFLICT (case_no, party_no, purpose) DO UPDATE SET given_at = excluded.given_at, given_by = excluded.given_by,
            text_version = excluded.text_version, withdrawn_at = NULL
        """
    }

    static func json(_ row: Row) throws -> JSON {
        .members([
            "party": .int(try row["party_no"]), "purpose": .string(try row["purpose"]),
            "given_at": .string(try row["given_at", as: Timestamp.self].description),
            "by": .string(try row["given_by"]),
            "text_version": .string(try row["text_version"]),
            "withdrawn_at": try row["withdrawn_at", as: Timestamp?.self].map { .string($0.description) },
        ])
    }
}
