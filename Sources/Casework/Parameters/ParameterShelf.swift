internal import Playbook
internal import Postgres
internal import Synchronization

/// The parameters in force, at most two seconds old, and the programs with their words in the texts, each made once a
/// process for each set.
final class ParameterShelf: Sendable {
    /// What holds in a jurisdiction.
    struct InForce: Sendable {
        let set: ParameterSet
        let digest: String
    }
    private struct Key: Hashable {
        let program: [UInt8]
        let parameters: String
    }
    private struct State {
        var sets: [String: InForce] = [:]
        var readAt: ContinuousClock.Instant?
        var programs: [Key: Program] = [:]
    }
    private let state = Mutex(State())

    /// Drops what is known, after this process adopted parameters.
    func forget() { state.withLock { $0.readAt = nil } }

    /// All sets in force, by jurisdiction.
    func inForce(in transaction: Transaction) async throws -> [String: InForce] {
        let now = ContinuousClock.now
        let known = state.withLock { state in
            state.readAt.flatMap { now - $0 < .seconds(2) ? state.sets : nil }
        }
        if let known { return known }
        let rows = try await transaction.query(
            """
            SELECT DISTINCT ON (jurisdiction) jurisdiction, effective, effective_digest FROM casework.parameter_set
            ORDER BY jurisdiction, number DESC
            """)
        let before = state.withLock { $0.sets }
        var sets: [String: InForce] = [:]
        for row in rows {
            let jurisdiction: String = try row["jurisdiction"]
            let digest = Digest.hexadecimal(try row["effective_digest", as: [UInt8].self])
            if let same = before[jurisdiction], same.digest == digest {
                sets[jurisdiction] = same
            } else {
                let set = try ParameterFile.load(canonical: row["effective"])
                sets[jurisdiction] = InForce(set: set, digest: digest)
            }
        }
        state.withLock { [sets] in ($0.sets, $0.readAt) = (sets, now) }
        return sets
    }

    /// The program of a version with the words of a set in its texts; `source` is asked for when it is not known yet.
    func program(
        _ digest: [UInt8], with parameters: InForce, _ source: () async throws -> PlaybookShelf.Source
    ) async throws -> Program {
        let key = Key(program: digest, parameters: parameters.digest)
        if let program = state.withLock({ $0.programs[key] }) { return program }
        let program = try await source().compiled { $0.resolved(with: parameters.set) }
        state.withLock { state in
            // Sets change seldom; what an old one made is not kept for ever.
            if state.programs.count > 500 { state.programs = [:] }
            state.programs[key] = program
        }
        return program
    }
}

extension Desk {
    /// The program of a stored version, with the words of the jurisdiction's parameters in its texts.
    ///
    /// A placeholder of a jurisdiction that has no parameters stays open: the guide shows "…" in its place.
    func program(_ digest: [UInt8], for jurisdiction: Jurisdiction, in transaction: Transaction) async throws -> Program
    {
        guard let set = try await parameters.inForce(in: transaction)[jurisdiction.rawValue] else {
            return try await shelf.program(digest, in: transaction)
        }
        return try await parameters.program(digest, with: set) { try await shelf.source(digest, in: transaction) }
    }

    /// The sets in force, for judging playbooks that come in.
    func parametersInForce() async throws -> [ParameterSet] {
        try await pool.transaction(.readOnlySnapshot) { transaction in
            try await parameters.inForce(in: transaction).values.map(\.set)
        }
    }
}
