public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// A turn of a bot's conversation: what the person said, and what became of the step that the bot was at.
///
/// The words are kept first of all, as a sealed note. Words of distress, and a request for a human, hand the case over at
/// once, whatever the step; then the step is not recorded, a human does that. Only open steps that are marked for
/// self-service can be recorded; when none of them is left, the case is handed over. Writes `case.step_recorded`,
/// `case.handed_over` or `case.note_added`.
public struct Converse: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "bot.message"
    /// The right that it needs.
    public static let permission = Permission.converse
    private let conversation: String
    private let words: String?
    private let step: String?
    private let report: StepReport?
    private let gaveUp: Bool
    private let key: RequestKey?

    /// A turn of the conversation with this id.
    ///
    /// - Parameter gaveUp: whether the bot hands over because it cannot go on.
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` when there is nothing in it, or more than a person says.
    public init(
        _ conversation: String, words: String? = nil, step: String? = nil, report: StepReport? = nil,
        gaveUp: Bool = false,
        key: RequestKey? = nil
    ) throws {
        self.words = try Intake.text(words.map(Typing.trimmed), "text", limit: 4_000)
        guard (step == nil) == (report == nil) else {
            throw DeskError.malformed(field: step == nil ? "step" : "answer", problem: .missing)
        }
        guard self.words != nil || step != nil || gaveUp else {
            throw DeskError.malformed(field: "text", problem: .missing)
        }
        (self.conversation, self.step, self.report, self.gaveUp, self.key) = (conversation, step, report, gaveUp, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let reference = try await desk.reference(of: conversation, by: actor)
        let spoken = [words, report?.spoken].compactMap(\.self).map { HandoverSigns($0) }
        let signs = spoken.reduce(HandoverSigns("")) { $0.joined($1) }
        return try await desk.change(reference, by: actor, key: key, also: [Conversation.select(reference)]) {
            file, at in
            guard let row = file.extra[0].rows.first else { throw DeskError.noSuchConversation }
            try file.demandOpen()
            var now = try Conversation(row)
            let before = now
            if let words { try file.keep(words, at: at, by: actor) }
            let entry = try turn(&file, &now, signs, at: at, by: actor)
            if now != before { file.statements.append(now.update(file.before.caseNo)) }
            let shown = now
            return Change(
                answer: { file, receipt in BotView.json(file, shown, at: at, receipt: receipt.base64) }, entry: entry)
        }.json
    }

    private func turn(
        _ file: inout CaseFile, _ now: inout Conversation, _ signs: HandoverSigns, at: Timestamp, by actor: Actor
    ) throws -> Draft {
        if let reason = signs.reason ?? (gaveUp ? .botLost : nil) {
            let isNew = now.reason == nil
            now.handOver(reason, distress: signs.distress, at: at)
            file.learnDistress(now.distress, at: at)
            return isNew ? handedOver(file, reason, signs.distress) : noted(file)
        }
        guard let step, let report, now.reason == nil else {
            // Whoever took over reads on: what is said now is not lost either.
            if words == nil { throw DeskError.handedOver }
            return noted(file)
        }
        let path = try file.path(of: step)
        guard file.selfServicePaths.contains(path) else { throw DeskError.notSelfService(step: path.text) }
        let command = try report.command(for: path, in: file, at: at, language: Language(file.now.language))
        let events = try file.step(command, at: at, by: actor)
        if file.selfServicePaths.isEmpty && !file.wantsNextRun { now.handOver(.guideNeedsHuman, distress: 0, at: at) }
        return Draft(
            type: .caseStepRecorded,
            data: JSON.members([
                "step": .string(path.auditCode), "result": .string(report.code), "kind": "bot",
                "run_seq": .int(Int64(file.run?.seq ?? 0)), "events": .int(Int64(events.count)),
                "reason_code": now.reason.map { .string($0.rawValue) },
            ]).object ?? [:], committed: report.committed.merging(said) { _, new in new })
    }

    private var said: JSON.Members { words.map { ["note": .string(Redactor.redact($0).text)] } ?? [:] }

    private func noted(_ file: CaseFile) -> Draft {
        Draft(type: .caseNoteAdded, subject: file.subject.id, data: ["kind": "bot"], committed: said)
    }

    private func handedOver(_ file: CaseFile, _ reason: HandoverReason, _ distress: Int) -> Draft {
        Draft(
            type: .caseHandedOver, subject: file.subject.id,
            data: [
                "reason_code": .string(reason.rawValue), "distress": .int(Int64(distress)),
                "priority": .string(file.now.priority.rawValue),
                "steps": .array(file.openPaths.prefix(20).map { .string($0.auditCode) }),
            ], committed: said)
    }
}

extension CaseFile {
    /// Keeps what somebody said as a note, without the codes and numbers that nobody should keep.
    fileprivate mutating func keep(_ words: String, at: Timestamp, by actor: Actor) throws {
        let redacted = Redactor.redact(words)
        let sealed = try subject.key.seal(Array(redacted.text.utf8), table: "note", column: "text")
        statements.append(
            """
            INSERT INTO casework.note (case_no, note_no, at, by_staff, sealed, masked_kinds)
            SELECT \(before.caseNo), coalesce(max(note_no), 0) + 1, \(at), \(actor.id), \(sealed),
                \(redacted.kinds.map(\.rawValue).sorted())
            FROM casework.note WHERE case_no = \(before.caseNo)
            """)
    }
}

extension StepReport {
    /// What of it are somebody's own words.
    fileprivate var spoken: String? {
        switch self {
        case .answer(.string(let text)): text
        case .cannot(let reason), .notNeeded(let reason): reason
        default: nil
        }
    }
}
