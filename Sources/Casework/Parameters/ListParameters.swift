public import Canonical
internal import Playbook
internal import Postgres

/// Lists what texts show in each jurisdiction, or what they showed under a digest of the trail. Parameters are no secret,
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
        return [
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
                })
        ]
    }

    private static func json(_ parameter: ParameterSet.Parameter) -> JSON {
        .members([
            "name": .string(parameter.name), "kind": .string(parameter.kind.rawValue),
            "words": .object(
                Dictionary(parameter.words.wording.map { ($0.key.code, JSON.string($0.value)) }) { first, _ in first }),
            "sources": parameter.sources.isEmpty ? nil : .array(parameter.sources.map(JSON.string)),
            "review_by": parameter.reviewBy.map { .string($0.description) },
        ])
    }
}
