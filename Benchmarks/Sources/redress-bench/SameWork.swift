import Casework
import Postgres

/// The same rows as an operation of Redress wrote, as statements that pgbench can send: taken from a real case of the
/// store, so that number and size of the rows are those of the operation. What differs from case to case is computed.
///
/// This is the least that a program could send for the same effect. It cannot be copied in full: without the answers of
/// the first batch no program can build the audit entry, and nothing is read here that only the engine needs.
struct SameWork: Sendable {
    /// A statement with `{case}`, `{session}`, `{digest}` and `{id}` for what differs.
    struct Statement: Sendable {
        let text: String
        var isQuery: Bool { text.hasPrefix("SELECT") }
    }

    let open: [Statement]
    let step: [Statement]

    /// Takes the rows of a case that was only opened, and of one that was worked on.
    static func capture(
        opened: CaseReference, worked: CaseReference, _ cluster: BenchCluster, _ database: String
    ) async throws -> SameWork {
        let opening = RowCopier(cluster: cluster, database: database, caseNo: opened.caseNo)
        let working = RowCopier(cluster: cluster, database: database, caseNo: worked.caseNo)
        // pgbench's steps work on copies of the opened case, whose victim is another than that of the one worked on.
        let (theirs, ours) = (try await opening.victim(), try await working.victim())
        let step = try await working.step().map { Statement(text: $0.text.replacing(ours, with: theirs)) }
        return SameWork(open: try await opening.open(), step: step)
    }
}

/// Turns rows into INSERT statements.
struct RowCopier {
    let cluster: BenchCluster
    let database: String
    let caseNo: Int64

    /// The pseudonym of the case's victim.
    func victim() async throws -> String {
        let rows = try await cluster.query(
            "SELECT subject FROM casework.party WHERE case_no = \(caseNo) AND party_no = 1", in: database)
        guard let row = rows.first else { throw BenchError("the case has no victim") }
        return try row["subject"]
    }

    func open() async throws -> [SameWork.Statement] {
        let xid = try await number(
            "SELECT xid::text::bigint AS n FROM audit.pending WHERE case_no = \(caseNo) AND case_seq = 1")
        let mine = "case_no = \(caseNo) AND xmin::text::bigint = \(xid)"
        return [
            .init(text: "SELECT case_seq, case_head, session_n FROM audit.next_place({case}, {session})"),
            .init(
                text: """
                    SELECT b.case_no FROM privacy.blind_index b JOIN casework."case" c USING (case_no) \
                    WHERE b.digest = {digest} AND b.field = 'phone' AND b.key_version = 1 \
                    ORDER BY c.status = 'CLOSED', b.case_no DESC LIMIT 10
                    """),
            try await copy("casework.\"case\"", "case_no = \(caseNo)"),
            try await copy("privacy.subject_key", mine), try await copy("casework.party", mine),
            try await copy("privacy.value", mine), try await copy("privacy.blind_index", mine),
            try await copy("casework.payment", mine),
            try await copy("casework.run", "case_no = \(caseNo) AND run_no = 1"),
            try await copy("casework.run_event", mine), try await copy("casework.timer", mine),
            try await copy("privacy.opening", mine), try await append(1),
        ].compactMap { $0 }
    }

    /// The step whose rows are nearest to the mean of all steps of the case.
    func step() async throws -> [SameWork.Statement] {
        let rows = try await cluster.query(
            """
            WITH s AS (
                SELECT p.case_seq, p.xid::text::bigint AS xid,
                    (SELECT count(*) FROM casework.run_event e WHERE e.case_no = p.case_no AND e.xmin::text = p.xid::text)
                    + (SELECT count(*) FROM privacy.opening o WHERE o.case_no = p.case_no AND o.xmin::text = p.xid::text)
                    + (SELECT count(*) FROM casework.timer t WHERE t.case_no = p.case_no AND t.xmin::text = p.xid::text) AS rows
                FROM audit.pending p WHERE p.case_no = \(caseNo) AND p.type = 'case.step_recorded')
            SELECT case_seq, xid FROM s ORDER BY abs(rows - (SELECT avg(rows) FROM s)), case_seq LIMIT 1
            """, in: database)
        guard let row = rows.first else { throw BenchError("no step was recorded") }
        let (seq, xid): (Int64, Int64) = (try row["case_seq"], try row["xid"])
        let mine = "case_no = \(caseNo) AND xmin::text::bigint = \(xid)"
        let count = try await number("SELECT count(*) AS n FROM casework.run_event WHERE \(mine)")
        let events = try await copy(
            "casework.run_event", mine,
            replacing: [
                "seq": "(SELECT r.seq FROM casework.run r WHERE r.case_no = {case} AND r.run_no = 1) - {row}"
            ])
        let timer = try await copy("casework.timer", mine)
        return [
            .init(text: "SELECT \(Self.caseColumns) FROM casework.\"case\" WHERE case_no = {case} FOR UPDATE"),
            .init(text: "SELECT case_seq, case_head, session_n FROM audit.next_place({case}, {session})"),
            .init(
                text:
                    "UPDATE casework.run SET seq = seq + \(count), outcome = NULL, ended_at = NULL WHERE case_no = {case} AND run_no = 1"
            ),
            events,
            timer.map {
                .init(
                    text: $0.text
                        + " ON CONFLICT (case_no, run_no, path, rung) DO UPDATE SET at = excluded.at, fired_at = coalesce(timer.fired_at, excluded.fired_at), is_paused = excluded.is_paused"
                )
            },
            try await updateCase(), try await copy("privacy.opening", mine), try await append(seq),
        ].compactMap { $0 }
    }

