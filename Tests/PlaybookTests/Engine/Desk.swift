import Canonical
import Playbook

/// A run with its program, its clock and everything that happened.
struct Desk {
    var program: Program
    var run = Run()
    var events: [RunEvent] = []
    var now: Timestamp
    var calendar = BusinessCalendar.weekdaysOnly
    var language: Language = "ru"

    /// Monday 2 March 2026, 09:00 UTC.
    static let monday = Timestamp(seconds: 1_772_442_000)

    init(_ program: Program, at now: Timestamp = Desk.monday) {
        self.program = program
        self.now = now
    }

    /// A desk whose run has begun.
    init(
        _ steps: [Step], inputs: [(String, String)] = [], given: [String: Value] = [:],
        interrupts: [Playbook.Interrupt] = []
    )
        throws
    {
        self.init(try Forge.program(Forge.playbook(inputs: inputs, interrupts: interrupts, steps)))
        try apply(.start(inputs: given, language: "ru"))
    }

    @discardableResult
    mutating func apply(_ command: Command) throws(Refusal) -> [RunEvent] {
        let caused = try run.apply(command, at: now, in: program, calendar: calendar)
        for event in caused { run.fold(event, in: program) }
        events += caused
        return caused
    }

    @discardableResult
    mutating func record(_ path: StepPath, _ outcome: Outcome = .done) throws(Refusal) -> [RunEvent] {
        try apply(.record(path, outcome, language: language))
    }

    @discardableResult
    mutating func answer(_ path: StepPath, _ value: Value) throws(Refusal) -> [RunEvent] {
        try record(path, .answer(.value(value)))
    }

    @discardableResult
    mutating func answer(_ path: StepPath, _ text: String) throws(Refusal) -> [RunEvent] {
        try answer(path, .string(text))
    }

    @discardableResult
    mutating func answer(_ path: StepPath, _ number: Int64) throws(Refusal) -> [RunEvent] {
        try answer(path, .int(number))
    }

    @discardableResult
    mutating func correct(_ path: StepPath, _ text: String) throws(Refusal) -> [RunEvent] {
        try correct(path, .string(text))
    }

    @discardableResult
    mutating func correct(_ path: StepPath, _ value: Value) throws(Refusal) -> [RunEvent] {
        try apply(.correct(path, .value(value), reason: "remembered better"))
    }

    mutating func pass(minutes: Int64) { now = now.adding(seconds: minutes * 60) }

    /// The paths of what can be worked on.
    var open: [String] { run.openSteps(in: program).filter { !$0.isReview }.map(\.path.text) }
    /// The paths of what must be looked at.
    var reviews: [String] { run.openSteps(in: program).filter(\.isReview).map(\.path.text) }

    func state(_ path: StepPath) -> StepState? { run.state(at: path, in: program) }
    func step(_ path: StepPath) -> OpenStep? { run.openSteps(in: program).first { $0.path == path } }
}
