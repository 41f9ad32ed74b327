internal import Canonical
internal import Ledger
internal import Postgres

/// The check of a store, entry by entry. What it remembers does not grow with the store: ids, cases and sessions that are too
/// many for the memory are put aside, everything else is read as it is needed.
struct StoreCheck {
    private(set) var findings: [JSON] = []
    private(set) var entries: Int64 = 0
    private var chain: ChainVerifier
    private var stored: StoredChains
    private var ledgerFindings = Findings(limit: 200)
    private var named = 0
    private var names: [UInt64: String] = [:]
    private var log: SealedCheck
    private var keys: HouseKeys
    /// What was found below the checkpoints.
    private(set) var signatures = SignatureCheck.Count()

    /// A check of the log `origin` that keeps so many cases and sessions in memory, and takes these keys for good.
    init(origin: String, keys: HouseKeys, keysInMemory: Int) {
        let room = ChainVerifier.Room(SpillFiles(), keysInMemory: keysInMemory)
        (chain, stored) = (ChainVerifier(origin: origin, room: room), StoredChains(room: room))
        log = SealedCheck(origin: origin, remembered: keys.remembered)
        self.keys = keys
    }

    /// How many of the entries were sealed.
    var sealed: UInt64 { log.range.size }

    /// Checks everything that the transaction sees.
    mutating func run(in transaction: Transaction) async throws {
        try await log.open(in: transaction)
        var cursor = try await StoreCursor(
            "entries",
            over: """
                SELECT position, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
                    leaf_hash, is_sealed
                FROM audit.entry ORDER BY position
                """, in: transaction)
        while case let rows = try await cursor.nextBatch(), !rows.isEmpty {
            note(try await log.readCheckpoints(upTo: log.range.size + UInt64(rows.count)))
            for row in rows { try check(row) }
            note(try await log.compareTiles(in: transaction))
        }
        note(try await log.close(in: transaction))
        var signatures = try await SignatureCheck(keys, in: transaction)
        while let found = try await signatures.next() { note(found) }
        self.signatures = signatures.count
        try await compareHeads(in: transaction)
        chain.finish(into: &ledgerFindings)
        try await reportLedgerFindings(in: transaction)
    }

    private mutating func check(_ row: Row) throws {
        let index = entries
        entries += 1
        do { try checkReadable(row, index) } catch is PostgresError {
            add("COLUMN_MISMATCH", index, "entry \(Self.name(row)): a column cannot be read")
        }
        for finding in ledgerFindings.list[named...] where finding.index == UInt64(index) {
            names[UInt64(index)] = Self.name(row)
        }
        named = ledgerFindings.list.count
    }

    private static func name(_ row: Row) -> String { (try? row["entry_id", as: String.self]) ?? "without an id" }

    private mutating func checkReadable(_ row: Row, _ index: Int64) throws {
        let bytes: [UInt8] = try row["leaf"]
        let hash = chain.check(bytes, into: &ledgerFindings)
        let id = Self.name(row)
        let isSealed: Bool = try row["is_sealed"]
        if isSealed { note(log.append(hash, at: try row["position"], id: id)) }
        if let leaf = try? Leaf(parsing: bytes) {
            if isSealed { keys.learn(from: leaf, at: log.range.size - 1) }
            try compareColumns(row, leaf, hash, index, id)
        }
        if let caseNo = try row["case_no", as: Int64?.self], let seq = try row["case_seq", as: Int64?.self] {
            try stored.follow(case: caseNo, seq: seq, hash: hash, &ledgerFindings)
        }
        // The sealer's own entries belong to no session.
        guard let session = try row["session", as: String?.self] else { return }
        let link = TreeHash(try row["session_link", as: [UInt8].self]) ?? .zero
        try stored.follow(
            session: session, n: try row["session_n"], hash: hash, link: link, index: UInt64(index), &ledgerFindings)
    }

