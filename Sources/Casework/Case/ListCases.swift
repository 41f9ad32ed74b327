public import Canonical
internal import Ledger
internal import Postgres

/// The queue, most urgent first; or a search. Writes `search.performed` with the number of cases that it showed.
///
/// A phone is found by its keyed digest; it is committed to in the entry and never written.
public struct ListCases: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.list"
    /// The right that it needs.
    public static let permission = Permission.readCase

    /// What to look for; everything that is set must hold.
    public struct Filter: Sendable, Hashable {
        /// Cases in this status; open ones when nil.
        public var status: CaseStatus?
        /// Cases of this member of staff; `-` for cases of nobody.
        public var assignee: String?
        /// Cases this urgent.
        public var priority: Priority?
        /// Cases of this kind of scam.
        public var scamType: ScamType?
        /// Cases that came this way.
        public var channel: IntakeChannel?
        /// Cases with a broken clock.
        public var isOverdue = false
        /// Cases of the person with this phone.
        public var phone: PhoneNumber?
        /// Closed cases too.
        public var includesClosed = false
        /// At most so many, 1 to 500.
        public var limit = 50
        /// Where the last page ended.
        public var after: Cursor?
        /// Everything that is open.
        public init() {}
    }

    /// The place of a case in the queue; opaque to callers.
    public struct Cursor: Sendable, Hashable {
        let priority: Int16
        let dueAt: Timestamp
        let caseNo: Int64

        /// The written form.
        public var text: String { "\(priority).\(dueAt.microseconds).\(caseNo)" }
        /// Reads the written form; nil when it is not one.
        public init?(_ text: String) {
            let parts = text.split(separator: ".")
            guard parts.count == 3, let priority = Int16(parts[0]), let due = Int64(parts[1]),
                let caseNo = Int64(parts[2])
            else { return nil }
            (self.priority, self.dueAt, self.caseNo) = (priority, Timestamp(microseconds: due), caseNo)
        }
        init(_ current: Case) {
            (priority, caseNo) = (Int16(current.priority.level), current.caseNo)
            dueAt = current.nextDueAt ?? .endOfTime
        }
    }

    private let filter: Filter

    /// Looks for cases.
    public init(_ filter: Filter = Filter()) { self.filter = filter }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...500).contains(filter.limit) else {
            throw DeskError.malformed(field: "limit", problem: .range("1…500"))
        }
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(statement(desk, actor))
        }
        let cases = try rows.prefix(filter.limit).map(Case.init)
        try await desk.write(
            Draft(
                type: .searchPerformed, data: ["kind": "cases", "count": .int(Int64(cases.count))],
                committed: filter.phone.map { ["query": .string($0.e164)] } ?? [:]), by: actor)
        return .members([
            "cases": .array(cases.map { .object(CaseSummary.members($0)) }),
            "next": rows.count > filter.limit ? cases.last.map { .string(Cursor($0).text) } : nil,
        ])
    }

    private func statement(_ desk: Desk, _ actor: Actor) -> SQL {
        var conditions: [SQL] = []
        if let status = filter.status {
            conditions.append("status = \(status.rawValue)")
        } else if !filter.includesClosed {
            conditions.append("status <> 'CLOSED'")
        }
        if let assignee = filter.assignee {
            conditions.append(assignee == "-" ? "assignee IS NULL" : "assignee = \(assignee)")
        }
        if let priority = filter.priority { conditions.append("priority = \(Int16(priority.level))") }
        if let scamType = filter.scamType { conditions.append("scam_type = \(scamType.rawValue)") }
        if let channel = filter.channel { conditions.append("channel = \(channel.rawValue)") }
        if filter.isOverdue { conditions.append("next_due_at < \(desk.now())") }
        if let phone = filter.phone {
            let digests = BlindIndex(desk.keys).values(of: phone.e164, column: "phone").map(\.bytes)
            conditions.append(
                """
                case_no IN (SELECT b.case_no FROM privacy.blind_index b
                    WHERE b.digest = ANY (\(digests)::bytea[]) AND b.field = 'phone')
                """)
        }
        if !Permission.workOnAllCases.isGranted(to: actor), !actor.roles.contains(.compliance) {
            conditions.append("(assignee = \(actor.id) OR assignee IS NULL OR opened_by = \(actor.id))")
        }
        if let after = filter.after {
            conditions.append(
                """
                (priority, coalesce(next_due_at, 'infinity'::timestamptz), case_no)
                    > (\(after.priority), \(after.dueAt), \(after.caseNo))
                """)
        }
        let condition = conditions.dropFirst().reduce(conditions.first ?? "true") { "\($0) AND \($1)" }
        return """
            SELECT \(Case.columns) FROM casework."case" WHERE \(condition)
            ORDER BY priority, coalesce(next_due_at, 'infinity'::timestamptz), case_no LIMIT \(filter.limit + 1)
            """
    }
}

extension Timestamp {
    /// PostgreSQL's `infinity`: where cases without a clock stand in the queue.
    static let endOfTime = Timestamp(microseconds: .max)
}

extension ListCases {
    /// Reads the phone of a search, international or Russian national.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)``.
    public static func phone(_ text: String) throws(DeskError) -> PhoneNumber { try Intake.phone(text, in: .russia) }
}
