public import Canonical

/// The clock of an open step, as it was set: pauses are added when it is read.
public struct StepClock: Sendable, Hashable {
    /// What is counted from.
    public var anchor: Timestamp
    /// When the agent is warned.
    public var warn: Timestamp?
    /// When the step must be done, or when a wait is over.
    public var due: Timestamp
    /// When the second telling goes out.
    public var later: Timestamp?
    /// Whether it stands still while the case waits for somebody else.
    public var isPausable: Bool

    /// A clock as it was set.
    public init(anchor: Timestamp, warn: Timestamp?, due: Timestamp, later: Timestamp?, isPausable: Bool) {
        self.anchor = anchor
        self.warn = warn
        self.due = due
        self.later = later
        self.isPausable = isPausable
    }
}

/// One rung of the ladder of a clock.
public enum Rung: Sendable, Hashable, CustomStringConvertible {
    /// The agent is warned.
    case warn
    /// The deadline is broken.
    case breach
    /// The breach is told to a role.
    case escalate(role: String)
    /// The second telling.
    case later(role: String)
    /// A wait is over without its event.
    case timeout

    /// The stable name: `warn`, `breach`, `escalate`, `later`, `timeout`.
    public var description: String {
        switch self {
        case .warn: "warn"
        case .breach: "breach"
        case .escalate: "escalate"
        case .later: "later"
        case .timeout: "timeout"
        }
    }

    /// The role that is told.
    public var role: String? {
        switch self {
        case .escalate(let role), .later(let role): role
        case .warn, .breach, .timeout: nil
        }
    }

    var bit: UInt8 {
        switch self {
        case .warn: 1
        case .breach: 2
        case .escalate: 4
        case .later: 8
        case .timeout: 16
        }
    }
}

/// A rung of an open step.
public struct RunTimer: Sendable, Hashable {
    /// The step.
    public var path: StepPath
    /// Which rung.
    public var rung: Rung
    /// When it fires, with the pauses so far.
    public var at: Timestamp
    /// Whether it has fired.
    public var hasFired: Bool
    /// Whether it stands still at the moment.
    public var isPaused: Bool
}

/// How the clock of a step stands.
public enum DeadlineState: String, Sendable, Hashable, CaseIterable {
    /// There is no clock, or what it counts from is not known yet.
    case none
    /// There is time.
    case running
    /// The agent is warned.
    case warned
    /// The deadline is broken.
    case breached
    /// The clock stands still.
    case paused
}

/// A time in which the case waited for somebody else.
struct RunPause: Sendable, Equatable {
    let from: Timestamp
    var to: Timestamp?
}

extension StepClock {
    /// A moment of the ladder with the pauses that came before it.
    func shifted(_ moment: Timestamp, by pauses: [RunPause]) -> Timestamp {
        guard isPausable else { return moment }
        var result = moment
        for pause in pauses {
            let from = max(pause.from, anchor)
            guard from < result, let to = pause.to, to > from else { continue }
            result = Timestamp(microseconds: result.microseconds + to.microseconds - from.microseconds)
        }
        return result
    }

    /// Whether a moment of the ladder stands still because of a pause that has not ended.
    func isPaused(_ moment: Timestamp, by pauses: [RunPause]) -> Bool {
        guard isPausable, let last = pauses.last, last.to == nil else { return false }
        return last.from < shifted(moment, by: pauses)
    }
}
