public import Canonical
internal import Ledger
internal import Postgres

/// Erases what has been kept long enough: the people of closed cases, the openings of their entries, answers kept for
/// repeated requests. What a hold keeps stays, and so does what a request of the person waits for.
///
/// A dry run counts and changes nothing. Writes `subject.erasure_approved` and `subject.erased` for each person,
/// `subject.erased` for the openings of a case, and `retention.ran` with the numbers at the end.
public struct RunRetention: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.retention"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let isDryRun: Bool
    private let limit: Int

    /// At most `limit` people and as many cases' openings in one go.
    public init(isDryRun: Bool = false, limit: Int = 1_000) { (self.isDryRun, self.limit) = (isDryRun, max(1, limit)) }

    /// Does it, in one transaction a person that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        let found = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                Retention.select, Self.people(at, limit), Self.openings(at, limit), Self.answers(at), Self.held(at),
            ])
        }
        let periods = try Retention.periods(found[0])
        let people = found[1].rows
        let answers: Int64 = try found[3].only("casework.idempotency")["n"]
        if !isDryRun {
            for row in people {
                guard let reference = CaseReference(caseNo: try row["case_no"]) else { continue }
                try await erase(reference, party: try row["party_no"], desk, actor)
            }
            for row in found[2].rows {
                guard let reference = CaseReference(caseNo: try row["case_no"]) else { continue }
                try await expire(reference, count: try row["n"], desk, actor)
            }
            if answers > 0, let period = periods[.answer] { try await forget(period, desk, actor, answers) }
        }
        if !isDryRun { try await write(people.count, found[2].rows, answers, found[4], desk, actor) }
        let losses = try people.filter { try $0["has_loss", as: Bool.self] }.count
        let counts: [RetentionCategory: Int64] = [
            .caseLoss: Int64(losses), .caseAttempt: Int64(people.count - losses), .answer: answers,
            .opening: try found[2].rows.map { try $0["n", as: Int64.self] }.reduce(0, +),
        ]
        return [
            "dry_run": .bool(isDryRun), "at": .string(at.wholeSecondsText),
            "held": .int(try found[4].only("privacy.hold")["n"]),
            "categories": .array(
                RetentionCategory.allCases.map { category in
                    .members([
                        "category": .string(category.rawValue), "days": .int(periods[category]?.days ?? 0),
                        "duty_days": .int(periods[category]?.dutyDays ?? 0), "due": counts[category].map(JSON.int),
                    ])
                }),
        ]
    }

    private func write(
        _ people: Int, _ openings: [Row], _ answers: Int64, _ held: QueryResult, _ desk: Desk, _ actor: Actor
    ) async throws {
        let opened = try openings.map { try $0["n", as: Int64.self] }.reduce(0, +)
        try await desk.write(
            Draft(
                type: .retentionRan,
                data: [
                    "people": .int(Int64(people)), "openings": .int(opened), "answers": .int(answers),
                    "held": .int(try held.only("privacy.hold")["n"]),
                ]), by: actor)
    }

    /// People of cases that were closed long enough ago, that nobody holds and whose erasure nobody has asked for.
    private static func people(_ at: Timestamp, _ limit: Int) -> SQL {
        """
        SELECT c.case_no, p.party_no::bigint AS party_no, l.has_loss
        FROM casework."case" c JOIN casework.party p USING (case_no),
            LATERAL (SELECT EXISTS (SELECT FROM casework.payment m WHERE m.case_no = c.case_no) AS has_loss) AS l
        JOIN privacy.retention r ON r.category = CASE WHEN l.has_loss THEN 'CASE_LOSS' ELSE 'CASE_ATTEMPT' END
        WHERE c.status = 'CLOSED' AND p.erased_at IS NULL AND c.closed_at < \(at)::timestamptz - make_interval(days => r.days)
            AND \(noHold(at))
            AND NOT EXISTS (SELECT FROM privacy.erasure e WHERE e.case_no = c.case_no AND e.subject = p.subject
                AND e.state IN ('REQUESTED', 'APPROVED'))
        ORDER BY c.closed_at, c.case_no, p.party_no DESC LIMIT \(limit)
        """
    }

    private static func openings(_ at: Timestamp, _ limit: Int) -> SQL {
        """
        SELECT c.case_no, count(*) AS n FROM casework."case" c JOIN privacy.opening o USING (case_no), privacy.retention r
        WHERE r.category = 'OPENING' AND c.status = 'CLOSED'
            AND c.closed_at < \(at)::timestamptz - make_interval(days => r.days) AND \(noHold(at))
        GROUP BY c.case_no ORDER BY c.case_no LIMIT \(limit)
        """
    }

    private static func answers(_ at: Timestamp) -> SQL {
        """
        SELECT count(*) AS n FROM casework.idempotency i, privacy.retention r
        WHERE r.category = 'ANSWER' AND i.at < \(at)::timestamptz - make_interval(days => r.days)
        """
    }

    private static func held(_ at: Timestamp) -> SQL {
        """
        SELECT count(DISTINCT case_no) AS n FROM privacy.hold
        WHERE released_at IS NULL AND (until IS NULL OR until > \(at))
        """
    }

    private static func noHold(_ at: Timestamp) -> SQL {
        """
        NOT EXISTS (SELECT FROM privacy.hold h
            WHERE h.case_no = c.case_no AND h.released_at IS NULL AND (h.until IS NULL OR h.until > \(at)))
        """
    }

    /// The rule asked for it and the one who runs the job approves: these are the two.
    private func erase(_ reference: CaseReference, party: Int, _ desk: Desk, _ actor: Actor) async throws {
        let request = "x-" + Digest.hexadecimal(Digest.random(8))
        _ = try await desk.read(reference, by: actor) { file, at in
            let person = try file.party(party)
            let basis = ErasureBasis.retentionExpired.rawValue
            file.statements.append(
                """
                INSERT INTO privacy.erasure (request, case_no, party_no, subject, basis, state, requested_at, requested_by,
                    due_at, decided_at, decided_by)
                VALUES (\(request), \(file.before.caseNo), \(Int16(party)), \(person.subject), \(basis), 'APPROVED', \(at),
                    'retention', \(at), \(at), \(actor.id))
                """)
            return Change(
                answer: { _, _ in .null },
                entry: Draft(
                    type: .subjectErasureApproved, subject: person.subject,
                    data: [
                        "request": .string(request), "basis": .string(basis), "approved_by": .string(actor.id),
                        "categories": .array(DataCategory.destroyed(party: party).map { .string($0.rawValue) }),
                    ]))
        }
        _ = try await desk.destroy(reference, party: party, by: actor)
    }

    private func expire(_ reference: CaseReference, count: Int64, _ desk: Desk, _ actor: Actor) async throws {
        _ = try await desk.read(reference, by: actor) { file, at in
            file.statements.append("SELECT privacy.expire_openings(\(file.before.caseNo), \(at))")
            return Change(
                answer: { _, _ in .null },
                entry: Draft(type: .subjectErased, subject: file.subject.id, data: Self.expired("OPENINGS", count)))
        }
    }

    private func forget(_ period: Retention, _ desk: Desk, _ actor: Actor, _ count: Int64) async throws {
        try await desk.write(
            Draft(type: .subjectErased, data: Self.expired("ANSWERS", count)), by: actor,
            statements: [
                "DELETE FROM casework.idempotency WHERE at < \(desk.now().adding(days: -period.days))"
            ])
    }

    private static func expired(_ category: String, _ count: Int64) -> JSON.Members {
        [
            "categories": [.string(category)], "basis": .string(ErasureBasis.retentionExpired.rawValue),
            "system": "redress", "method": "DELETED", "values": .int(count),
        ]
    }
}