    private static let caseColumns = """
        case_no, opened_at, opened_by, updated_at, revision, channel, jurisdiction, language, scam_type, status, priority, \
        priority_reasons, assignee, facts, discovered_at, safe_to_contact, open_steps, mandatory_open, done_steps, \
        next_due_at, outcome, closed_at
        """

    private func number(_ text: String) async throws -> Int64 {
        guard let row = try await cluster.query(SQL(unescaped: text), in: database).first else {
            throw BenchError("no row")
        }
        return try row["n"]
    }

    /// An INSERT of the rows that a condition names; nil when there are none.
    private func copy(_ table: String, _ condition: String, replacing: [String: String] = [:]) async throws
        -> SameWork.Statement?
    {
        let columns = try await columns(of: table)
        let values = columns.map { value($0, replacing) }.joined(separator: " || ', ' || ")
        let rows = try await cluster.query(
            SQL(unescaped: "SELECT \(values) AS line FROM \(table) WHERE \(condition)"), in: database)
        guard !rows.isEmpty else { return nil }
        let lines = try rows.enumerated().map { index, row in
            "(\(try row["line", as: String.self].replacing("{row}", with: "\(rows.count - 1 - index)")))"
        }
        let names = columns.map(\.name).joined(separator: ", ")
        return .init(text: "INSERT INTO \(table) (\(names)) VALUES \(lines.joined(separator: ", "))")
    }

    private struct Column {
        let name: String
        let type: String
    }

    private func columns(of table: String) async throws -> [Column] {
        try await cluster.query(
            """
            SELECT attname::text AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
            WHERE attrelid = \(table)::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
            """, in: database
        ).map { Column(name: try $0["name"], type: try $0["type"]) }
    }

    /// SQL that answers the literal of a column. A time becomes the present one: pgbench would take its colons for variables.
    private func value(_ column: Column, _ replacing: [String: String]) -> String {
        if let text = replacing[column.name] { return "'\(text)'" }
        switch (column.name, column.type) {
        case ("case_no", _): return "'{case}'"
        case ("digest", "bytea") where replacing.isEmpty:
            return "CASE WHEN octet_length(digest) = 16 THEN '{digest}' ELSE \(Self.quoted("digest", "bytea")) END"
        case ("entry_id", _): return "'{id}'"
        case (_, "timestamp with time zone"): return "CASE WHEN \(column.name) IS NULL THEN 'NULL' ELSE 'now()' END"
        default: return Self.quoted("\"\(column.name)\"", column.type)
        }
    }

    private static func quoted(_ name: String, _ type: String) -> String {
        "coalesce(quote_literal(replace(\(name)::text, '\":', '\" :')) || '::\(type)', 'NULL')"
    }

    private func updateCase() async throws -> SameWork.Statement {
        let set = [
            "scam_type", "status", "priority", "priority_reasons", "assignee", "facts", "discovered_at",
            "safe_to_contact",
            "open_steps", "mandatory_open", "done_steps", "next_due_at", "outcome", "closed_at",
        ]
        let columns = try await columns(of: "casework.\"case\"").filter { set.contains($0.name) }
        let values = columns.map { "'\($0.name) = ' || \(value($0, [:]))" }.joined(separator: " || ', ' || ")
        let rows = try await cluster.query(
            SQL(unescaped: "SELECT \(values) AS line FROM casework.\"case\" WHERE case_no = \(caseNo)"), in: database)
        let line: String = try rows[0]["line"]
        // The case that was captured has ended; its copies stay open.
        return .init(
            text:
                "UPDATE casework.\"case\" SET revision = revision + 1, updated_at = now(), \(line) WHERE case_no = {case}"
        )
    }

    /// Appends an entry as long as the real one, at its real place in the chain and the session.
    private func append(_ seq: Int64) async throws -> SameWork.Statement {
        let rows = try await cluster.query(
            "SELECT subject, type, encode(leaf, 'hex') AS leaf FROM audit.pending WHERE case_no = \(caseNo) AND case_seq = \(seq)",
            in: database)
        let subject: String? = try rows[0]["subject"]
        let (type, leaf): (String, String) = (try rows[0]["type"], try rows[0]["leaf"])
        return .init(
            text: """
                SELECT audit.append({id}, {case}, (SELECT h.seq + 1 FROM audit.case_head h WHERE h.case_no = {case}), {session}, \
                (SELECT s.n + 1 FROM audit.session_head s WHERE s.session = {session}), \
                \(subject.map { "'\($0)'" } ?? "NULL"), '\(type)', now(), decode('\(leaf)', 'hex'), NULL, NULL)
                """)
    }
}
