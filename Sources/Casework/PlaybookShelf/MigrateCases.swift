public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Moves running cases from one version of a playbook to another, after sorting them by how much of a change that is.
///
/// Wording alone and what is safe are moved when nothing else is said; where somebody must answer something it has to be
/// asked for; what is impossible is never moved. Each case is a transaction of its own with its entry,
/// `case.playbook_migrated`; what is done stays done when it is called off in between, and calling it again goes on. A dry
/// run moves nothing and writes `search.performed`.
public struct MigrateCases: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.migrate"
    /// The right that it needs.
    public static let permission = Permission.workOnAllCases
    private let from: VersionName
    private let to: VersionName
    private let cases: [CaseReference]?
    private let wanted: Set<MigrationPlan.Sort>
    private let map: [StepPath: StepPath]
    private let reason: String
    private let isDryRun: Bool

    /// Moves the running cases of `from`, or those of them that `cases` names.
    ///
    /// - Parameters:
    ///   - included: What is moved beside `text-only` and `safe`.
    ///   - map: New paths of steps that have other ones in `to`, by their old paths.
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for two playbooks, and for including what is impossible.
    public init(
        from: VersionName, to: VersionName, cases: [CaseReference]? = nil, including included: [String] = [],
        map: [String: String] = [:], reason: String = "", isDryRun: Bool = false
    ) throws(DeskError) {
        guard from.playbook == to.playbook, from != to else {
            throw .malformed(
                field: "to", problem: .form(example: "\(from.playbook)@1.1.0, another version of the same playbook"),
                value: "\(to)")
        }
        var wanted: Set<MigrationPlan.Sort> = [.textOnly, .safe]
        for word in included {
            let allowed = MigrationPlan.Sort.allCases.filter { $0 != .impossible }
            guard let sort = allowed.first(where: { $0.rawValue == word }) else {
                let codes = allowed.map(\.rawValue)
                let problem = DeskError.Problem.notOnList(
                    suggestion: CodeText.nearest(to: word, among: codes), allowed: codes)
                throw .malformed(field: "include", problem: problem, value: word)
            }
            wanted.insert(sort)
        }
        (self.from, self.to, self.cases, self.wanted) = (from, to, cases, wanted)
        self.map = Dictionary(uniqueKeysWithValues: map.map { (StepPath($0.key), StepPath($0.value)) })
        (self.reason, self.isDryRun) = (reason, isDryRun)
    }

    /// Does it, a transaction a case.
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)``, and ``DeskError/playbookState(playbook:version:state:needed:)`` unless
    ///   the new version is in force.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let move = try await prepare(desk)
        var rows: [JSON] = []
        var counts = Dictionary(uniqueKeysWithValues: MigrationPlan.Sort.allCases.map { ($0, Int64(0)) })
        var moved: Int64 = 0
        for reference in try await candidates(desk, move) {
            let result = try await take(reference, move, desk, actor)
            counts[result.plan.sort, default: 0] += 1
            if result.isMoved { moved += 1 }
            rows.append(result.json(reference))
        }
        if isDryRun {
            let data: JSON.Members = ["kind": "migration", "count": .int(Int64(rows.count))]
            try await desk.write(Draft(type: .searchPerformed, data: data), by: actor)
        }
        return [
            "from": move.from.json, "to": move.to.json, "dry_run": .bool(isDryRun), "moved": .int(moved),
            "counts": .object(JSON.Members(uniqueKeysWithValues: counts.map { ($0.key.rawValue, JSON.int($0.value)) })),
            "cases": .array(rows),
        ]
    }

    /// Both versions, loaded.
    private struct Move: Sendable {
        let from: Migration.Version
        let to: Migration.Version
        let fromDigest: [UInt8]
        let toDigest: [UInt8]
        private let plain: Program
        /// Inputs that the new version declares and the old one does not.
        let newInputs: Set<String>

        init(_ old: VersionRecord, _ before: Program, _ new: VersionRecord, _ after: Program) {
            (from, to) = (old.migrationName, new.migrationName)
            (fromDigest, toDigest, plain) = (old.digest, new.digest, after)
            newInputs = after.declaredInputs.subtracting(before.declaredInputs)
        }

        /// The new version with the words of the case's jurisdiction.
        func program(of reference: CaseReference, at desk: Desk) async throws -> Program {
            try await desk.pool.transaction { transaction in
                let rows = try await transaction.query(
                    "SELECT jurisdiction FROM casework.\"case\" WHERE case_no = \(reference.caseNo)")
                guard let row = rows.first, let jurisdiction = try Jurisdiction(rawValue: row["jurisdiction"]) else {
                    return plain
                }
                return try await desk.program(toDigest, for: jurisdiction, in: transaction)
            }
        }
    }

    private func prepare(_ desk: Desk) async throws -> Move {
        let now = desk.now()
        return try await desk.pool.transaction { transaction in
            let results = try await transaction.run([VersionRecord.select(from), VersionRecord.select(to)])
            guard let first = results[0].rows.first else { throw DeskError.noSuchPlaybook("\(from)") }
            guard let second = results[1].rows.first else { throw DeskError.noSuchPlaybook("\(to)") }
            let (old, new) = (try VersionRecord(first), try VersionRecord(second))
            guard new.state == .published, let effective = new.effectiveFrom, effective <= now else {
                throw DeskError.wrongState(new, needed: "published and in force")
            }
            let before = try await desk.shelf.program(old.digest, in: transaction)
            let after = try await desk.shelf.program(new.digest, in: transaction)
            return Move(old, before, new, after)
        }
    }

    private func candidates(_ desk: Desk, _ move: Move) async throws -> [CaseReference] {
        if let cases {
            let numbers = cases.map(\.caseNo)
            let rows = try await desk.pool.withConnection { connection in
                try await connection.query("SELECT case_no FROM casework.\"case\" WHERE case_no = ANY (\(numbers))")
            }
            let known = Set(try rows.map { try $0.decode(Int64.self, "case_no") })
            // Nothing is moved when a number was misheard.
            if let missing = cases.first(where: { !known.contains($0.caseNo) }) {
                throw DeskError.noSuchCase(reference: missing.text)
            }
            return cases
        }
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT r.case_no FROM casework.run r JOIN casework."case" c USING (case_no)
                WHERE r.digest = \(move.fromDigest) AND c.status <> 'CLOSED' ORDER BY r.case_no
                """)
        }
        return try rows.compactMap { CaseReference(caseNo: try $0["case_no"]) }
    }

    /// What became of one case.
    private struct Result: Error {
        let plan: MigrationPlan
        var isMoved = false
        /// The case runs something else.
        var isElsewhere = false

        func json(_ reference: CaseReference) -> JSON {
            let elsewhere: JSON = ["code": "other-version", "message": "The case does not run this version."]
            return [
                "ref": .string(reference.text), "class": .string(plan.sort.rawValue), "moved": .bool(isMoved),
                "reasons": isElsewhere ? [elsewhere] : .array(plan.reasons.map(\.json)),
            ]
        }
    }

    /// Sorts one case under its lock, and moves it if it is of a wanted class.
    private func take(_ reference: CaseReference, _ move: Move, _ desk: Desk, _ actor: Actor) async throws -> Result {
        let program = try await move.program(of: reference, at: desk)
        do {
            let answer = try await desk.change(reference, by: actor) { file, at -> Change<JSON> in
                guard let record = file.run, record.digest == move.fromDigest, !file.before.isClosed else {
                    throw Result(plan: MigrationPlan(sort: .impossible, reasons: []), isElsewhere: true)
                }
                let migration = Migration(
                    from: move.from, to: move.to, map: map,
                    inputs: file.inputs(of: program).filter { move.newInputs.contains($0.key) },
                    reason: Redactor.redact(reason).text)
                let plan = record.run.plan(
                    migration, at: at, from: record.program, to: program, calendar: file.calendar)
                // Nothing is changed: the look is taken back with its locks.
                guard !isDryRun, wanted.contains(plan.sort) else { throw Result(plan: plan) }
                try file.migrate(migration, to: program, digest: move.toDigest, at: at, by: actor)
                return Change(
                    answer: { _, _ in ["class": .string(plan.sort.rawValue), "plan": .array(plan.reasons.map(\.json))]
                    },
                    entry: entry(plan, seq: file.run?.seq ?? 0, move))
            }
            let sort = answer.json["class"]?.string.flatMap(MigrationPlan.Sort.init) ?? .safe
            return Result(plan: MigrationPlan(sort: sort, reasons: answer.reasons), isMoved: true)
        } catch let result as Result {
            return result
        }
    }

    private func entry(_ plan: MigrationPlan, seq: Int, _ move: Move) -> Draft {
        Draft(
            type: .casePlaybookMigrated,
            data: [
                "playbook": .string(from.playbook), "from_version": .string(move.from.version),
                "to_version": .string(move.to.version), "from_digest": .string(move.from.digest),
                "to_digest": .string(move.to.digest), "result": .string(plan.sort.rawValue),
                "run_seq": .int(Int64(seq)),
            ],
            committed: reason.isEmpty ? [:] : ["reason": .string(reason)])
    }
}

extension ChangeAnswer where Answer == JSON {
    /// The reasons of the plan, read back from the answer.
    fileprivate var reasons: [MigrationPlan.Reason] {
        (json["plan"]?.array ?? []).compactMap { reason in
            reason["code"]?.string.flatMap(MigrationPlan.Reason.Code.init).map {
                MigrationPlan.Reason(code: $0, about: reason["step"]?.string)
            }
        }
    }
}

extension VersionRecord {
    fileprivate var migrationName: Migration.Version {
        Migration.Version(
            playbook: name.playbook, version: name.version.description, digest: Digest.hexadecimal(digest))
    }
}

extension Migration.Version {
    fileprivate var json: JSON {
        ["id": .string(playbook), "version": .string(version), "digest": .string(digest)]
    }
}

extension Program {
    /// The inputs that it, and what it calls, declare.
    var declaredInputs: Set<String> { Set(([playbook] + called).flatMap { $0.inputs.map(\.name) }) }
}
