public import Canonical
internal import Ledger
internal import Postgres

/// One tile of the tree or one bundle of entries (c2sp.org/tlog-tiles), for mirrors and auditors. Writes `audit.read`.
public struct ReadTile: Operation {
    /// The bytes of a tile.
    public struct Answer: Document {
        /// The bytes as the format has them.
        public let bytes: [UInt8]
        /// In base64.
        public var json: JSON { ["bytes": .string(Base64.encode(bytes))] }
    }

    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.tile"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let path: String

    /// The tile at a path of the format: `tile/1/x001/067`, `tile/entries/000.p/12`.
    public init(path: String) { self.path = path }

    /// Does it.
    ///
    /// - Throws: ``DeskError/noSuchEntry(_:)`` for what is not sealed yet, or is no path.
    public func perform(at desk: Desk, by actor: Actor) async throws -> Answer {
        try await desk.writeUnlessStopped(Draft(type: .auditRead, data: ["action": "tile"]), by: actor)
        let bytes: [UInt8]
        if let tile = Tile(path: path) {
            bytes = try await read(tile, desk)
        } else if path.hasPrefix("tile/entries/"),
            let tile = Tile(path: "tile/0/" + path.dropFirst("tile/entries/".count))
        {
            let rows = try await leaves(tile, "leaf", desk)
            bytes = try EntryBundle.encode(rows)
        } else {
            throw unknown
        }
        return Answer(bytes: bytes)
    }

    private var unknown: DeskError { .noSuchEntry("at " + path.echoed(or: "that path")) }

    private func read(_ tile: Tile, _ desk: Desk) async throws -> [UInt8] {
        if tile.level == 0 { return try await leaves(tile, "leaf_hash", desk).flatMap { $0 } }
        let rows = try await desk.pool.withConnection {
            try await $0.query(
                "SELECT data FROM audit.tile WHERE level = \(Int32(tile.level)) AND n = \(Int64(tile.index))")
        }
        guard let data = try rows.first?["data", as: [UInt8].self], data.count >= tile.width * 32 else { throw unknown }
        return Array(data[..<(tile.width * 32)])
    }

    private func leaves(_ tile: Tile, _ column: String, _ desk: Desk) async throws -> [[UInt8]] {
        guard let first = Int64(exactly: tile.index).map({ $0.multipliedReportingOverflow(by: 256) }), !first.overflow
        else {
            throw unknown
        }
        let rows = try await desk.pool.withConnection {
            try await $0.query(
                """
                SELECT \(unescaped: column) AS bytes FROM audit.log
                WHERE idx >= \(first.partialValue) AND idx < \(first.partialValue + Int64(tile.width)) ORDER BY idx
                """)
        }
        guard rows.count == tile.width else { throw unknown }
        return try rows.map { try $0["bytes"] }
    }
}
