import Canonical

/// One run of a playbook: the fold of its events.
///
/// The run keeps what was recorded, in order, and beside it the live state that follows from it. A step forward only
/// touches the open steps and what comes next. A correction changes one record and lets the live state follow again
/// from the first record on; a record whose step is not open at its turn is kept until the step opens.
public struct Run: Sendable, Equatable {
    var start: Start?
    /// What was recorded about steps; a mark points here.
    var records: [Record] = []
    /// What moved the run, in order.
    var log: [Entry] = []
    var live: [Live] = []
    var marks: [Mark] = []
    /// How far each block has come; -1 before its first step.
    var cursors: [Int32] = []
    /// The variables of each unit.
    var slots: [[Slot]] = []
    /// Open steps in the order of instances: those that somebody works on, and others that have a clock.
    var active: [Int32] = []
    var raises: [Raise] = []
    var inputs: [String: Value] = [:]
    var clocks: [Int32: StepClock] = [:]
    var pauses: [RunPause] = []
    var mainEnd: End?
    var end: End?
    var hasCorrections = false
    /// The time of the last event.
    var now = Timestamp(microseconds: 0)

    /// A run that has not begun.
    public init() {}

    /// Whether the run has begun.
    public var isStarted: Bool { start != nil }
    /// Whether the run is over. A correction can open it again, and so can a side path where the main flow came to its end.
    public var isEnded: Bool { end != nil }
    /// Whether a side path can be entered: also when the plan has been worked through, because whoever is in danger may say
    /// so at the end of the call. Not behind an end that broke everything off.
    var takesRaises: Bool { isStarted && (end == nil || mainEnd != nil) }
    /// The outcome, when the run is over and its end names one.
    public var outcome: String? { end?.outcome }
    /// The language in which the run was begun.
    public var language: Language? { start?.language }
    /// Whether pausable clocks stand still.
    public var isPaused: Bool { pauses.last.map { $0.to == nil } ?? false }
    /// How many steps were worked on and stand: done, skipped with a reason, or reported as impossible.
    public var doneCount: Int { live.reduce(into: 0) { count, step in if step.isRecorded { count += 1 } } }

    struct Start: Sendable, Equatable {
        let at: Timestamp
        let inputs: [String: Value]
        let language: Language
    }

    struct End: Sendable, Equatable {
        let outcome: String?
    }

    /// What moved the run.
    enum Entry: Sendable, Equatable {
        case start
        case record(Int32)
        case raise(Int, Timestamp)
        case learned([String: Value], Timestamp)
    }

    /// What was recorded about a step.
    struct Record: Sendable, Equatable {
        let instance: Int32
        var outcome: Recorded
        /// When it was recorded.
        var at: Timestamp
        /// The entry of the log that settled it.
        var position: Int
        /// False while a checklist has open items.
        var isComplete = true
        /// The values that it rests on, and those that somebody looked at since.
        var bases: [[Slot]]
        /// Whether the step was opened again because those values changed.
        var isAskedAgain = false
        /// Whether somebody looked at it after it was superseded.
        var isConfirmed = false
    }

    /// How a step was recorded.
    enum Recorded: Sendable, Equatable {
        case done
        case cannot(String)
        case skipped(String)
        case answer(Answer)
        case items([String: ItemOutcome])
        case chosen(Int)
        case came([String: Value])
        case timedOut
    }

    /// Where a step stands now.
    struct Live: Sendable, Equatable {
        var state: StepState = .pending
        /// The case that was taken, or how many rounds a loop has; -1 before.
        var chosen: Int32 = -1
        var needsReview = false
        /// Whether somebody recorded it.
        var isRecorded = false
    }

    /// What is remembered of a step whatever is corrected.
    struct Mark: Sendable, Equatable {
        var openedAt: Timestamp?
        var record: Int32 = -1
        /// The case that was last announced; -2 before.
        var announced: Int32 = -2
        /// The rungs that fired.
        var fired: UInt8 = 0
        /// Whether it was told that the step is left out.
        var isToldLeftOut = false
    }

    /// An interrupt in use. Its steps are instances from `nodes` on, its blocks from `blocks` on, its units from `units` on.
    struct Raise: Sendable, Equatable {
        let side: Int
        let number: Int
        let nodes: Int
        let blocks: Int
        let units: Int
        /// Whether the run was over when it was raised, and was opened again for it.
        var isAfterEnd = false
        var isEnded = false
        var isBegun = false
    }
}
