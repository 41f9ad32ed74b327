internal import Canonical
internal import Ledger
internal import Postgres

/// What is behind the commitments of an entry, sealed under the key of the person concerned.
struct SealedOpenings: Sendable {
    /// Whose key it is.
    let subject: String
    let paths: [String]
    let sealed: [[UInt8]]

    /// Nil when the entry commits to nothing.
    ///
    /// - Throws: ``DeskError/personErased`` when the key was destroyed.
    init?(_ entry: PreparedEntry, under subject: Subject) throws {
        if entry.openings.isEmpty { return nil }
        self.subject = subject.id
        paths = entry.openings.map(\.path)
        sealed = try entry.openings.map { try subject.key.seal($0.canonicalBytes, table: "opening", column: $0.path) }
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
