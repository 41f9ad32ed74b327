internal import Ledger
internal import Playbook
internal import Synchronization

/// The cases last worked on, as their last entry left them, so that the next step need not read and fold them again.
///
/// The store refuses a change of a case without an entry, and every entry moves the head of the case's chain on, which
/// is a hash over all that came before. A case whose chain still ends with the entry that this process wrote last is
/// therefore the case that was kept, whoever else works on the same store, by whatever means. When the head is another,
/// one thing of what was kept is still true: events are only ever added, so only those that are missing must be read.
///
/// What a case was kept with, the key of the victim's data too, is gone with the next change that this process cannot
/// follow, with the next 2,000 cases, or with the process; in a server also when somebody of the case is erased, wherever
/// that was done.
final class CaseCache: Sendable {
    private struct Entry {
        var kept: KeptCase
        var usedAt: UInt64
    }
    private struct State {
        var entries: [Int64: Entry] = [:]
        var clock: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// The case as it was kept. Whether it is still so, the head of its chain says.
    func kept(_ caseNo: Int64) -> KeptCase? {
        state.withLock { state in
            state.clock += 1
            state.entries[caseNo]?.usedAt = state.clock
            return state.entries[caseNo]?.kept
        }
    }

    /// Keeps a case as its entry left it. Call it after the commit only.
    func keep(_ kept: KeptCase) {
        state.withLock { state in
            state.clock += 1
            if let known = state.entries[kept.now.caseNo], known.kept.seq > kept.seq { return }
            state.entries[kept.now.caseNo] = Entry(kept: kept, usedAt: state.clock)
            if state.entries.count > capacity { evictHalf(&state) }
        }
    }

    /// Forgets a case: something of it was written that is not kept.
    func forget(_ caseNo: Int64) {
        state.withLock { $0.entries[caseNo] = nil }
    }

    /// Forgets all cases: somebody may have been erased meanwhile.
    func forgetAll() {
        state.withLock { $0.entries = [:] }
    }

    private func evictHalf(_ state: inout State) {
        let median = state.entries.values.map(\.usedAt).sorted()[state.entries.count / 2]
        state.entries = state.entries.filter { $0.value.usedAt >= median }
    }
}

/// A case as its last entry left it.
struct KeptCase: Sendable {
    let now: Case
    let payments: [Payment]
    let runs: [RunRecord]
    let subject: Subject
    let parties: [Party]
    /// The parameters that the texts of its runs show.
    let parameters: ParameterShelf.InForce?
    /// The hash of the entry, which is the head of the case's chain, and its number.
    let head: LeafHash
    let seq: Int64

    /// Nil when the file does not know what all of its statements change; what is written of its runs it shows itself.
    init?(_ file: CaseFile, after entry: PreparedEntry) {
        guard file.statements.count == file.followed, let seq = entry.leaf.case?.seq else { return nil }
        (now, payments, runs, subject, parties) = (file.now, file.payments, file.runs, file.subject, file.parties)
        parameters = file.parameters
        (head, self.seq) = (entry.hash, seq)
    }

    /// The fold of the events of each run, by its number. A run takes no more events once the next one has begun.
    var known: KnownRuns {
        Dictionary(runs.map { ($0.number, KnownRun(run: $0.run, seq: $0.seq)) }) { first, _ in first }
    }

    /// The case for its next change; nil when it is no longer the one that was kept.
    func file(at place: EntryPlace) -> CaseFile? {
        place.caseHead == head && place.caseSeq == seq ? file(place) : nil
    }

    /// The case for its next change in the hope that it is still the one that was kept: the entry is refused when not.
    func expected(session n: Int64) -> CaseFile {
        file(EntryPlace(caseSeq: seq, caseHead: head, sessionN: n, sent: .now))
    }

    private func file(_ place: EntryPlace) -> CaseFile {
        var file = CaseFile(
            before: now, now: now, payments: payments, runs: runs, subject: subject, parties: parties, place: place)
        file.parameters = parameters
        return file
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
    /// The last event that is known, by run and number.
    var end: (run: Int, seq: Int) { (count, self[count]?.seq ?? 0) }
}
