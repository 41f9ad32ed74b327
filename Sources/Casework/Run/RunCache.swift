internal import Playbook
internal import Synchronization

/// The folded runs of the cases last worked on, so that the next step need not read and fold every event again.
///
/// Events are only ever added, so a cached fold of the first `seq` events stays true for ever; the store's own `seq`
/// says how many are missing.
final class RunCache: Sendable {
    private struct Key: Hashable {
        let caseNo: Int64
        let runNo: Int
    }
    private struct Entry {
        var run: Run
        var seq: Int
        var usedAt: UInt64
    }
    private struct State {
        var entries: [Key: Entry] = [:]
        var clock: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// The folds of a case's first runs: what it has of one run is worth nothing without those before it.
    func known(_ caseNo: Int64) -> KnownRuns {
        state.withLock { state in
            state.clock += 1
            var known: KnownRuns = [:]
            while let entry = state.entries[Key(caseNo: caseNo, runNo: known.count + 1)] {
                state.entries[Key(caseNo: caseNo, runNo: known.count + 1)]?.usedAt = state.clock
                known[known.count + 1] = KnownRun(run: entry.run, seq: entry.seq)
            }
            return known
        }
    }

    /// Keeps a fold. Call it after the commit only.
    func keep(_ run: Run, seq: Int, caseNo: Int64, runNo: Int) {
        state.withLock { state in
            state.clock += 1
            let key = Key(caseNo: caseNo, runNo: runNo)
            if let known = state.entries[key], known.seq > seq { return }
            state.entries[key] = Entry(run: run, seq: seq, usedAt: state.clock)
            if state.entries.count > capacity { evictHalf(&state) }
        }
    }

    private func evictHalf(_ state: inout State) {
        let median = state.entries.values.map(\.usedAt).sorted()[state.entries.count / 2]
        state.entries = state.entries.filter { $0.value.usedAt >= median }
    }
}

/// The fold of the first `seq` events of a run.
struct KnownRun: Sendable {
    let run: Run
    let seq: Int
}

/// The folds of a case's runs from the first on, by number.
typealias KnownRuns = [Int: KnownRun]

extension KnownRuns {
    /// The last event that is known, by run and number. A run takes no more events once the next one has begun.
    var end: (run: Int, seq: Int) { (count, self[count]?.seq ?? 0) }
}
