public import Canonical
internal import Ledger
public import Playbook
internal import Postgres

/// Brings parameters in: the phones, sites and limits that texts show in the cases of a jurisdiction, running ones too.
/// What victims hear takes two people, so they wait for ``ApproveParameters``; writes `playbook.parameters_proposed` for
/// each set that changes what holds. From the program itself, and from somebody who works alone with the rights of both,
/// they are in force at once; that writes `playbook.parameters_adopted`.
///
/// Of what waits in a jurisdiction only the newest can be approved, and nothing that waited when something else came into
/// force.
///
/// What the program ships lies beneath; the values of an installation lie over it, and only the newest of the
/// installation's files counts: a value that it no longer has is the shipped one again. Nothing that was shipped ever
/// vanishes, because a running case may still show it.
public struct AdoptParameters: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.parameters.adopt"
    /// The right that it needs.
    public static let permission = Permission.publishPlaybooks
    private let sources: [PlaybookSource]
    private let isDryRun: Bool

    /// Adopts the parameters among these files; files of other kinds are left alone.
    public init(_ sources: [PlaybookSource], isDryRun: Bool = false) {
        (self.sources, self.isDryRun) = (sources.filter(ParameterFile.isOne), isDryRun)
    }

    /// Does it, in the transaction that writes its entries.
    ///
    /// - Throws: ``DeskError/playbookFindings(_:)`` when a file has errors.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        let judgement = Library.judge(sources, today: at.day)
        if judgement.findings.contains(where: { $0.severity == .error }) {
            throw DeskError.playbookFindings(judgement.findings)
        }
        let origin: ParameterRow.Origin = actor.kind == .system ? .shipped : .installation
        let isAlone = try await desk.needsNobody(actor)
        let answers = try await desk.retrying {
            try await desk.pool.transaction { transaction in
                var answers: [JSON] = []
                for (set, file) in judgement.parameters {
                    let change = try await desk.change(set, origin, in: transaction)
                    if change.isNew, !isDryRun {
                        if isAlone {
                            try await desk.append(change, origin, at: at, by: actor, in: transaction)
                        } else {
                            try await desk.propose(change, at: at, by: actor, in: transaction)
                        }
                    }
                    answers.append(change.json(file: file, isAlone: isAlone))
                }
                try await transaction.finish()
                return answers
            }
        }
        desk.parameters.forget()
        return [
            "parameters": .array(answers), "dry_run": .bool(isDryRun),
            "warnings": .array(judgement.findings.map(\.json)),
        ]
    }
}

/// What a file changes of what holds.
struct ParameterChange: Sendable {
    let set: ParameterSet
    let effective: ParameterSet
    /// The digest of what holds before; empty when nothing does.
    let before: String
    /// Whether anything is different from what holds now.
    let isNew: Bool

    func json(file: String, isAlone: Bool) -> JSON {
        let result = !isNew ? "unchanged" : isAlone ? "adopted" : "waiting"
        return [
            "jurisdiction": .string(set.jurisdiction), "version": .string(set.version.description),
            "digest": .string(set.digest), "in_force": .string(isNew && !isAlone ? before : effective.digest),
            "file": .string(file), "values": .int(Int64(effective.values.count)), "result": .string(result),
        ]
    }
}

extension Desk {
    /// Lays a set over what the store has, under a lock of its jurisdiction.
    func change(_ set: ParameterSet, _ origin: ParameterRow.Origin, in transaction: Transaction)
        async throws -> ParameterChange
    {
        try await transaction.run([
            "SELECT pg_advisory_xact_lock(hashtext('redress parameters ' || \(set.jurisdiction))) IS NULL AS locked"
        ])
        var rows = try await transaction.query(ParameterRow.select(set.jurisdiction)).map(ParameterRow.init)
        let before = rows.last
        rows.append(ParameterRow(origin: origin, set: set, effective: nil))
        let shipped = rows.filter { $0.origin == .shipped }.map(\.set)
        var effective = shipped.dropFirst().reduce(shipped.first) { below, next in below.map(next.over) ?? next }
        if let own = rows.last(where: { $0.origin == .installation })?.set {
            effective = effective.map(own.over) ?? own
        }
        let merged = effective ?? set
        let known = rows.dropLast().last { $0.origin == origin }?.set.digest
        let isNew = known != set.digest || before?.effective != merged.digest
        return ParameterChange(set: set, effective: merged, before: before?.effective ?? "", isNew: isNew)
    }

