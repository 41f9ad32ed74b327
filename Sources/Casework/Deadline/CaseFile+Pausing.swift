internal import Canonical
internal import Playbook

extension CaseStatus {
    /// Whether the case waits for somebody else: then clocks that may stand still do.
    var isWaiting: Bool { self == .waitingForVictim || self == .waitingForThirdParty }
}

extension CaseFile {
    /// Lets the clocks of the run at work stand still while the case waits for somebody else, and only then: they are
    /// moved by exactly the time between the two changes of status.
    mutating func alignPause(at: Timestamp, by actor: Actor) throws {
        guard let run = run?.run, run.isStarted, !run.isEnded, !now.isClosed else { return }
        if now.status.isWaiting, !run.isPaused {
            try step(.pause(reason: now.status.rawValue), at: at, by: actor)
        } else if !now.status.isWaiting, run.isPaused {
            try step(.resume, at: at, by: actor)
        }
    }

    /// Stores the clocks of the run at work anew, after they were dropped when the case was closed.
    mutating func restoreClocks(at: Timestamp, by actor: Actor) {
        guard var record = runs.last else { return }
        let index = workIndex(of: record, by: actor)
        work[index].follow(&record)
        runs[runs.count - 1] = record
        refreshSummary(at: at)
    }
}

extension RunRecord {
    /// When the next clock of an open step runs out; one that stands still runs out never.
    var nextDue: Timestamp? {
        run.openSteps(in: program).compactMap { step in
            step.timers.contains { $0.isPaused && ($0.rung == .breach || $0.rung == .timeout) } ? nil : step.due
        }.min()
    }
}
