internal import Canonical
internal import Postgres

extension PartyDetails {
    /// What may be shown of the values.
    var masked: [String: String] {
        Dictionary(fields.map { ($0.column, Masking.value(values[$0] ?? "", of: $0)) }) { first, _ in first }
    }

    /// The statements that seal the values under the person's key and let phone and e-mail be found.
    func seal(_ caseNo: Int64, _ subject: Subject, keys: KeyRing, at: Timestamp) throws -> [SQL] {
        var statements: [SQL] = []
        for field in fields {
            let value = values[field] ?? ""
            let sealed = try subject.key.seal(value, table: "value", column: field.column)
            let masked = Masking.value(value, of: field)
            // Two statements and no ON CONFLICT, which would read what the application may not read.
            statements += [
                """
                UPDATE privacy.value SET sealed = \(sealed), masked = \(masked), updated_at = \(at)
                WHERE case_no = \(caseNo) AND subject = \(subject.id) AND field = \(field.column)
                """,
                """
                INSERT INTO privacy.value (case_no, subject, field, sealed, masked, updated_at)
                SELECT \(caseNo), \(subject.id), \(field.column), \(sealed), \(masked), \(at)
                WHERE NOT EXISTS (SELECT FROM privacy.value v
                    WHERE v.case_no = \(caseNo) AND v.subject = \(subject.id) AND v.field = \(field.column))
                """,
            ]
            if PartyField.indexed.contains(field) { statements += index(caseNo, subject, field, value, keys) }
        }
        return statements
    }

    /// A field has one place in the index: under whichever key it stood, it stands under the current one afterwards.
    private func index(_ caseNo: Int64, _ subject: Subject, _ field: PartyField, _ value: String, _ keys: KeyRing)
        -> [SQL]
    {
        let index = BlindIndex(keys).value(of: value, column: field.column)
        return [
            """
            UPDATE privacy.blind_index SET key_version = \(Int32(index.version)), digest = \(index.bytes)
            WHERE case_no = \(caseNo) AND subject = \(subject.id) AND field = \(field.column)
            """,
            """
            INSERT INTO privacy.blind_index (case_no, subject, field, key_version, digest)
            VALUES (\(caseNo), \(subject.id), \(field.column), \(Int32(index.version)), \(index.bytes))
            ON CONFLICT (case_no, subject, field, key_version) DO NOTHING
            """,
        ]
    }
}
