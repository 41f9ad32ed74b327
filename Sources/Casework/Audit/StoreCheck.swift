internal import Canonical
internal import Crypto
internal import Ledger
internal import Postgres

/// The check of a store, entry by entry.
struct StoreCheck {
    private(set) var findings: [JSON] = []
    private(set) var entries: Int64 = 0
    private var chain: ChainVerifier
    private var ledgerFindings = Findings(limit: 200)
    private var reported = 0
    var sessions: [String: (n: Int64, link: [UInt8])] = [:]
    var cases: [Int64: (seq: Int64, head: [UInt8])] = [:]
    var log = SealedCheck()

    init(origin: String) { chain = ChainVerifier(origin: origin, room: ChainVerifier.Room(SpillFiles())) }

    /// How many of the entries were sealed.
    var sealed: UInt64 { log.range.size }

    mutating func check(_ row: Row) {
        let index = entries
        entries += 1
        do { try checkReadable(row, index) } catch {
            add("COLUMN_MISMATCH", index, "entry \(Self.name(row)): a column cannot be read")
        }
    }

    /// What is known only after the last entry.
    mutating func finishChains() {
        chain.finish(into: &ledgerFindings)
        for finding in ledgerFindings.list[reported...] {
            add(finding.code.rawValue, finding.index.map { Int64(clamping: $0) }, finding.message)
        }
        reported = ledgerFindings.list.count
    }

    private static func name(_ row: Row) -> String { (try? row["entry_id", as: String.self]) ?? "without an id" }

    private mutating func checkReadable(_ row: Row, _ index: Int64) throws {
        let bytes: [UInt8] = try row["leaf"]
        let hash = chain.check(bytes, into: &ledgerFindings)
        let id = Self.name(row)
        for finding in ledgerFindings.list[reported...] {
            add(finding.code.rawValue, index, "\(finding.message) (entry \(id))")
        }
        reported = ledgerFindings.list.count
        if try row["is_sealed"] { note(log.append(hash, at: try row["position"], id: id)) }
        try compareColumns(row, bytes, hash.bytes, index, id)
        try follow(row, hash.bytes, index, id)
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
        if try row["session", as: String?.self] != leaf.actor.session { wrong.append("session") }
        if try row["session_n", as: Int64?.self] != leaf.actor.n { wrong.append("session_n") }
        if try row["case_no", as: Int64?.self].map({ "c-\($0)" }) != leaf.case?.id { wrong.append("case_no") }
        if try row["case_seq", as: Int64?.self] != leaf.case?.seq { wrong.append("case_seq") }
        if !wrong.isEmpty {
            add("COLUMN_MISMATCH", index, "entry \(id): \(wrong.joined(separator: ", ")) differ from the leaf")
        }
    }

    /// Each entry carries the hash over all entries of its session so far, so an edit shows in the entry itself.
    private mutating func follow(_ row: Row, _ hash: [UInt8], _ index: Int64, _ id: String) throws {
        if let caseNo = try row["case_no", as: Int64?.self], let seq = try row["case_seq", as: Int64?.self] {
            cases[caseNo] = (seq, hash)
        }
        // The sealer's own entries belong to no session.
        guard let session = try row["session", as: String?.self] else { return }
        let before = sessions[session]?.link ?? [UInt8](repeating: 0, count: 32)
        let link: [UInt8] = try row["session_link"]
        if Array(SHA256.hash(data: before + hash)) != link {
            add("SESSION_CHAIN", index, "entry \(id) is not the one that was appended in session \(session)")
        }
        sessions[session] = (try row["session_n"], link)
    }

    mutating func note(_ found: [SealedCheck.Found]) {
        for finding in found { add(finding.code, finding.index, finding.message) }
    }

    mutating func add(_ code: String, _ index: Int64?, _ message: String) {
        guard findings.count < 1_000 else { return }
        findings.append(
            .members(["code": .string(code), "index": index.map(JSON.int), "message": .string(message)]))
    }
}

extension StoreCheck {
    /// Compares the ends of the chains with the heads that the next entry would follow.
    mutating func compareHeads(cases heads: [Row], sessions sessionHeads: [Row], missing: [Row]) {
        for row in heads { compareCase(row) }
        for caseNo in cases.keys.sorted() { add("CASE_HEADS", nil, "case c-\(caseNo) has entries and no head") }
        for row in sessionHeads { compareSession(row) }
        for session in sessions.keys.sorted() {
            add("SESSION_CHAIN", nil, "session \(session) has entries and no counter")
        }
        for row in missing {
            let name = (try? row["case_no", as: Int64.self]).map { "c-\($0)" } ?? "with an unreadable number"
            add("UNAUDITED", nil, "case \(name) has no entry")
        }
    }

    private mutating func compareCase(_ row: Row) {
        guard let caseNo = try? row["case_no", as: Int64.self] else {
            return add("CASE_HEADS", nil, "a head of a case has no readable number")
        }
        let last = cases.removeValue(forKey: caseNo)
        guard let seq = try? row["seq", as: Int64.self], let head = try? row["head", as: [UInt8].self] else {
            return add("CASE_HEADS", nil, "the head of case c-\(caseNo) cannot be read")
        }
        if last?.seq ?? 0 != seq {
            add("TRUNCATED", nil, "case c-\(caseNo) has \(last?.seq ?? 0) entries, its head says \(seq)")
        } else if let last, last.head != head {
            add("CASE_CHAIN", nil, "case c-\(caseNo): the last entry is not the one that its head names")
        }
    }

    private mutating func compareSession(_ row: Row) {
        guard let session = try? row["session", as: String.self] else {
            return add("SESSION_CHAIN", nil, "a counter of a session has no readable name")
        }
        let last = sessions.removeValue(forKey: session)
        guard let n = try? row["n", as: Int64.self], let link = try? row["link", as: [UInt8].self] else {
            return add("SESSION_CHAIN", nil, "the counter of session \(session) cannot be read")
        }
        if last?.n ?? 0 != n {
            add("TRUNCATED", nil, "session \(session) has \(last?.n ?? 0) entries, its counter says \(n)")
        } else if let last, last.link != link {
            add("SESSION_CHAIN", nil, "session \(session): the last entry is not the one that its counter names")
        }
    }
}
