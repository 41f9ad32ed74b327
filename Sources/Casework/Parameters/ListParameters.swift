public import Canonical
internal import Playbook
internal import Postgres

/// Lists what texts show in each jurisdiction and what waits for a second person, or what they showed under a digest of the
/// trail. Parameters are no secret,
/// so this writes no entry.
public struct ListParameters: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.parameters"
    /// The right that it needs.
    public static let permission = Permission.readPlaybooks
    private let digest: String?

    /// Lists what is in force; with a digest, what an entry of the trail names under `parameters`.
    public init(digest: String? = nil) { self.digest = digest }

    /// Does it.
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)`` when nothing ever held under this digest.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let wanted = digest.map { Digest.bytes(hexadecimal: $0) }
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT DISTINCT ON (jurisdiction) jurisdiction, effective, effective_digest, imported_at, imported_by
                FROM casework.parameter_set WHERE \(wanted)::bytea IS NULL OR effective_digest = \(wanted)
                ORDER BY jurisdiction, number DESC
                """)
        }
        if let digest, rows.isEmpty { throw DeskError.noSuchPlaybook("parameters \(digest)") }
        let waiting = digest == nil ? try await Self.waiting(at: desk) : []
        return [
            "waiting": .array(waiting),
            "sets": .array(
                try rows.map { row in
                    let set = try ParameterFile.load(canonical: row["effective"])
                    return [
                        "jurisdiction": .string(set.jurisdiction),
                        "digest": .string(Digest.hexadecimal(try row["effective_digest", as: [UInt8].self])),
                        "since": .string(try row["imported_at", as: Timestamp.self].description),
                        "by": .string(try row["imported_by"]),
                        "values": .array(set.values.values.sorted { $0.name < $1.name }.map(Self.json)),
                    ]
                }),
        ]
    }

    /// What waits, with the words that would change: nil on the side where there are none.
    private static func waiting(at desk: Desk) async throws -> [JSON] {
        try await desk.pool.transaction { transaction in
            var answers: [JSON] = []
            for jurisdiction in ParameterSet.jurisdictions {
                guard let found = try await desk.waiting(in: jurisdiction, transaction) else { continue }
                let change = try await desk.change(found.set, .installation, in: transaction)
                let now = try await transaction.query(
                    """
                    SELECT effective FROM casework.parameter_set WHERE jurisdiction = \(jurisdiction)
                    ORDER BY number DESC LIMIT 1
                    """
                ).first.map { try ParameterFile.load(canonical: $0["effective"]) }
                let names = Set(change.effective.values.keys).union(now.map { Array($0.values.keys) } ?? []).sorted()
                answers.append([
                    "jurisdiction": .string(jurisdiction), "digest": .string(found.set.digest),
                    "version": .string(found.set.version.description), "since": .string(found.since.description),
                    "by": .string(found.by),
                    "changes": .array(
                        names.compactMap { name in
                            let (was, becomes) = (now?.values[name], change.effective.values[name])
                            guard was?.words.wording != becomes?.words.wording else { return nil }
                            return .members([
                                "name": .string(name), "was": was.map(words), "becomes": becomes.map(words),
                            ])
                        }),
                ])
            }
            try await transaction.finish()
            return answers
        }
    }

    private static func words(_ parameter: ParameterSet.Parameter) -> JSON {
        .object(
            JSON.Members(parameter.words.wording.map { ($0.key.code, JSON.string($0.value)) }) { first, _ in first })
    }

    private static func json(_ parameter: ParameterSet.Parameter) -> JSON {
        .members([
            "name": .string(parameter.name), "kind": .string(parameter.kind.rawValue),
            "words": words(parameter),
            "sources": parameter.sources.isEmpty ? nil : .array(parameter.sources.map(JSON.string)),
            "review_by": parameter.reviewBy.map { .string($0.description) },
        ])
    }
}
