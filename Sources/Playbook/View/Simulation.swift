public import Canonical

/// A run that somebody plays through, step by step, with a clock that can be moved and a way back: what
/// `redress playbook simulate` shows. Nothing is stored anywhere.
///
/// Every move is a ``Command`` to a ``Run``: a simulation and a case go the same way.
public struct Simulation: Sendable {
    /// What is played through.
    public let program: Program
    /// What business days are counted with.
    public let calendar: BusinessCalendar
    /// The language of the words, and the one that is recorded.
    public let language: Language
    /// The run as it stands.
    public private(set) var run = Run()
    /// What time it is in the simulation.
    public private(set) var now: Timestamp
    /// Everything that happened.
    public private(set) var events: [RunEvent] = []
    private var past: [Moment] = []

    /// What ``undo()`` goes back to.
    private struct Moment: Sendable {
        let run: Run
        let now: Timestamp
        let count: Int
    }

    /// Begins a run.
    ///
    /// - Parameter inputs: What the case knows. A needed moment that is not given is `start`.
    /// - Throws: ``Refusal`` when an input is missing or has another type.
    public init(
        program: Program, inputs: [String: Value] = [:], language: Language? = nil, start: Timestamp,
        calendar: BusinessCalendar
    ) throws(Refusal) {
        self.program = program
        self.calendar = calendar
        self.language = language ?? program.playbook.languages.first ?? "en"
        now = start
        var given = inputs
        for (name, type) in program.neededInputs where given[name] == nil && type == .timestamp {
            given[name] = .timestamp(start)
        }
        events = try run.perform(
            .start(inputs: given, language: self.language), at: now, in: program, calendar: calendar)
    }

    /// What can be worked on now.
    public var openSteps: [OpenStep] { run.openSteps(in: program) }
    /// The side paths that can be entered.
    public var interrupts: [(id: String, label: Text)] { run.interrupts(in: program) }
    /// Whether there is something that ``undo()`` takes back.
    public var canUndo: Bool { !past.isEmpty }

    /// Does what any command asks for, at the time of the simulation.
    ///
    /// - Throws: ``Refusal``; then nothing has changed.
    @discardableResult
    public mutating func perform(_ command: Command) throws(Refusal) -> [RunEvent] {
        let moment = Moment(run: run, now: now, count: events.count)
        let caused = try run.perform(command, at: now, in: program, calendar: calendar)
        past.append(moment)
        events += caused
        return caused
    }

    /// Answers a question, as people write answers: a code, a label, its beginning, `150000 RUB`, `unknown`.
    @discardableResult
    public mutating func answer(_ path: StepPath, _ text: String) throws(Refusal) -> [RunEvent] {
        try answer(path, .string(text))
    }

    /// Answers a question with a JSON value or a text as people write it.
    @discardableResult
    public mutating func answer(_ path: StepPath, _ value: JSON) throws(Refusal) -> [RunEvent] {
        try perform(.record(path, .answer(try read(value, at: path)), language: language))
    }

    /// Replaces an answer by a better one.
    @discardableResult
    public mutating func correct(_ path: StepPath, _ text: String, reason: String) throws(Refusal) -> [RunEvent] {
        try perform(.correct(path, try read(.string(text), at: path), reason: reason))
    }

    /// Says how a step went that is not a question.
    @discardableResult
    public mutating func record(_ path: StepPath, _ outcome: Outcome = .done) throws(Refusal) -> [RunEvent] {
        try perform(.record(path, outcome, language: language))
    }

    /// Enters a side path.
    @discardableResult
    public mutating func raise(_ interrupt: String) throws(Refusal) -> [RunEvent] {
        try perform(.raise(interrupt: interrupt))
    }

    /// Lets the clock go on; what is due on the way fires at its time. One ``undo()`` takes all of it back.
    @discardableResult
    public mutating func advance(_ span: Span) throws(Refusal) -> [RunEvent] {
        try advance(to: calendar.adding(span, to: now))
    }

    /// Lets the clock go on to a moment; a clock never goes back.
    @discardableResult
    public mutating func advance(to target: Timestamp) throws(Refusal) -> [RunEvent] {
        try advance(to: target, while: { _ in true })
    }

    /// As ``advance(to:)``, but only while what fires leaves `goesOn` true; then the clock stops there.
    mutating func advance(to target: Timestamp, while goesOn: (Simulation) -> Bool) throws(Refusal) -> [RunEvent] {
        let moment = Moment(run: run, now: now, count: events.count)
        while !run.isEnded, let timer = run.nextTimer(in: program), timer.at <= target {
            now = max(now, timer.at)
            events += try run.perform(.tick, at: now, in: program, calendar: calendar)
            if !goesOn(self) {
                past.append(moment)
                return Array(events[moment.count...])
            }
        }
        now = max(now, target)
        past.append(moment)
        return Array(events[moment.count...])
    }

    /// Takes the last move back, the clock too; false when there is none.
    @discardableResult
    public mutating func undo() -> Bool {
        guard let moment = past.popLast() else { return false }
        run = moment.run
        now = moment.now
        events.removeSubrange(moment.count...)
        return true
    }

    /// The open step that a name means: a path, the end of one, or an id; nil when there is none or more than one.
    public func open(_ name: String) -> OpenStep? {
        let open = openSteps
        if let exact = open.first(where: { $0.path.text == name }) { return exact }
        let meant = open.filter { name.names($0.path) }
        return meant.count == 1 ? meant[0] : nil
    }

    private func read(_ value: JSON, at path: StepPath) throws(Refusal) -> Answer {
        guard case .ask(let ask)? = program.step(at: path)?.kind else {
            // The run says what is wrong: no such step, or a step that takes no answer.
            return .value(.string(value.string ?? value.canonicalText))
        }
        switch AnswerReader.answer(value, as: ask.type, now: now, offsetMinutes: calendar.offsetMinutes) {
        case .success(let answer): return answer
        case .failure(let reason): throw .wrongAnswer(path, reason: reason)
        }
    }
}