    /// Whether somebody may put words in force without a second person: the program, and who works alone with both rights.
    fileprivate func needsNobody(_ actor: Actor) async throws -> Bool {
        if actor.kind == .system { return true }
        guard Permission.approvePlaybooks.isGranted(to: actor) else { return false }
        return try await !hasAnotherApprover(than: actor)
    }

    /// Lets a set wait for a second person; what waits already is not brought in twice.
    fileprivate func propose(_ change: ParameterChange, at: Timestamp, by actor: Actor, in transaction: Transaction)
        async throws
    {
        let set = change.set
        if try await waiting(in: set.jurisdiction, transaction)?.set.digest == set.digest { return }
        try await transaction.execute(
            """
            INSERT INTO casework.parameter_proposal (jurisdiction, digest, canonical, proposed_at, proposed_by)
            VALUES (\(set.jurisdiction), \(Digest.bytes(hexadecimal: set.digest)), \(set.canonical), \(at), \(actor.id))
            """)
        try await write(.parametersProposed, change, .installation, at: at, by: actor, in: transaction)
    }

    /// Puts a set in force, under the lock of its jurisdiction.
    func append(
        _ change: ParameterChange, _ origin: ParameterRow.Origin, proposedBy: String? = nil, at: Timestamp,
        by actor: Actor, in transaction: Transaction
    ) async throws {
        let (set, effective) = (change.set, change.effective)
        try await transaction.execute(
            """
            INSERT INTO casework.parameter_set (jurisdiction, origin, version, digest, canonical, effective_digest, effective,
                imported_at, imported_by)
            VALUES (\(set.jurisdiction), \(origin.rawValue), \(set.version.description),
                \(Digest.bytes(hexadecimal: set.digest)), \(set.canonical), \(Digest.bytes(hexadecimal: effective.digest)),
                \(effective.canonical), \(at), \(actor.id))
            """)
        try await write(
            .parametersAdopted, change, origin, proposedBy: proposedBy, at: at, by: actor, in: transaction)
    }

    private func write(
        _ type: EntryType, _ change: ParameterChange, _ origin: ParameterRow.Origin, proposedBy: String? = nil,
        at: Timestamp, by actor: Actor, in transaction: Transaction
    ) async throws {
        let results = try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])
        let place = try AuditTrail.place(results[0])
        let data = JSON.members([
            "jurisdiction": .string(change.set.jurisdiction), "version": .string(change.set.version.description),
            "digest": .string(change.set.digest), "parameters": .string(change.effective.digest),
            "kind": .string(origin.rawValue), "proposed_by": proposedBy.map { [.string($0)] },
        ])
        let draft = Draft(type: type, data: data.object ?? [:])
        let entry = try trail.prepare(draft, caseNo: nil, by: actor, at: at, place: place)
        try await transaction.run([AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)])
    }
}

/// One set as the store has it.
struct ParameterRow: Sendable {
    enum Origin: String, Sendable {
        case shipped
        case installation
    }
    let origin: Origin
    let set: ParameterSet
    /// The digest of what held from then on.
    let effective: String?
}

extension ParameterRow {
    static func select(_ jurisdiction: String) -> SQL {
        """
        SELECT origin, canonical, effective_digest FROM casework.parameter_set WHERE jurisdiction = \(jurisdiction)
        ORDER BY number
        """
    }

    init(_ row: Row) throws {
        guard let origin = Origin(rawValue: try row["origin"]) else { throw StoreFault.unreadable("origin") }
        self.origin = origin
        set = try ParameterFile.load(canonical: row["canonical"])
        effective = Digest.hexadecimal(try row["effective_digest", as: [UInt8].self])
    }
}
