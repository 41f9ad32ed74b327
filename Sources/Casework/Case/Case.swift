public import Canonical
internal import Postgres

/// The facts of one case that are not personal data: what the queue shows.
public struct Case: Sendable, Equatable {
    /// The number in the store.
    public let caseNo: Int64
    /// The speakable number.
    public let reference: CaseReference
    /// When it was opened.
    public let openedAt: Timestamp
    /// Who opened it.
    public let openedBy: String
    /// When anything of it changed last.
    public var updatedAt: Timestamp
    /// Counts the changes; `If-Match` compares it.
    public var revision: Int
    /// Where the victim came in.
    public let channel: IntakeChannel
    /// Whose law applies.
    public let jurisdiction: Jurisdiction
    /// The language that the victim speaks, ISO 639-1.
    public let language: String
    /// The kind of scam; nil while triage looks for it.
    public var scamType: ScamType?
    /// Where the work stands.
    public var status: CaseStatus
    /// How urgent it is.
    public var priority: Priority
    /// Codes of the conditions that made it so.
    public var priorityReasons: [String]
    /// Who has it; nil for nobody.
    public var assignee: String?
    /// What the desk learned from answers, by name of the fact. Codes and numbers, no personal data.
    public var facts: JSON.Members
    /// When the victim found out.
    public var discoveredAt: Timestamp?
    /// Whether the victim can be called without danger.
    public var isSafeToContact: Bool
    /// Steps that are open.
    public var openSteps: Int
    /// Mandatory steps that are open: while there are any, the case cannot be closed.
    public var mandatoryOpen: Int
    /// Steps that are done.
    public var doneSteps: Int
    /// The clock that runs out first.
    public var nextDueAt: Timestamp?
    /// How it ended.
    public var outcome: Outcome?
    /// When it was closed.
    public var closedAt: Timestamp?
    /// The case in which the work goes on, when this one was merged into it.
    public var mergedInto: CaseReference?

    /// Whether it is closed.
    public var isClosed: Bool { status == .closed }
}

extension Case {
    /// The columns, in the order in which nothing depends on it.
    static let columns: SQL = """
        case_no, opened_at, opened_by, updated_at, revision, channel, jurisdiction, language, scam_type, status, priority,
        priority_reasons, assignee, facts, discovered_at, safe_to_contact, open_steps, mandatory_open, done_steps,
        next_due_at, outcome, closed_at, merged_into
        """

    /// Locks the case and then, never the other way round, the place of its next entry; no row when there is no case.
    ///
    /// A statement that waited for the lock shows the case as the other one left it, and nothing else: what belongs to
    /// the case is read by statements that come after.
    static func lock(_ caseNo: Int64, session: String) -> SQL {
        """
        SELECT \(columns), p.case_seq, p.case_head, p.session_n
        FROM (SELECT \(columns) FROM casework."case" WHERE case_no = \(caseNo) OFFSET 0 FOR UPDATE) AS c,
            LATERAL audit.next_place(c.case_no, \(session)) AS p
        """
    }

    init(_ row: Row) throws {
        caseNo = try row["case_no"]
        guard let reference = CaseReference(caseNo: caseNo) else { throw StoreFault.unreadable("case_no") }
        self.reference = reference
        openedAt = try row["opened_at"]
        openedBy = try row["opened_by"]
        updatedAt = try row["updated_at"]
        revision = try row["revision"]
        channel = try Case.code(row, "channel")
        jurisdiction = try Case.code(row, "jurisdiction")
        language = try row["language"]
        scamType = try row["scam_type", as: String?.self].map(Case.stored)
        status = try Case.code(row, "status")
        priority = try Priority(level: row["priority", as: Int.self])
        priorityReasons = try row["priority_reasons"]
        assignee = try row["assignee"]
        facts = try JSON(parsing: row["facts", as: JSONB.self].bytes).object ?? [:]
        discoveredAt = try row["discovered_at"]
        isSafeToContact = try row["safe_to_contact"]
        openSteps = try row["open_steps"]
        mandatoryOpen = try row["mandatory_open"]
        doneSteps = try row["done_steps"]
        nextDueAt = try row["next_due_at"]
        outcome = try row["outcome", as: String?.self].map(Case.stored)
        closedAt = try row["closed_at"]
        mergedInto = try row["merged_into", as: Int64?.self].flatMap { CaseReference(caseNo: $0) }
    }

    private static func code<C: Code>(_ row: Row, _ column: String) throws -> C {
        try stored(row[column, as: String.self])
    }

    static func stored<C: Code>(_ text: String) throws -> C {
        guard let code = C(rawValue: text) else { throw StoreFault.unreadable(C.listName) }
        return code
    }

    /// What was learned from answers, as it is stored.
    var storedFacts: JSONB { JSONB(bytes: JSON.object(facts).canonicalBytes) }
}

extension Priority {
    /// 0 for `P0` to 3 for `P3`.
    var level: Int { Priority.allCases.firstIndex(of: self) ?? 3 }

    init(level: Int) throws {
        guard Priority.allCases.indices.contains(level) else { throw StoreFault.unreadable("priority") }
        self = Priority.allCases[level]
    }
}
