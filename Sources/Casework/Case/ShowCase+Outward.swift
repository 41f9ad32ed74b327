internal import Canonical
internal import Postgres

extension ShowCase {
    /// Links, accesses, loans, actions, hand-overs and files, in the order in which ``reads(_:)`` asks for them.
    static func items(_ results: [QueryResult], _ file: CaseFile, at: Timestamp) throws -> JSON.Members {
        let subject = file.subject
        let handovers = try results[4].rows.map { try Handover.json($0, subject) }
        return JSON.members([
            "links": .array(try results[0].rows.map(CaseLink.json)),
            "access": .array(try results[1].rows.map { try AccessItem($0).json }),
            "loans": .array(
                try results[2].rows.map { try LoanItem($0, subject).json(in: file.now.jurisdiction) }),
            "actions": .array(try results[3].rows.map { try ActionRecord($0, subject).json(at: at) }),
            "attachments": .array(try results[5].rows.map { try AttachmentRecord($0, subject).json }),
            "handovers": .array(handovers), "handover": handovers.first,
        ]).object ?? [:]
    }

    static func contacts(_ reference: CaseReference) -> SQL {
        """
        SELECT contact_no, at, by_staff, channel, direction, reached, duration_seconds, wrap_code, distress_start, distress_end,
            csat, felt_supported, next_contact_at, summary
        FROM casework.contact WHERE case_no = \(reference.caseNo) ORDER BY contact_no
        """
    }

    static func referrals(_ reference: CaseReference) -> SQL {
        """
        SELECT referral_no, target, state, made_at, made_by, due_at, package, external_number, replied_at, reply
        FROM casework.referral WHERE case_no = \(reference.caseNo) ORDER BY referral_no
        """
    }

    static func contact(_ row: Row, _ subject: Subject) throws -> JSON {
        .members([
            "no": .int(try row["contact_no"]), "at": try moment(row, "at"), "by": .string(try row["by_staff"]),
            "channel": .string(try row["channel"]), "direction": .string(try row["direction"]),
            "reached": .bool(try row["reached"]), "duration_seconds": try number(row, "duration_seconds"),
            "wrap_code": try row["wrap_code", as: String?.self].map(JSON.string),
            "distress_start": try number(row, "distress_start"), "distress_end": try number(row, "distress_end"),
            "csat": try number(row, "csat"), "felt_supported": try number(row, "felt_supported"),
            "next_contact_at": try moment(row, "next_contact_at"),
            "summary": try text(row, "summary", "contact", subject),
        ])
    }

    static func referral(_ row: Row, _ subject: Subject) throws -> JSON {
        .members([
            "no": .int(try row["referral_no"]), "target": .string(try row["target"]),
            "state": .string(try row["state"]),
            "made_at": try moment(row, "made_at"), "by": .string(try row["made_by"]),
            "due_at": try moment(row, "due_at"),
            "package": .array(try row["package", as: [String].self].map(JSON.string)),
            "external_number": try text(row, "external_number", "referral", subject),
            "replied_at": try moment(row, "replied_at"), "reply": try text(row, "reply", "referral", subject),
        ])
    }

    private static func moment(_ row: Row, _ column: String) throws -> JSON? {
        try row[column, as: Timestamp?.self].map { .string($0.description) }
    }

    private static func number(_ row: Row, _ column: String) throws -> JSON? {
        try row[column, as: Int64?.self].map(JSON.int)
    }

    private static func text(_ row: Row, _ column: String, _ table: String, _ subject: Subject) throws -> JSON? {
        try row[column, as: [UInt8]?.self].map { .string(try subject.key.open($0, table: table, column: column)) }
    }
}
