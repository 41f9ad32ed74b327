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
/// With openings the personal data behind the commitments goes along: that needs the right to reveal too, a purpose, and
/// the approval of a second person (``RequestOpenings``, ``DecideOpenings``).
public struct ExportTrail: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.export"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let first: Int64?
    private let last: Int64?
    private let request: String?
    private let sink: any BundleSink

    /// The entries from `first` up to and including `last`, all when nothing is said. A range is for looking and for
    /// verifying with a state that reaches to its beginning; only an export from 0 to the end verifies by itself.
    public init(from first: Int64? = nil, to last: Int64? = nil, into sink: any BundleSink) {
        (self.first, self.last, request, self.sink) = (first, last, nil, sink)
    }

    /// With the openings for which the actor has asked under this id, and a second person has agreed; the entries are
    /// those of the request.
    public init(openingsOf request: String, into sink: any BundleSink) {
        (first, last, self.request, self.sink) = (nil, nil, request, sink)
    }

    /// Does it.
    ///
    /// - Throws: ``DeskError/noSigner``, ``DeskError/noOpeningExport(_:)``, and what the sink throws.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if let first, let last, first > last { throw DeskError.malformed(field: "from", problem: .range("0…to")) }
        guard let keeper = desk.keeper, keeper.signer != nil else { throw DeskError.noSigner }
        let approved = try await approved(desk, actor)
        let (from, to) = (approved?.first ?? first, approved?.last ?? last)
        // A log that was closed or stopped is shown as it is.
        if request == nil, try await keeper.status().stopReason != nil {
            return try await write(desk, actor, from: from ?? 0, to: to)
        }
        try await desk.write(
            Draft(
                type: .auditExported, purpose: approved?.purpose.rawValue,
                data: JSON.members([
                    "from": from.map(JSON.int), "to": to.map(JSON.int), "with_openings": .bool(approved != nil),
                    "approved_by": approved?.decidedBy.map(JSON.string), "request": request.map(JSON.string),
                    "format": "bundle",
                ]).object ?? [:]), by: actor,
            statements: request.map { [OpeningExport.move($0, to: "EXPORTED", at: desk.now(), by: actor)] } ?? [])
        _ = try await keeper.checkpoint(withCaseHeads: true)
        try await keeper.askWitnesses()
        return try await write(desk, actor, from: from ?? 0, to: to)
    }

    private func approved(_ desk: Desk, _ actor: Actor) async throws -> OpeningExport? {
        guard let request else { return nil }
        guard Permission.reveal.isGranted(to: actor) else { throw DeskError.notAllowed(.reveal) }
        let approved = try await OpeningExport.find(request, state: "APPROVED", at: desk)
        guard approved.requestedBy == actor.id else { throw DeskError.noOpeningExport(request) }
        return approved
    }

    private func write(_ desk: Desk, _ actor: Actor, from: Int64, to: Int64?) async throws -> JSON {
        guard let newest = try await StoredCheckpoint.newest(desk.pool) else { throw DeskError.noSigner }
        let keys = newest.note.signatures.filter { $0.name == newest.checkpoint.origin }
        let size = Int64(newest.checkpoint.size)
        let end = min(size, to.map { $0 + 1 } ?? size)
        var (entries, openings) = (Int64(0), Int64(0))
        try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            try await sink.append(newest.bytes, to: "checkpoint")
            for row in try await transaction.query(StoredCheckpoint.older(than: newest.checkpoint.size, limit: 2_000)) {
                let older = try StoredCheckpoint.read(row)
                // One that only a retired key has signed would be a finding for everybody who has the new policy.
                guard older.note.signatures.contains(where: { old in keys.contains { $0.keyID == old.keyID } }) else {
                    continue
                }
                try await sink.append(older.bytes, to: "checkpoints/\(BundleWriter.name(of: older.checkpoint))")
            }
            try await sink.append([], to: "entries.jsonl")
            if request != nil { try await sink.append([], to: "openings.jsonl") }
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
                if let request { openings += try await writeOpenings(of: rows, request, desk, actor, transaction) }
                entries += Int64(rows.count)
                next = try lastRow["idx", as: Int64.self] + 1
            }
        }
        return .members([
            "origin": .string(newest.checkpoint.origin), "size": .int(size),
            "root": .string(newest.checkpoint.root.base64),
            "from": .int(from), "entries": .int(entries), "openings": request == nil ? nil : .int(openings),
        ])
    }

    private func writeOpenings(
        of rows: [Row], _ request: String, _ desk: Desk, _ actor: Actor, _ transaction: Transaction
    ) async throws -> Int64 {
        let ids = try rows.filter { try $0["case_no", as: Int64?.self] != nil }.map {
            try $0["entry_id", as: String.self]
        }
        guard !ids.isEmpty else { return 0 }
        let sealed = try await transaction.query(
            """
            SELECT path, sealed, subject, wrapped, version
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
