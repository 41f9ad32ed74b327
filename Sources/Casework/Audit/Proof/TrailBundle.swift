public import Canonical
internal import Ledger
internal import Postgres

/// An export whose entry is on the trail: what goes out is fixed, and is read when somebody takes it.
///
/// No transaction is held while it goes out. What is sealed never changes, so parts that are read one after the other are
/// what one snapshot would have shown; whoever changes it meanwhile is found by the verification.
public struct TrailBundle: Document {
    /// The log, the size and root of its checkpoint, the first entry and how many there are.
    public let json: JSON
    private let desk: Desk
    private let actor: Actor
    private let newest: SignedCheckpoint
    private let request: String?
    private let range: Range<Int64>
    /// The bytes of `entries.jsonl`.
    private let length: Int64
    /// Entries that are read at a time.
    private static let batch: Int64 = 4_000

    init(_ desk: Desk, _ actor: Actor, from: Int64, to: Int64?, request: String?) async throws {
        guard let newest = try await StoredCheckpoint.newest(desk.pool) else { throw DeskError.noSigner }
        let size = Int64(newest.checkpoint.size)
        let end = min(size, to.map { $0 + 1 } ?? size)
        range = from..<max(from, end)
        let counted = try await Self.count(range, desk.pool)
        (self.desk, self.actor, self.newest, self.request) = (desk, actor, newest, request)
        length = counted.bytes
        json = [
            "origin": .string(newest.checkpoint.origin), "size": .int(size),
            "root": .string(newest.checkpoint.root.base64), "from": .int(from), "entries": .int(counted.entries),
        ]
    }

    private static func count(_ range: Range<Int64>, _ pool: Pool) async throws -> (entries: Int64, bytes: Int64) {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT count(*) AS n, coalesce(sum(octet_length(leaf) + 1), 0)::bigint AS bytes FROM audit.log
                WHERE idx >= \(range.lowerBound) AND idx < \(range.upperBound)
                """)
        }
        guard let row = rows.first else { throw StoreFault.noRow("audit.log") }
        return (try row["n"], try row["bytes"])
    }

    /// Gives the files out, one after the other; the openings beside the entries that they belong to. Never more than a
    /// few thousand entries are held.
    ///
    /// - Returns: ``json``, and with openings how many went out.
    /// - Throws: what the sink throws; ``PostgresError``.
    public func write(into sink: any BundleSink) async throws -> JSON {
        try await put(newest.bytes, "checkpoint", sink)
        let keys = newest.note.signatures.filter { $0.name == newest.checkpoint.origin }
        let rows = try await query(StoredCheckpoint.older(than: newest.checkpoint.size, limit: 2_000))
        for older in try rows.map(StoredCheckpoint.read) {
            // One that only a retired key has signed would be a finding for everybody who has the new policy.
            guard older.note.signatures.contains(where: { old in keys.contains { $0.keyID == old.keyID } }) else {
                continue
            }
            try await put(older.bytes, "checkpoints/\(BundleWriter.name(of: older.checkpoint))", sink)
        }
        try await sink.expect(length, in: "entries.jsonl")
        try await sink.append([], to: "entries.jsonl")
        if request != nil { try await sink.append([], to: "openings.jsonl") }
        var (next, openings) = (range.lowerBound, Int64(0))
        while next < range.upperBound {
            let rows = try await query(
                """
                SELECT idx, entry_id, case_no, leaf FROM audit.log
                WHERE idx >= \(next) AND idx < \(min(range.upperBound, next + Self.batch)) ORDER BY idx
                """)
            guard let lastRow = rows.last else { throw TrailFault.proofFails }
            var lines: [UInt8] = []
            for row in rows { lines += BundleWriter.entryLine(try row["leaf", as: [UInt8].self]) }
            try await sink.append(lines, to: "entries.jsonl")
            if let request { openings += try await writeOpenings(of: rows, request, into: sink) }
            next = try lastRow["idx", as: Int64.self] + 1
        }
        guard request != nil else { return json }
        return .object((json.object ?? [:]).merging(["openings": .int(openings)]) { $1 })
    }

    private func put(_ bytes: [UInt8], _ file: String, _ sink: any BundleSink) async throws {
        try await sink.expect(Int64(bytes.count), in: file)
        try await sink.append(bytes, to: file)
    }

    private func query(_ statement: SQL) async throws -> [Row] {
        try await desk.pool.withConnection { try await $0.query(statement) }
    }

    private func writeOpenings(of rows: [Row], _ request: String, into sink: any BundleSink) async throws -> Int64 {
        let ids = try rows.filter { try $0["case_no", as: Int64?.self] != nil }.map {
            try $0["entry_id", as: String.self]
        }
        guard !ids.isEmpty else { return 0 }
        let sealed = try await query(
            """
            SELECT path, sealed, subject, wrapped, version, \(KeyEpoch.destroyed)
            FROM privacy.exported_openings(\(request), \(actor.id), \(ids))
            """)
        var lines: [UInt8] = []
        for row in sealed {
            let subject = try Subject(row, keys: desk.keys)
            let path: String = try row["path"]
            lines += try subject.key.open(row["sealed"], table: "opening", column: path).utf8 + [0x0A]
        }
        try await sink.append(lines, to: "openings.jsonl")
        return Int64(sealed.count)
    }
}
