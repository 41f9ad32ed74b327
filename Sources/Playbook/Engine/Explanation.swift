/// Why a step is where it is.
public struct Explanation: Sendable, Equatable {
    /// The step.
    public let path: StepPath
    /// Where it stands.
    public let state: StepState
    /// What led there, from the outside in.
    public let reasons: [Reason]
    /// What shut it out; nil while it is open, done or may still come.
    public let excludedBy: Reason?

    /// One thing that led to a step, or shut it out.
    public struct Reason: Sendable, Equatable {
        /// The step that decided: a decision, a loop, an action with a result, the step itself for its own rule.
        public let path: StepPath
        /// What it decided.
        public let kind: Kind
        /// The answers and inputs that it was decided by.
        public let facts: [Fact]
    }

    /// What was decided.
    public enum Kind: Sendable, Equatable {
        /// A case of a decision was taken: its number from 0 and its condition, nil for `else`.
        case took(case: Int, condition: String?)
        /// Another case of the decision was taken; nil when none held.
        case tookOther(case: Int?, condition: String?, own: String?)
        /// The step's own rule holds.
        case applies(String)
        /// The step's own rule does not hold.
        case doesNotApply(String)
        /// It is in this branch of a parallel step.
        case branch(String)
        /// Another branch was first, or the step around it is over.
        case calledOff
        /// It is in this round of a loop, counted from 1.
        case round(Int)
        /// The loop has only so many rounds.
        case rounds(Int)
        /// It belongs to a playbook that is called.
        case called(String, Version)
        /// It follows this result of an action or a wait.
        case followed(StepState)
        /// It would have followed another result.
        case otherResult(StepState)
        /// It belongs to an interrupt.
        case interrupt(String)
        /// The run is over.
        case runEnded
    }

    /// A variable that a decision read.
    public struct Fact: Sendable, Equatable {
        /// Its name as it is written: `a.amount`.
        public let variable: String
        /// What it holds; nil for nothing.
        public let value: Answer?
        /// The step that gave it; nil for inputs of the case.
        public let from: StepPath?
    }
}
