internal import Canonical
internal import Playbook
internal import Postgres

/// A run as the store has it: the program that it is pinned to, the fold of its events, and how many there are.
struct RunRecord: Sendable {
    let number: Int
    /// What it follows, with the words of the parameters in its texts.
    var program: Program
    let digest: [UInt8]
    let startedAt: Timestamp
    var run: Run
    /// The number of the last event that is stored.
    var seq: Int
    /// The clocks as they are stored, to write only what changes.
    var storedTimers: [StoredTimer]
}

/// One rung of a clock, as the store has it.
struct StoredTimer: Sendable, Hashable {
    let path: String
    let rung: String
    let at: Timestamp
    let isFired: Bool
    let isPaused: Bool
}

extension RunRecord {
    static func select(_ caseNo: Int64) -> SQL {
        """
        SELECT run_no, playbook, version, digest, seq, started_at FROM casework.run
        WHERE case_no = \(caseNo) ORDER BY run_no
        """
    }

    /// The events that `known` does not have folded; all of them when nothing is known.
    static func selectEvents(_ caseNo: Int64, after known: KnownRuns = [:]) -> SQL {
        let (run, seq) = known.end
        return """
            SELECT run_no, seq, event, personal FROM casework.run_event
            WHERE case_no = \(caseNo) AND (run_no, seq) > (\(Int16(run)), \(Int32(seq))) ORDER BY run_no, seq
            """
    }

    static func selectTimers(_ caseNo: Int64) -> SQL {
        """
        SELECT run_no, path, rung, at, fired_at IS NOT NULL AS is_fired, is_paused FROM casework.timer
        WHERE case_no = \(caseNo)
        """
    }
}

extension StoredTimer {
    init(_ row: Row) throws {
        path = try row["path"]
        rung = try row["rung"]
        at = try row["at"]
        isFired = try row["is_fired"]
        isPaused = try row["is_paused"]
    }
}