    /// The columns find an entry; what they say must be what its leaf says.
    private mutating func compareColumns(
        _ row: Row, _ leaf: Leaf, _ hash: LeafHash, _ index: Int64, _ id: String
    ) throws {
        var wrong: [String] = []
        if leaf.id != id { wrong.append("entry_id") }
        if try row["leaf_hash", as: [UInt8].self] != hash.bytes { wrong.append("leaf_hash") }
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

    /// Findings about the chains name their entries, also those that are met only when what was put aside is read back.
    private mutating func reportLedgerFindings(in transaction: Transaction) async throws {
        let nameless = ledgerFindings.list.compactMap(\.index).filter { names[$0] == nil }
        if !nameless.isEmpty {
            let rows = try await transaction.query(
                """
                SELECT place, entry_id FROM (
                    SELECT row_number() OVER (ORDER BY position) - 1 AS place, entry_id FROM audit.entry) e
                WHERE place = ANY (\(nameless.map { Int64(clamping: $0) }))
                """)
            for row in rows { names[UInt64(try row["place", as: Int64.self])] = Self.name(row) }
        }
        for finding in ledgerFindings.list {
            let name = finding.index.flatMap { names[$0] }.map { " (entry \($0))" } ?? ""
            add(finding.code.rawValue, finding.index.map { Int64(clamping: $0) }, finding.message + name)
        }
    }

    private mutating func note(_ found: [SealedCheck.Found]) {
        for finding in found { add(finding.code, finding.index, finding.message) }
    }

    private mutating func add(_ code: String, _ index: Int64?, _ message: String) {
        guard findings.count < 1_000 else { return }
        findings.append(
            .members(["code": .string(code), "index": index.map(JSON.int), "message": .string(message)]))
    }
}

extension StoreCheck {
    /// Compares the ends of the chains with the heads that the next entry would follow.
    private mutating func compareHeads(in transaction: Transaction) async throws {
        var (cases, sessions) = try stored.finish(into: &ledgerFindings)
        var heads = try await StoreCursor(
            "case_heads", over: "SELECT case_no, seq, head FROM audit.case_head ORDER BY case_no", in: transaction)
        while let row = try await heads.next() { try compareCase(row, &cases) }
        try cases.restOfCases { addHeadless($0) }
        var counters = try await StoreCursor(
            "session_heads", over: #"SELECT session, n, link FROM audit.session_head ORDER BY session COLLATE "C""#,
            in: transaction)
        while let row = try await counters.next() { try compareSession(row, &sessions) }
        try sessions.restOfSessions { addUncounted($0) }
        let missing = try await transaction.query(
            """
            SELECT case_no FROM casework."case" c
            WHERE NOT EXISTS (SELECT FROM audit.case_head h WHERE h.case_no = c.case_no) LIMIT 100
            """)
        for row in missing {
            let name = (try? row["case_no", as: Int64.self]).map { "c-\($0)" } ?? "with an unreadable number"
            add("UNAUDITED", nil, "case \(name) has no entry")
        }
    }

    private mutating func addHeadless(_ caseNo: Int64) {
        add("CASE_HEADS", nil, "case c-\(caseNo) has entries and no head")
    }

    private mutating func addUncounted(_ session: String) {
        add("SESSION_CHAIN", nil, "session \(session) has entries and no counter")
    }

    private mutating func compareCase(_ row: Row, _ ends: inout StoredChains.Ends) throws {
        guard let caseNo = try? row["case_no", as: Int64.self] else {
            return add("CASE_HEADS", nil, "a head of a case has no readable number")
        }
        let last = try ends.end(ofCase: caseNo) { addHeadless($0) }
        guard let seq = try? row["seq", as: Int64.self], let head = try? row["head", as: [UInt8].self] else {
            return add("CASE_HEADS", nil, "the head of case c-\(caseNo) cannot be read")
        }
        if last?.number ?? 0 != seq {
            add("TRUNCATED", nil, "case c-\(caseNo) has \(last?.number ?? 0) entries, its head says \(seq)")
        } else if let last, last.hash.bytes != head {
            add("CASE_CHAIN", nil, "case c-\(caseNo): the last entry is not the one that its head names")
        }
    }

    private mutating func compareSession(_ row: Row, _ ends: inout StoredChains.Ends) throws {
        guard let session = try? row["session", as: String.self] else {
            return add("SESSION_CHAIN", nil, "a counter of a session has no readable name")
        }
        let last = try ends.end(ofSession: session) { addUncounted($0) }
        guard let n = try? row["n", as: Int64.self], let link = try? row["link", as: [UInt8].self] else {
            return add("SESSION_CHAIN", nil, "the counter of session \(session) cannot be read")
        }
        if last?.number ?? 0 != n {
            add("TRUNCATED", nil, "session \(session) has \(last?.number ?? 0) entries, its counter says \(n)")
        } else if let last, last.hash.bytes != link {
            add("SESSION_CHAIN", nil, "session \(session): the last entry is not the one that its counter names")
        }
    }
}
