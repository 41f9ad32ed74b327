public import Canonical
internal import Ledger
public import Playbook
internal import Postgres

/// Puts parameters in force: the phones, sites and limits that texts show in the cases of a jurisdiction, running ones
/// too. Writes `playbook.parameters_adopted` for each set that changes what holds.
///
/// What the program ships lies beneath; the values of an installation lie over it, and only the newest of the
/// installation's files counts: a value that it no longer has is the shipped one again. Nothing that was shipped ever
/// vanishes, because a running case may still show it.
public struct AdoptParameters: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.parameters.adopt"
    /// The right that it needs: what is read to victims changes at once.
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
        let answers = try await desk.retrying {
            try await desk.pool.transaction { transaction in
                var answers: [JSON] = []
                for (set, file) in judgement.parameters {
                    let change = try await desk.change(set, origin, in: transaction)
                    if change.isNew, !isDryRun {
                        try await desk.append(change, origin, at: at, by: actor, in: transaction)
                    }
                    answers.append(change.json(file: file))
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
    /// Whether anything is different from what holds now.
    let isNew: Bool

    func json(file: String) -> JSON {
        [
            "jurisdiction": .string(set.jurisdiction), "version": .string(set.version.description),
            "digest": .string(set.digest), "in_force": .string(effective.digest), "file": .string(file),
            "values": .int(Int64(effective.values.count)), "result": isNew ? "adopted" : "unchanged",
        ]
    }
}

extension Desk {
    /// Lays a set over what the store has, under a lock of its jurisdiction.
    fileprivate func change(_ set: ParameterSet, _ origin: ParameterRow.Origin, in transaction: Transaction)
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
        return ParameterChange(set: set, effective: merged, isNew: isNew)
    }

    fileprivate func append(
        _ change: ParameterChange, _ origin: ParameterRow.Origin, at: Timestamp, by actor: Actor,
        in transaction: Transaction
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
        let results = try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])
        let place = try AuditTrail.place(results[0])
        let draft = Draft(
            type: .parametersAdopted,
            data: [
                "jurisdiction": .string(set.jurisdiction), "version": .string(set.version.description),
                "digest": .string(set.digest), "parameters": .string(effective.digest),
                "kind": .string(origin.rawValue),
            ])
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
