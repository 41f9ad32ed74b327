internal import Canonical
internal import Playbook
internal import Postgres

/// What a bot did with the case of a conversation.
struct Conversation: Sendable, Equatable {
    let bot: String
    var handedOverAt: Timestamp?
    var reason: HandoverReason?
    var distress: Int

    static func select(_ reference: CaseReference) -> SQL {
        "SELECT bot, handed_over_at, reason, distress FROM casework.conversation WHERE case_no = \(reference.caseNo)"
    }

    /// A conversation that begins.
    init(bot: String) { (self.bot, handedOverAt, reason, distress) = (bot, nil, nil, 0) }

    init(_ row: Row) throws {
        bot = try row["bot"]
        handedOverAt = try row["handed_over_at"]
        reason = try row["reason", as: String?.self].map(Case.stored)
        distress = try row["distress"]
    }

    func insert(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.conversation (case_no, bot, started_at, handed_over_at, reason, distress)
        VALUES (\(caseNo), \(bot), \(at), \(handedOverAt), \(reason?.rawValue), \(Int16(distress)))
        """
    }

    func update(_ caseNo: Int64) -> SQL {
        """
        UPDATE casework.conversation SET handed_over_at = \(handedOverAt), reason = \(reason?.rawValue),
            distress = \(Int16(distress))
        WHERE case_no = \(caseNo)
        """
    }

    /// What the agent who takes over must know first.
    var json: JSON {
        .members([
            "bot": .string(bot), "handed_over_at": handedOverAt.map { .string($0.description) },
            "reason": reason.map { .string($0.rawValue) }, "distress": .int(Int64(distress)),
        ])
    }

    static func json(_ result: QueryResult) throws -> JSON? { try result.rows.first.map { try Conversation($0).json } }

    /// Hands over, or raises what was told of distress when that happened before.
    mutating func handOver(_ reason: HandoverReason, distress: Int, at: Timestamp) {
        self.distress = max(self.distress, distress)
        if self.reason == nil { (self.reason, handedOverAt) = (reason, at) }
    }
}

extension CaseFile {
    /// Takes what was told of distress into the facts by which the case is put into the queue: it is never lowered.
    mutating func learnDistress(_ level: Int, at: Timestamp) {
        guard Int64(level) > now.facts["distress"]?.int ?? 0 else { return }
        now.facts["distress"] = .int(Int64(level))
        refreshSummary(at: at)
    }

    /// The open steps that a bot may walk.
    var selfServicePaths: [StepPath] {
        run.map { record in
            record.run.openSteps(in: record.program).filter { $0.isSelfService && !$0.isReview }.map(\.path)
        } ?? []
    }
}

/// What a bot may know: the steps marked for self-service in the victim's words, and whether people have taken over.
/// Nothing that an agent wrote, and no word of anybody.
enum BotView {
    static func json(_ file: CaseFile, _ conversation: Conversation, at: Timestamp, receipt: String) -> JSON {
        let language = Language(file.now.language)
        let isOver = conversation.reason != nil || file.now.isClosed
        let open = isOver ? [] : GuideDocument.open(file, language: language, at: at).array ?? []
        let steps = open.filter { $0["self_service"]?.bool == true && $0["review"] == nil }.map { step -> JSON in
            .object((step.object ?? [:]).filter { shown.contains($0.key) })
        }
        return .members([
            "ref": .string(file.now.reference.text), "handed_over": .bool(isOver),
            "reason": conversation.reason.map { .string($0.rawValue) }, "distress": .int(Int64(conversation.distress)),
            "priority": .string(file.now.priority.rawValue), "language": .string(file.now.language),
            "steps": .array(steps), "lines": conversation.distress > 0 ? lines(file, language) : nil,
            "receipt": .string(receipt),
        ])
    }

    private static let shown: Set = ["path", "kind", "text", "answer", "items", "mandatory", "read"]

    /// The numbers that are shown at once to somebody in distress, where the jurisdiction has them.
    private static func lines(_ file: CaseFile, _ language: Language) -> JSON {
        func line(_ kind: String, _ name: String) -> JSON? {
            file.parameters?.set.words(for: name, in: language).map { ["kind": .string(kind), "number": .string($0)] }
        }
        let known = [
            line("crisis", "crisis_line_adult"), line("emergency", "emergency"), line("police", "police_emergency"),
        ].compactMap(\.self)
        return .array(known.isEmpty ? [["kind": "emergency", "number": "112"]] : known)
    }
}
