/// What somebody asks a run to do.
public enum Command: Sendable, Equatable {
    /// Begin, with what the case knows, in the language of the victim.
    case start(inputs: [String: Value], language: Language)
    /// A step was worked on.
    case record(StepPath, Outcome, language: Language)
    /// An answer was wrong.
    case correct(StepPath, Answer, reason: String)
    /// Somebody looked at a step that was done on old data.
    case confirm(StepPath)
    /// Enter a side path.
    case raise(interrupt: String)
    /// Something happened that a wait may listen for; what it brings, by name after `o.`.
    case event(String, [String: Value])
    /// Fire what is due.
    case tick
    /// The case waits for somebody else: pausable clocks stand still.
    case pause(reason: String)
    /// The case goes on.
    case resume
    /// The case learned an input, or it changed.
    case learn(inputs: [String: Value])
}

/// How a step went.
public enum Outcome: Sendable, Equatable {
    /// The answer to a question.
    case answer(Answer)
    /// It was read out, done, passed on, or what was awaited has come.
    case done
    /// It could not be done.
    case cannot(reason: String)
    /// It was not needed.
    case notNeeded(reason: String)
    /// Items of a checklist; those that are not named stay as they are.
    case items([String: ItemOutcome])
    /// The case that the agent takes of an advised decision, counted from 0; a reason when it is not the recommended one.
    case choose(case: Int, reason: String?)
    /// A referral was made and the victim agreed to it.
    case consentedDone(reference: String?)
    /// What was awaited has come, and brought values by name after `o.`.
    case came([String: Value])
}

/// How an item of a checklist went.
public enum ItemOutcome: Sendable, Hashable {
    /// It is done.
    case done
    /// It does not apply here.
    case notApplicable(reason: String)
}
