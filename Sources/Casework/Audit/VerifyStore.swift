public import Canonical
internal import Crypto
internal import Ledger
internal import Postgres

/// Checks every leaf and every chain of the store in one consistent view, and that the columns and the cases agree with
/// them. Writes `audit.verified`.
public struct VerifyStore: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.verify"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let batch: Int64 = 5_000

    /// Checks the whole store.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let report = try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            var check = StoreCheck(origin: desk.trail.origin)
            var last: Int64 = -1
            while true {
                let rows = try await transaction.query(
                    """
                    SELECT position, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
                        leaf_hash
                    FROM audit.entry WHERE position > \(last) ORDER BY position LIMIT \(batch)
                    """)
                for row in rows { try check.check(row) }
                guard let row = rows.last else { break }
                last = try row["position"]
            }
            check.compareHeads(
                cases: try await transaction.query("SELECT case_no, seq, head FROM audit.case_head"),
                sessions: try await transaction.query("SELECT session, n, link FROM audit.session_head"),
                missing: try await transaction.query(
                    """
                    SELECT case_no FROM casework."case" c
                    WHERE NOT EXISTS (SELECT FROM audit.case_head h WHERE h.case_no = c.case_no) LIMIT 100
                    """))
            return check
        }
        let isSound = report.findings.isEmpty
        try await desk.write(
            Draft(
                type: .auditVerified,
                data: [
                    "ok": .bool(isSound), "entries": .int(report.entries),
                    "findings": .int(Int64(report.findings.count)),
                    "codes": .array(Set(report.findings.compactMap { $0["code"]?.string }).sorted().map(JSON.string)),
                ]), by: actor)
        return [
            "ok": .bool(isSound), "entries": .int(report.entries),
            "findings": .array(report.findings.sorted { ($0["index"]?.int ?? .max) < ($1["index"]?.int ?? .max) }),
        ]
    }
}

/// The check of a store, entry by entry.
private struct StoreCheck {
    var findings: [JSON] = []
    var entries: Int64 = 0
    private var chain: ChainVerifier
    private var ledgerFindings = Findings(limit: 200)
    private var reported = 0
    private var sessions: [String: (n: Int64, link: [UInt8])] = [:]
    private var cases: [Int64: (seq: Int64, head: [UInt8])] = [:]

    init(origin: String) { chain = ChainVerifier(origin: origin) }

    mutating func check(_ row: Row) throws {
        let index = entries
        entries += 1
        let bytes: [UInt8] = try row["leaf"]
        let hash = chain.check(bytes, into: &ledgerFindings).bytes
        let id: String = try row["entry_id"]
        for finding in ledgerFindings.list[reported...] {
            add(finding.code.rawValue, index, "\(finding.message) (entry \(id))")
        }
        reported = ledgerFindings.list.count
        try compareColumns(row, bytes, hash, index, id)
        try follow(row, hash, index, id)
    }

    /// The columns find an entry; what they say must be what its leaf says.
    private mutating func compareColumns(_ row: Row, _ bytes: [UInt8], _ hash: [UInt8], _ index: Int64, _ id: String)
        throws
    {
        guard let leaf = try? Leaf(parsing: bytes) else { return }
        var wrong: [String] = []
        if leaf.id != id { wrong.append("entry_id") }
        if try row["leaf_hash", as: [UInt8].self] != hash { wrong.append("leaf_hash") }
        if try row["type", as: String.self] != leaf.type.rawValue { wrong.append("type") }
        if try row["at", as: Timestamp.self] != leaf.ts { wrong.append("at") }
        if try row["subject", as: String?.self] != leaf.subject { wrong.append("subject") }
        if try row["session", as: String.self] != leaf.actor.session { wrong.append("session") }
        if try row["session_n", as: Int64.self] != leaf.actor.n { wrong.append("session_n") }
        if try row["case_no", as: Int64?.self].map({ "c-\($0)" }) != leaf.case?.id { wrong.append("case_no") }
        if try row["case_seq", as: Int64?.self] != leaf.case?.seq { wrong.append("case_seq") }
        if !wrong.isEmpty {
            add("COLUMN_MISMATCH", index, "entry \(id): \(wrong.joined(separator: ", ")) differ from the leaf")
        }
    }

    /// Each entry carries the hash over all entries of its session so far, so an edit shows in the entry itself.
    private mutating func follow(_ row: Row, _ hash: [UInt8], _ index: Int64, _ id: String) throws {
        let session: String = try row["session"]
        let before = sessions[session]?.link ?? [UInt8](repeating: 0, count: 32)
        let link: [UInt8] = try row["session_link"]
        if Array(SHA256.hash(data: before + hash)) != link {
            add("SESSION_CHAIN", index, "entry \(id) is not the one that was appended in session \(session)")
        }
        sessions[session] = (try row["session_n"], link)
        if let caseNo = try row["case_no", as: Int64?.self], let seq = try row["case_seq", as: Int64?.self] {
            cases[caseNo] = (seq, hash)
        }
    }

    mutating func compareHeads(cases heads: [Row], sessions sessionHeads: [Row], missing: [Row]) {
        for row in heads {
            guard let caseNo = try? row["case_no", as: Int64.self], let seq = try? row["seq", as: Int64.self],
                let head = try? row["head", as: [UInt8].self]
            else { continue }
            let last = cases.removeValue(forKey: caseNo)
            if last?.seq ?? 0 != seq {
                add("TRUNCATED", nil, "case c-\(caseNo) has \(last?.seq ?? 0) entries, its head says \(seq)")
            } else if let last, last.head != head {
                add("CASE_CHAIN", nil, "case c-\(caseNo): the last entry is not the one that its head names")
            }
        }
        for caseNo in cases.keys.sorted() { add("CASE_HEADS", nil, "case c-\(caseNo) has entries and no head") }
        for row in sessionHeads {
            guard let session = try? row["session", as: String.self], let n = try? row["n", as: Int64.self],
                let link = try? row["link", as: [UInt8].self]
            else { continue }
            let last = sessions[session]
            if last?.n ?? 0 != n {
                add("TRUNCATED", nil, "session \(session) has \(last?.n ?? 0) entries, its counter says \(n)")
            } else if let last, last.link != link {
                add("SESSION_CHAIN", nil, "session \(session): the last entry is not the one that its counter names")
            }
        }
        for row in missing {
            if let caseNo = try? row["case_no", as: Int64.self] {
                add("UNAUDITED", nil, "case c-\(caseNo) has no entry")
            }
        }
    }

    private mutating func add(_ code: String, _ index: Int64?, _ message: String) {
        guard findings.count < 1_000 else { return }
        findings.append(
            .members(["code": .string(code), "index": index.map(JSON.int), "message": .string(message)]))
    }
}

extension TransactionOptions {
    /// One view of everything, that writes nothing.
    static let readOnlySnapshot = TransactionOptions(isolation: .repeatableRead, readOnly: true)
}
