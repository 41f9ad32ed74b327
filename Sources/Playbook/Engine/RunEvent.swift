public import Canonical

/// Something that happened in a run. A run is the fold of its events; nothing else changes it.
public struct RunEvent: Sendable, Hashable {
    /// When.
    public let at: Timestamp
    /// What.
    public let kind: Kind

    /// Something that happened.
    public init(at: Timestamp, _ kind: Kind) { (self.at, self.kind) = (at, kind) }

    /// What happened. `cause` events move the run; the others say what followed, for the record and for those to be told.
    public enum Kind: Sendable, Hashable {
        /// The run began.
        case started(inputs: [String: Value], language: Language)
        /// The case learned inputs.
        case learned(inputs: [String: Value])
        /// A text was read out in this language.
        case shown(StepPath, language: Language)
        /// A question was asked in this language and answered.
        case answered(StepPath, Answer, isPersonal: Bool, language: Language)
        /// An item of a checklist was dealt with.
        case itemChecked(StepPath, item: String, ItemOutcome)
        /// An action, or another step that could have failed, was reported.
        case actionReported(StepPath, Report)
        /// A step was not needed.
        case skipped(StepPath, reason: String)
        /// Cases of a decision were weighed; `chosen` is nil when none held. In an advised decision the agent chose.
        case decided(StepPath, recommended: Int?, chosen: Int?, reason: String?)
        /// The case was passed to somebody.
        case referred(StepPath, to: String, hasConsent: Bool, reference: String?)
        /// What a wait listened for came.
        case waitSatisfied(StepPath, values: [String: Value])
        /// A side path was entered, for this time.
        case interruptRaised(String, number: Int)
        /// An answer was corrected.
        case corrected(StepPath, old: Answer, new: Answer, isPersonal: Bool, reason: String)
        /// Somebody looked at a step that was done on old data.
        case reconfirmed(StepPath)
        /// A rung of a clock fired; ``Rung/timeout`` ends its wait.
        case timerFired(StepPath, Rung)
        /// A clock was set, or set anew.
        case clockSet(StepPath, StepClock)
        /// Pausable clocks stand still.
        case timersPaused(reason: String)
        /// They run again.
        case timersResumed
        /// A step opened for the first time.
        case activated(StepPath)
        /// A step is left out by its own rule.
        case notApplicable(StepPath)
        /// A role is to be told.
        case escalated(to: String, severity: Step.Escalation.Severity, StepPath)
        /// A branch of a parallel step was called off because another one was first.
        case branchCalledOff(StepPath, branch: String)
        /// A side path is over.
        case interruptEnded(String, number: Int)
        /// The run is over.
        case ended(outcome: String?)
        /// A correction opened the run again.
        case reopened
        /// The run goes on in another version of its playbook.
        case migrated(Migration)
    }

    /// How a step went that can fail.
    public enum Report: Sendable, Hashable {
        /// It was done.
        case done
        /// It could not be done.
        case cannot(reason: String)
    }
}

extension RunEvent {
    /// The step that the event is about; nil for those of the whole run.
    public var path: StepPath? {
        switch kind {
        case .shown(let path, _), .answered(let path, _, _, _), .itemChecked(let path, _, _),
            .actionReported(let path, _), .skipped(let path, _), .decided(let path, _, _, _),
            .referred(let path, _, _, _), .waitSatisfied(let path, _), .corrected(let path, _, _, _, _),
            .reconfirmed(let path), .timerFired(let path, _), .clockSet(let path, _), .activated(let path),
            .notApplicable(let path), .escalated(_, _, let path), .branchCalledOff(let path, _):
            path
        case .started, .learned, .interruptRaised, .timersPaused, .timersResumed, .interruptEnded, .ended, .reopened,
            .migrated:
            nil
        }
    }

    /// The stable name of the kind.
    public var name: String {
        switch kind {
        case .started: "started"
        case .learned: "learned"
        case .shown: "shown"
        case .answered: "answered"
        case .itemChecked: "item_checked"
        case .actionReported: "action_reported"
        case .skipped: "skipped"
        case .decided: "decided"
        case .referred: "referred"
        case .waitSatisfied: "wait_satisfied"
        case .interruptRaised: "interrupt_raised"
        case .corrected: "corrected"
        case .reconfirmed: "reconfirmed"
        case .timerFired: "timer_fired"
        case .clockSet: "clock_set"
        case .timersPaused: "timers_paused"
        case .timersResumed: "timers_resumed"
        case .activated: "activated"
        case .notApplicable: "not_applicable"
        case .escalated: "escalated"
        case .branchCalledOff: "branch_called_off"
        case .interruptEnded: "interrupt_ended"
        case .ended: "ended"
        case .reopened: "reopened"
        case .migrated: "migrated"
        }
    }
}
