public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Opens a case: seals the victim's data, finds the playbook, starts it and computes how urgent the case is.
///
/// One transaction, two round trips. Writes `case.opened` with commitments to name, phone and story; the answer's
/// receipt is the hash of that entry.
public struct OpenCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.open"
    /// The right that it needs.
    public static let permission = Permission.openCase
    let intake: Intake
    private let key: RequestKey?
    /// By what the conversation is known when it is told again; by the id of its channel when nil.
    private var id: ConversationKey?
    /// What a bot has to say of the conversation.
    private var conversation: Conversation?
    /// Whether it waits for whoever is free, though an agent brought it.
    private var isForQueue = false

    /// Opens a case from what was told at intake. A conversation that has its case already is answered with that case.
    public init(_ intake: Intake, key: String? = nil) {
        self.intake = intake
        self.key = key.map { RequestKey($0, request: ["operation": .string(Self.name), "intake": intake.json]) }
    }

    /// Opens the case of a bot's conversation, or of a line of a file.
    init(
        _ intake: Intake, id: ConversationKey?, conversation: Conversation? = nil, isForQueue: Bool = false,
        key: RequestKey? = nil
    ) {
        (self.intake, self.id, self.conversation, self.isForQueue) = (intake, id, conversation, isForQueue)
        self.key = key
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        var mayExpect = true
        do {
            return try await desk.retrying {
                defer { mayExpect = false }
                let session = mayExpect ? desk.trail.counters.last(of: actor.session) : nil
                return try await desk.pool.transaction { transaction in
                    try await open(desk, by: actor, at: at, in: transaction, expecting: session)
                }
            }
        } catch let known as KnownConversation where conversation == nil {
            return try await Self.again(known.reference, at: desk, by: actor)
        }
    }

    /// The case of a conversation that was told before, as it stands.
    private static func again(_ reference: CaseReference, at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor) { file, at in
            Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["open"] = GuideDocument.open(file, language: Language(file.now.language), at: at)
                    (members["related"], members["indicators"], members["repeated"]) = ([], [], true)
                    return .object(members)
                }, entry: Draft(type: .caseShown, subject: file.subject.id, data: ["view": "repeated"]))
        }
    }

    /// Opens it in a transaction; `isLast` sends COMMIT with the last statements. The place of the entry need not be asked for
    /// when the number of the session's last entry is expected.
    func open(
        _ desk: Desk, by actor: Actor, at: Timestamp, in transaction: Transaction, isLast: Bool = true,
        expecting session: Int64? = nil
    ) async throws -> JSON {
        let sealing = try SealedIntake(intake, keys: desk.keys)
        let keyed = key.map { [$0.select(by: actor)] } ?? []
        let id = self.id ?? intake.externalID.map { ConversationKey($0, in: .channel(intake.channel), keys: desk.keys) }
        let (related, seen) = (sealing.selectRelated, sealing.selectSeen(since: at.adding(seconds: -7 * 86_400)))
        var results = try await transaction.run(
            keyed + (id.map { [$0.select] } ?? [])
                + [session == nil ? Self.place(at: at, session: actor.session) : Self.number(at: at)]
                + [related, seen].compactMap(\.self))
        if let key, let earlier = try key.earlierAnswer(results.removeFirst(), of: actor, keys: desk.keys) {
            return earlier
        }
        if id != nil,
            let known = try results.removeFirst().rows.first.flatMap({ CaseReference(caseNo: try $0["case_no"]) })
        {
            throw KnownConversation(reference: known)
        }
        let chosen = try await desk.shelf.choose(intake.facts, at: at, in: transaction)
        let program = try await desk.program(chosen.digest, for: intake.jurisdiction, in: transaction)
        // The time is taken when the store knows of this transaction, or not long before the entry is there, so that nobody
        // who asks what was changed since passes it over.
        let place =
            try session.map { EntryPlace(caseSeq: 0, caseHead: .zero, sessionN: $0, sent: .now) }
            ?? AuditTrail.place(results[0])
        var file = try newFile(results[0], place, sealing, at: at, by: actor)
        file.now.updatedAt = max(at, desk.now())
        file.parameters = try await desk.parameters.inForce(in: transaction)[intake.jurisdiction.rawValue]
        if let conversation, conversation.distress > 0 {
            file.now.facts["distress"] = .int(Int64(conversation.distress))
        }
        try file.start(program, digest: chosen.digest, at: at, by: actor)
        var conversation = conversation
        if file.selfServicePaths.isEmpty { conversation?.handOver(.guideNeedsHuman, distress: 0, at: at) }
        let entry = try desk.trail.prepare(
            draft(file, chosen, conversation).showing(file.parameters), caseNo: file.now.caseNo, by: actor, at: at,
            place: file.place)
        let others = related == nil ? [] : results[1].rows
        let answer = try answer(
            file, chosen, entry, conversation,
            related: try others.compactMap { CaseReference(caseNo: try $0["case_no"])?.text },
            seen: seen == nil ? [] : results[results.count - 1].rows, sealing)
        let caseNo = file.now.caseNo
        var statements = [
            try sealing.insert(file, externalID: intake.externalID, entry, by: actor, at: at)
        ]
        statements += sealing.furtherInserts(caseNo: caseNo, at: at, by: actor)
        statements += file.furtherWork(entry, at: at) + file.statements
        statements += id?.insert(caseNo) ?? []
        statements += conversation.map { [$0.insert(caseNo, at: at)] } ?? []
        if let key {
            statements.append(try key.insert(answer: answer, by: actor, at: at, caseNo: caseNo, keys: desk.keys))
        }
        guard isLast else {
            _ = try await transaction.run(statements)
            return answer
        }
        try await transaction.finish(statements)
        if let kept = KeptCase(file, after: entry) { desk.cases.keep(kept) }
        return answer
    }

    /// Draws the number.
    private static func number(at: Timestamp) -> SQL {
        let year = Int64(at.day.civil.year % 100)
        return "SELECT \(year) * 10000000000 + nextval('casework.case_number') AS case_no"
    }

    /// Draws the number and locks the places of the first entry in one statement.
    private static func place(at: Timestamp, session: String) -> SQL {
        let year = Int64(at.day.civil.year % 100)
        return """
            SELECT n.case_no, p.case_seq, p.case_head, p.session_n
            FROM (SELECT \(year) * 10000000000 + nextval('casework.case_number') AS case_no OFFSET 0) AS n,
                LATERAL audit.next_place(n.case_no, \(session)) AS p
            """
    }

    private func newFile(
        _ drawn: QueryResult, _ place: EntryPlace, _ sealing: SealedIntake, at: Timestamp, by actor: Actor
    ) throws -> CaseFile {
        let number: Int64 = try drawn.only("casework.case_number")["case_no"]
        guard let reference = CaseReference(caseNo: number) else { throw StoreFault.unreadable("case_no") }
        let isAgent = !isForQueue && !actor.roles.isDisjoint(with: [.agent, .supervisor])
        let opened = Case(
            caseNo: number, reference: reference, openedAt: at, openedBy: actor.id, updatedAt: at, revision: 1,
            channel: intake.channel,
            jurisdiction: intake.jurisdiction, language: intake.language, scamType: intake.scamType,
            status: isAgent ? .inProgress : .new, priority: .p3, priorityReasons: [],
            assignee: isAgent ? actor.id : nil, facts: [:], discoveredAt: intake.discoveredAt ?? at,
            isSafeToContact: intake.isSafeToContact, openSteps: 0, mandatoryOpen: 0, doneSteps: 0, nextDueAt: nil,
            outcome: nil, closedAt: nil)
        let party = Party(number: 1, subject: sealing.subject.id, role: .victim, masked: sealing.masked)
        return CaseFile(
            before: opened, now: opened, payments: sealing.payments, runs: [], subject: sealing.subject,
            parties: [party], place: place)
    }

    private func draft(_ file: CaseFile, _ chosen: PlaybookShelf.Published, _ conversation: Conversation?) -> Draft {
        Draft(
            type: .caseOpened, subject: file.subject.id,
            data: JSON.members([
                "playbook": .string(chosen.playbook), "playbook_version": .string(chosen.version),
                "playbook_digest": .string(Digest.hexadecimal(chosen.digest)),
                "scam_type": intake.scamType.map { .string($0.rawValue) },
                "jurisdiction": .string(intake.jurisdiction.rawValue), "channel": .string(intake.channel.rawValue),
                "language": .string(intake.language), "priority": .string(file.now.priority.rawValue),
                "kind": conversation.map { _ in "bot" },
                "reason_code": conversation?.reason.map { .string($0.rawValue) },
            ]).object ?? [:],
            committed: JSON.members([
                "victim_name": intake.name.map(JSON.string), "victim_phone": intake.phone.map { .string($0.e164) },
            ]).object ?? [:])
    }

    private func answer(
        _ file: CaseFile, _ chosen: PlaybookShelf.Published, _ entry: PreparedEntry, _ conversation: Conversation?,
        related: [String], seen: [Row], _ sealing: SealedIntake
    ) throws -> JSON {
        if let conversation {
            return BotView.json(file, conversation, at: file.now.openedAt, receipt: entry.hash.base64)
        }
        var members = CaseSummary.members(file, receipt: entry.hash)
        members["open"] = GuideDocument.open(file, language: Language(file.now.language), at: file.now.openedAt)
        members["related"] = .array(related.map(JSON.string))
        members["indicators"] = .array(try sealing.indicatorsSeen(seen))
        return .object(members)
    }
}
