internal import Canonical
internal import Ledger
internal import Postgres

extension Opening {
    /// Keeps what is behind a commitment, sealed under the key of the person concerned.
    func insert(_ caseNo: Int64, _ subject: Subject) throws -> SQL {
        let sealed = try subject.key.seal(canonicalBytes, table: "opening", column: path)
        return """
            INSERT INTO privacy.opening (case_no, entry_id, path, subject, sealed)
            VALUES (\(caseNo), \(entry), \(path), \(subject.id), \(sealed))
            """
    }
}

extension Subject {
    init(_ row: Row, keys: KeyRing) throws {
        let subject: String = try row["subject"]
        id = subject
        key = try SubjectKey(
            unwrapping: row["wrapped"], for: subject, version: try row["version"], by: keys)
    }

    /// A new person with a random id and key.
    init() {
        id = "p-" + Digest.hexadecimal(Digest.random(16))
        key = SubjectKey(for: id)
    }
}
