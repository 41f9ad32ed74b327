public import Canonical
internal import Ledger
internal import Postgres

/// Takes the most urgent case that nobody has: finds and assigns it in one move, so that no two agents get the same.
/// Writes `case.assigned`.
///
/// The order is that of the queue: priority, then the clock that runs out first, then age. What a person assigned is
/// never taken from him.
public struct TakeNext: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.next"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let language: String?
    private let key: RequestKey?

    /// Takes the next case, of people who speak this language when one is given.
    public init(language: String? = nil, key: RequestKey? = nil) { (self.language, self.key) = (language, key) }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if let key, let earlier = try await desk.earlierAnswer(key, of: actor) { return earlier }
        for _ in 0..<Self.looks {
            let rows = try await desk.pool.withConnection { try await $0.query(candidates) }
            if rows.isEmpty { throw DeskError.queueEmpty }
            for row in rows {
                guard let reference = CaseReference(caseNo: try row["case_no"]) else { continue }
                if let taken = try await take(reference, at: desk, by: actor) { return taken }
            }
        }
        throw DeskError.queueBusy
    }

    /// How often the queue is looked at: somebody who is overtaken in so many cases may as well ask again.
    private static let looks = 50

    /// A few, in the order of the queue: whoever comes at the same moment takes the one after.
    private var candidates: SQL {
        let spoken: SQL = language.map { " AND language = \($0.lowercased())" } ?? ""
        return """
            SELECT case_no FROM casework."case" WHERE status <> 'CLOSED' AND assignee IS NULL\(spoken)
            ORDER BY priority, coalesce(next_due_at, 'infinity'::timestamptz), case_no LIMIT 20
            """
    }

    /// Nil when somebody else has it meanwhile.
    private func take(_ reference: CaseReference, at desk: Desk, by actor: Actor) async throws -> JSON? {
        do {
            return try await desk.change(reference, by: actor, key: key, skippingLocked: true) { file, _ in
                guard file.before.assignee == nil, !file.before.isClosed else { throw Skipped() }
                file.now.assignee = actor.id
                if file.now.status == .new { file.now.status = .inProgress }
                return Change(
                    answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                    entry: Draft(
                        type: .caseAssigned, data: ["assignee": .string(actor.id), "kind": .string("next")]))
            }.json
        } catch is Skipped {
            return nil
        } catch DeskError.notYours {
            // Taken between the look at the queue and the lock.
            return nil
        }
    }
}

extension Desk {
    /// What the same request was answered before: the queue may be empty when it comes again.
    fileprivate func earlierAnswer(_ key: RequestKey, of actor: Actor) async throws -> JSON? {
        try await pool.transaction { transaction in
            try key.earlierAnswer(
                try await transaction.run([key.select(by: actor)])[0], of: actor, keys: keys)
        }
    }

    /// Whose rules a case follows, for reading numbers without a country's code.
    func place(of reference: CaseReference) async throws -> Jurisdiction.Place {
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                "SELECT jurisdiction FROM casework.\"case\" WHERE case_no = \(reference.caseNo)")
        }
        guard let row = rows.first else { throw DeskError.noSuchCase(reference: reference.text) }
        return Jurisdiction.Place(try Case.stored(row["jurisdiction", as: String.self])) ?? .russia
    }
}
