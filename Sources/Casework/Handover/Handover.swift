internal import Canonical
internal import Postgres

/// What whoever had a case tells whoever takes it.
enum Handover {
    static func selectLast(_ reference: CaseReference) -> SQL {
        """
        SELECT at, from_staff, to_staff, words, masked_kinds FROM casework.handover
        WHERE case_no = \(reference.caseNo) ORDER BY handover_no DESC LIMIT 1
        """
    }

    static func selectAll(_ reference: CaseReference) -> SQL {
        """
        SELECT at, from_staff, to_staff, words, masked_kinds FROM casework.handover
        WHERE case_no = \(reference.caseNo) ORDER BY handover_no DESC
        """
    }

    static func insert(_ words: Redaction, _ file: CaseFile, to staff: String?, at: Timestamp, by actor: Actor) throws
        -> SQL
    {
        let sealed = try file.subject.key.seal(words.text, table: "handover", column: "words")
        return """
            INSERT INTO casework.handover (case_no, handover_no, at, from_staff, to_staff, words, masked_kinds)
            SELECT \(file.before.caseNo), coalesce(max(handover_no), 0) + 1, \(at), \(actor.id), \(staff), \(sealed),
                \(words.kinds.map(\.rawValue).sorted())
            FROM casework.handover WHERE case_no = \(file.before.caseNo)
            """
    }

    static func json(_ row: Row, _ subject: Subject) throws -> JSON {
        .members([
            "at": .string(try row["at", as: Timestamp.self].description), "from": .string(try row["from_staff"]),
            "to": try row["to_staff", as: String?.self].map(JSON.string),
            "words": try row["words", as: [UInt8]?.self].map {
                .string(try subject.key.open($0, table: "handover", column: "words"))
            },
            "masked": .array(try row["masked_kinds", as: [String].self].map(JSON.string)),
        ])
    }
}
