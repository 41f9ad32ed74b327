internal import Canonical
internal import Ledger
internal import Postgres

extension PreparedEntry {
    /// Keeps what is behind the commitments, sealed under the key of the person concerned. No statement without any.
    func insertOpenings(_ caseNo: Int64, _ subject: Subject) throws -> [SQL] {
        if openings.isEmpty { return [] }
        let sealed = try openings.map { try subject.key.seal($0.canonicalBytes, table: "opening", column: $0.path) }
        return [
            """
            INSERT INTO privacy.opening (case_no, entry_id, path, subject, sealed)
            SELECT \(caseNo), \(leaf.id), o.path, \(subject.id), o.sealed
            FROM unnest(\(openings.map(\.path))::text[], \(sealed)::bytea[]) AS o (path, sealed)
            """
        ]
    }
}

extension Subject {
    /// A person of a row with `subject`, `wrapped`, `version` and ``KeyEpoch/destroyed``.
    ///
    /// - Throws: ``SealError``, `unknownEpoch` also when the store says that the epoch was destroyed.
    init(_ row: Row, keys: KeyRing) throws {
        let subject: String = try row["subject"]
        let keys = try keys.living(row)
        // No key is left of a person who was erased.
        let wrapped: [UInt8]? = try row["wrapped"]
        self.init(
            id: subject,
            key: try wrapped.map {
                try SubjectKey(unwrapping: $0, for: subject, version: try row["version"], by: keys)
            })
    }

    /// A new person with a random id and key.
    init() {
        let id = RandomID.subject()
        self.init(id: id, key: SubjectKey(for: id))
    }
}
