/// Why a run does not do what it is asked. Facts only; the words are the callers'.
public enum Refusal: Error, Sendable, Equatable {
    /// The run has not begun.
    case notStarted
    /// The run has begun before.
    case alreadyStarted
    /// The run is over.
    case runEnded
    /// There is no such step; the nearest name that there is.
    case unknownStep(StepPath, suggestion: StepPath?)
    /// The step cannot be worked on in this state.
    case notOpen(StepPath, state: StepState)
    /// Nobody has to look at the step.
    case nothingToConfirm(StepPath)
    /// A step of this kind does not end like this; the outcomes that it takes.
    case wrongOutcome(StepPath, takes: [String])
    /// The answer is not of the type of the question.
    case wrongAnswer(StepPath, reason: WrongAnswer)
    /// The answer breaks the rule of the question; the rule.
    case checkFailed(StepPath, source: String)
    /// A reason must be given.
    case reasonNeeded(StepPath)
    /// The victim must have agreed.
    case consentNeeded(StepPath)
    /// The checklist has no such item; those that it has.
    case unknownItem(StepPath, item: String, items: [String])
    /// The item cannot be excused.
    case itemRequired(StepPath, item: String)
    /// The decision has no such case; how many it has.
    case unknownCase(StepPath, number: Int, count: Int)
    /// There is no such interrupt; those that there are.
    case unknownInterrupt(String, interrupts: [String])
    /// Nothing waits for this event; what is awaited.
    case nothingAwaits(event: String, awaited: [String])
    /// What an event brings is not of the declared type.
    case wrongValue(name: String)
    /// An input that the playbook needs is missing.
    case inputMissing(name: String)
    /// An input is not of the declared type.
    case wrongInput(name: String)
    /// The clocks stand still already.
    case alreadyPaused
    /// The clocks are running.
    case notPaused
}

/// Why an answer is not of the type of its question.
public enum WrongAnswer: Error, Sendable, Equatable {
    /// It is none of the options; those that there are.
    case notAnOption([String])
    /// An option was given twice.
    case twice(String)
    /// The number or amount is outside of the range, bounds included.
    case outOfRange(Int64, Int64)
    /// It has no characters.
    case empty
    /// It has more characters than this.
    case tooLong(maximum: Int)
    /// It is not a whole number.
    case notANumber
    /// It is not an amount with a currency.
    case notAnAmount
    /// It is not a moment.
    case notAMoment
    /// It is not a day.
    case notADay
    /// It is not a phone number with its country code.
    case notAPhone
    /// This question does not accept that there is no value.
    case notAllowed(NoValue)
    /// It is a value of another type; the name of the right one.
    case wrongType(String)
}
