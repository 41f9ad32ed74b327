internal import Canonical
internal import Playbook
internal import Postgres
internal import Synchronization

/// The playbook versions of the store: which are published, and their programs, each read and compiled once a process.
final class PlaybookShelf: Sendable {
    /// A version that new cases may be pinned to.
    final class Published: Sendable {
        let playbook: String
        let version: String
        let digest: [UInt8]
        let effectiveFrom: Timestamp
        /// Whether it fits a case; nil where the playbook is only called, or its condition cannot be checked here.
        let applies: CheckedExpression?
        let isTriage: Bool

        fileprivate init(_ row: Row, applies: CheckedExpression?) throws {
            (playbook, version, digest) = (try row["playbook"], try row["version"], try row["digest"])
            effectiveFrom = try row["effective_from"]
            self.applies = applies
            isTriage = PlaybookShelf.isTriage(playbook)
        }
    }
    /// The newest version of each playbook that was in force at a moment, and until when that is known.
    private struct InForce {
        let versions: [Published]
        let from: Timestamp
        let until: Timestamp
    }
    /// A stored version with everything that it calls, read and not compiled.
    final class Source: Sendable {
        let playbook: Playbook
        /// What is called, directly or not, by id and version.
        let called: [String: Playbook]

        fileprivate init(_ playbook: Playbook, _ called: [String: Playbook]) {
            (self.playbook, self.called) = (playbook, called)
        }

        /// The program, every playbook changed by `change` before.
        func compiled(_ change: (Playbook) -> Playbook = { $0 }) throws -> Program {
            let called = called.mapValues(change)
            return try Program(change(playbook)) { id, version in called["\(id) \(version)"] }
        }
    }
    private struct State {
        var sources: [[UInt8]: Source] = [:]
        var programs: [[UInt8]: Program] = [:]
        /// What `applies` says, compiled once: every case that is opened asks all of them.
        var conditions: [String: CheckedExpression?] = [:]
        var inForce: InForce?
    }
    private let state = Mutex(State())

