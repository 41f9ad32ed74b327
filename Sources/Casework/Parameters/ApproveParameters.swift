public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Puts parameters in force that somebody else brought in with ``AdoptParameters``: running cases show them at once.
/// Writes `playbook.parameters_adopted`.
///
/// The second person names what was read by its digest, so that nothing else can have taken its place meanwhile.
public struct ApproveParameters: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.parameters.approve"
    /// The right that it needs: that of the second person for a playbook.
    public static let permission = Permission.approvePlaybooks
    private let jurisdiction: String
    private let digest: String

    /// Approves what waits in a jurisdiction, under the digest that ``ListParameters`` shows beside it.
    public init(_ jurisdiction: String, digest: String) { (self.jurisdiction, self.digest) = (jurisdiction, digest) }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever brought it in; ``DeskError/noSuchPlaybook(_:)`` when nothing
    ///   waits under this digest, because it is in force, or something newer waits or came into force.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        let answer: JSON = try await desk.retrying {
            try await desk.pool.transaction { transaction in
                guard let found = try await desk.waiting(in: jurisdiction, transaction), found.set.digest == digest
                else { throw DeskError.noSuchPlaybook("parameters \(jurisdiction) \(digest)") }
                guard found.by != actor.id else { throw DeskError.secondPersonNeeded }
                let change = try await desk.change(found.set, .installation, in: transaction)
                try await desk.append(
                    change, .installation, proposedBy: found.by, at: at, by: actor, in: transaction)
                try await transaction.execute(
                    """
                    UPDATE casework.parameter_proposal SET approved_at = \(at), approved_by = \(actor.id)
                    WHERE number = \(found.number)
                    """)
                try await transaction.finish()
                return [
                    "jurisdiction": .string(jurisdiction), "digest": .string(digest),
                    "in_force": .string(change.effective.digest), "proposed_by": .string(found.by),
                    "values": .int(Int64(change.effective.values.count)), "result": "adopted",
                ]
            }
        }
        desk.parameters.forget()
        return answer
    }
}

/// A set that waits for a second person.
struct WaitingParameters: Sendable {
    let number: Int64
    let set: ParameterSet
    let since: Timestamp
    let by: String
}

extension Desk {
    /// What waits in a jurisdiction: the newest that was brought in, unless it was approved, or something came into force
    /// since. Takes the lock of the jurisdiction, so that two approvals follow one another.
    func waiting(in jurisdiction: String, _ transaction: Transaction) async throws -> WaitingParameters? {
        try await transaction.run([
            "SELECT pg_advisory_xact_lock(hashtext('redress parameters ' || \(jurisdiction))) IS NULL AS locked"
        ])
        let rows = try await transaction.query(
            """
            SELECT number, canonical, proposed_at, proposed_by FROM casework.parameter_proposal p
            WHERE jurisdiction = \(jurisdiction) AND approved_at IS NULL
                AND NOT EXISTS (
                    SELECT FROM casework.parameter_proposal later
                    WHERE later.jurisdiction = p.jurisdiction AND later.number > p.number)
                AND NOT EXISTS (
                    SELECT FROM casework.parameter_set s
                    WHERE s.jurisdiction = p.jurisdiction AND s.origin = 'installation' AND s.imported_at > p.proposed_at)
            """)
        return try rows.first.map { row in
            WaitingParameters(
                number: try row["number"], set: try ParameterFile.load(canonical: row["canonical"]),
                since: try row["proposed_at"], by: try row["proposed_by"])
        }
    }
}
