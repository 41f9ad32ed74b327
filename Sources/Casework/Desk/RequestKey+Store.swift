internal import Canonical
internal import Postgres

extension RequestKey {
    func select(by actor: Actor) -> SQL {
        "SELECT request_hash, answer FROM casework.idempotency WHERE actor = \(actor.id) AND key = \(key)"
    }

    /// The answer that was given to this key; nil when it is new.
    ///
    /// - Throws: ``DeskError/keyUsedForAnotherRequest`` when the key came with other inputs.
    func earlierAnswer(_ result: QueryResult) throws -> JSON? {
        guard let row = result.rows.first else { return nil }
        guard try row.decode([UInt8].self, "request_hash") == requestHash else {
            throw DeskError.keyUsedForAnotherRequest
        }
        return try JSON(parsing: row.decode([UInt8].self, "answer"))
    }

    func insert(answer: JSON, by actor: Actor, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.idempotency (actor, key, request_hash, answer, at)
        VALUES (\(actor.id), \(key), \(requestHash), \(answer.canonicalBytes), \(at))
        """
    }
}
