public import Canonical
internal import Ledger
internal import Postgres

/// Where an export goes, file by file, as the format names them.
public protocol BundleSink: Sendable {
    /// Adds to a file of the bundle; the first call makes it.
    func append(_ bytes: [UInt8], to file: String) async throws
}

/// Exports the log as a bundle that anybody can verify with a policy file and nothing else. Writes `audit.exported`, which
/// is part of the bundle.
///
/// With openings the personal data behind the commitments goes along: that needs the right to reveal and a purpose too.
public struct ExportTrail: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.export"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let first: Int64?
    private let last: Int64?
    private let purpose: RevealPurpose?
    private let sink: any BundleSink

    /// The entries from `first` up to and including `last`, all when nothing is said. A range is for looking and for
    /// verifying with a state that reaches to its beginning; only an export from 0 to the end verifies by itself.
    public init(
        from first: Int64? = nil, to last: Int64? = nil, openingsFor purpose: RevealPurpose? = nil,
        into sink: any BundleSink
    ) {
        (self.first, self.last, self.purpose, self.sink) = (first, last, purpose, sink)
    }

    /// Does it.
    ///
    /// - Throws: ``DeskError/noSigner``, and what the sink throws.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if purpose != nil, !Permission.reveal.isGranted(to: actor) { throw DeskError.notAllowed(.reveal) }
        if let first, let last, first > last { throw DeskError.malformed(field: "from", problem: .range("0…to")) }
        guard let keeper = desk.keeper, keeper.signer != nil else { throw DeskError.noSigner }
        try await desk.write(
            Draft(
                type: .auditExported, purpose: purpose?.rawValue,
                data: JSON.members([
                    "from": first.map(JSON.int), "to": last.map(JSON.int), "with_openings": .bool(purpose != nil),
                    "format": "bundle",
                ]).object ?? [:]), by: actor)
        _ = try await keeper.checkpoint(withCaseHeads: true)
        try await keeper.askWitnesses()
        guard let newest = try await StoredCheckpoint.newest(desk.pool) else { throw DeskError.noSigner }
        return try await write(desk, keeper, newest)
    }

    private func write(_ desk: Desk, _ keeper: TrailKeeper, _ newest: SignedCheckpoint) async throws -> JSON {
        let size = Int64(newest.checkpoint.size)
        let (from, end) = (first ?? 0, min(size, last.map { $0 + 1 } ?? size))
        var (entries, openings) = (Int64(0), Int64(0))
        try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            try await sink.append(newest.bytes, to: "checkpoint")
            for row in try await transaction.query(StoredCheckpoint.older(than: newest.checkpoint.size, limit: 2_000)) {
                let older = try StoredCheckpoint.read(row)
                try await sink.append(older.bytes, to: "checkpoints/\(BundleWriter.name(of: older.checkpoint))")
            }
            try await sink.append([], to: "entries.jsonl")
            if purpose != nil { try await sink.append([], to: "openings.jsonl") }
            var next = from
            while next < end {
                let rows = try await transaction.query(
                    """
                    SELECT idx, entry_id, case_no, leaf FROM audit.log WHERE idx >= \(next) AND idx < \(min(end, next + 4_000))
                    ORDER BY idx
                    """)
                guard let lastRow = rows.last else { throw TrailFault.proofFails }
                var lines: [UInt8] = []
                for row in rows { lines += BundleWriter.entryLine(try row["leaf", as: [UInt8].self]) }
                try await sink.append(lines, to: "entries.jsonl")
                if purpose != nil { openings += try await writeOpenings(of: rows, desk, transaction) }
                entries += Int64(rows.count)
                next = try lastRow["idx", as: Int64.self] + 1
            }
        }
        return .members([
            "origin": .string(newest.checkpoint.origin), "size": .int(size),
            "root": .string(newest.checkpoint.root.base64),
            "from": .int(from), "entries": .int(entries), "openings": purpose == nil ? nil : .int(openings),
        ])
    }

    private func writeOpenings(of rows: [Row], _ desk: Desk, _ transaction: Transaction) async throws -> Int64 {
        let cases = try Set(rows.compactMap { try $0["case_no", as: Int64?.self] }).sorted()
        guard !cases.isEmpty else { return 0 }
        let ids = try rows.map { try $0["entry_id", as: String.self] }
        let sealed = try await transaction.query(
            """
            SELECT o.path, o.sealed, o.subject, k.wrapped, k.version FROM privacy.opening o
            JOIN privacy.subject_key k ON k.case_no = o.case_no AND k.subject = o.subject
            WHERE o.case_no = ANY (\(cases)) AND o.entry_id = ANY (\(ids)) ORDER BY o.case_no, o.entry_id, o.path
            """)
        var lines: [UInt8] = []
        for row in sealed {
            let subject = try Subject(row, keys: desk.keys)
            let path: String = try row["path"]
            lines += try subject.key.open(row["sealed", as: [UInt8].self], table: "opening", column: path).utf8 + [0x0A]
        }
        try await sink.append(lines, to: "openings.jsonl")
        return Int64(sealed.count)
    }
}