    /// The program of a stored version, linked with the versions that it calls.
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)`` when the store does not have it.
    func program(_ digest: [UInt8], in transaction: Transaction) async throws -> Program {
        if let program = state.withLock({ $0.programs[digest] }) { return program }
        let program = try await source(digest, in: transaction).compiled()
        state.withLock { $0.programs[digest] = program }
        return program
    }

    /// A stored version and the versions that it calls.
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)`` when the store does not have it.
    func source(_ digest: [UInt8], in transaction: Transaction) async throws -> Source {
        if let source = state.withLock({ $0.sources[digest] }) { return source }
        let rows = try await transaction.query(
            "SELECT canonical FROM casework.playbook_version WHERE digest = \(digest)")
        guard let row = rows.first else { throw DeskError.noSuchPlaybook(Digest.hexadecimal(digest)) }
        let playbook = try PlaybookFile.load(canonical: row["canonical"])
        var callees: [String: Playbook] = [:]
        try await collectCallees(of: playbook, into: &callees, in: transaction)
        let source = Source(playbook, callees)
        state.withLock { $0.sources[digest] = source }
        return source
    }

    /// Drops what is known of published versions, after this process published or retired one.
    func forget() { state.withLock { $0.inForce = nil } }

    /// The newest version of each playbook that is in force. What another process published or retired shows within two
    /// seconds; a version that comes into force at a set moment is there at that moment.
    private func published(at now: Timestamp, in transaction: Transaction) async throws -> [Published] {
        if let known = state.withLock({ $0.inForce }), known.from <= now, now < known.until { return known.versions }
        // Of each playbook the one that comes into force last is the first.
        let rows = try await transaction.query(
            """
            SELECT playbook, version, digest, applies, effective_from FROM casework.playbook_version
            WHERE state = 'published' ORDER BY playbook, effective_from DESC, published_at DESC, version DESC
            """)
        let all = try rows.map { row in try Published(row, applies: condition(row["applies"])) }
        var seen: Set<String> = []
        let versions = all.filter { $0.effectiveFrom <= now && seen.insert($0.playbook).inserted }
        let next = all.map(\.effectiveFrom).filter { $0 > now }.min()
        let until = now.adding(seconds: 2)
        state.withLock { $0.inForce = InForce(versions: versions, from: now, until: min(until, next ?? until)) }
        return versions
    }

    /// The published playbook that fits a case, or triage when the kind of scam is not known.
    ///
    /// - Throws: ``DeskError/noPlaybook(scamType:jurisdiction:)`` when there is none.
    func choose(_ facts: CaseFacts, at now: Timestamp, in transaction: Transaction) async throws -> Published {
        let candidates = try await published(at: now, in: transaction)
        let fitting = facts.slots.map { slots in candidates.filter { $0.applies?.isTrue(slots) ?? false } } ?? []
        for candidate in fitting + candidates.filter(\.isTriage)
        where try await source(candidate.digest, in: transaction).playbook.serves(facts.jurisdiction) {
            return candidate
        }
        throw DeskError.noPlaybook(
            scamType: facts.scamType?.rawValue ?? "-", jurisdiction: facts.jurisdiction.rawValue)
    }

    /// What a playbook's `applies` says. A condition that cannot be checked here fits nothing.
    private func condition(_ applies: String?) -> CheckedExpression? {
        guard let applies else { return nil }
        if let known = state.withLock({ $0.conditions[applies] }) { return known }
        let checked = try? CheckedExpression.check(applies, in: CaseFacts.environment, expecting: .bool)
        state.withLock { $0.conditions[applies] = checked }
        return checked
    }

    /// The playbook that finds the kind of scam.
    static let triage = "triage"

    /// Whether a playbook finds the kind of scam: `triage`, or one for some jurisdictions alone, as `triage-uk`.
    static func isTriage(_ playbook: String) -> Bool { playbook == triage || playbook.hasPrefix(triage + "-") }

    /// Reads what is called, a round trip for each level of calls.
    private func collectCallees(
        of playbook: Playbook, into callees: inout [String: Playbook], in transaction: Transaction
    ) async throws {
        var wanted = playbook.calls
        while true {
            let missing = wanted.filter { callees["\($0.playbook) \($0.version)"] == nil }
            if missing.isEmpty { return }
            let rows = try await transaction.query(
                """
                SELECT v.playbook, v.version, v.canonical
                FROM unnest(\(missing.map(\.playbook))::text[], \(missing.map(\.version.description))::text[]) AS w (playbook, version)
                JOIN casework.playbook_version v ON v.playbook = w.playbook AND v.version = w.version
                """)
            wanted = []
            for row in rows {
                let name = "\(try row["playbook", as: String.self]) \(try row["version", as: String.self])"
                guard callees[name] == nil else { continue }
                let callee = try PlaybookFile.load(canonical: row["canonical"])
                callees[name] = callee
                wanted += callee.calls
            }
            if let absent = missing.first(where: { callees["\($0.playbook) \($0.version)"] == nil }) {
                throw DeskError.noSuchPlaybook("\(absent.playbook) \(absent.version)")
            }
        }
    }
}

extension Playbook {
    /// Whether the playbook is used in a jurisdiction; see ``Playbook/serves(_:)``.
    func serves(_ jurisdiction: Jurisdiction) -> Bool { serves(jurisdiction.rawValue) }
}

/// What decides which playbook fits a case.
struct CaseFacts: Sendable {
    let scamType: ScamType?
    let jurisdiction: Jurisdiction
    let channel: IntakeChannel
    let language: String

    /// What `applies` may ask for.
    static let environment = Environment(
        ["scam_type", "jurisdiction", "channel", "language"].map {
            Environment.Variable(name: "case.\($0)", type: .string, isCertain: true)
        })

    /// The values in the order of ``environment``; nil while the kind of scam is not known.
    var slots: [Slot]? {
        scamType.map { scamType in
            [scamType.rawValue, jurisdiction.rawValue, channel.rawValue, language].map { Slot.value(.string($0)) }
        }
    }
}
