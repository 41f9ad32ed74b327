public import Canonical

/// An author's own test: answers go in, the path is compared.
public struct Scenario: Sendable, Hashable {
    /// What the test says, as a sentence.
    public var name: String
    /// The inputs by name after `case.`.
    public var inputs: [String: Given]
    /// The answers by path of the question; a bare id is enough when it is the only one of that name.
    public var answers: [String: Given]
    /// Results of steps that are not questions, by path: `done`, `cannot`, `not_needed`, the case number of an advice.
    /// What is not listed is done.
    public var results: [String: String]
    /// Interrupts to raise: the step before which, and the interrupt.
    public var interrupts: [Raise]
    /// Events that waits hear, by event name, with what they bring.
    public var events: [String: [String: Given]]
    /// When the run begins; nil for 2026-01-10T09:00:00Z.
    public var start: Timestamp?
    /// How far the clock moves on when nothing is left to do but wait.
    public var advance: Span?
    /// What must come true.
    public var expect: Expectation
    /// Where it begins.
    public var place: Place

    /// A value in a test.
    public struct Given: Sendable, Hashable {
        /// The value as written, in JSON: `"no"`, `{"minor": 500, "currency": "RUB"}`, `"unknown"`.
        public var value: JSON
        /// Where it stands.
        public var place: Place
        /// A value in a test.
        public init(_ value: JSON, place: Place = .start) { (self.value, self.place) = (value, place) }
    }

    /// An interrupt that a test raises.
    public struct Raise: Sendable, Hashable {
        /// The interrupt.
        public var interrupt: String
        /// The step that is open when it is raised.
        public var at: String
        /// An interrupt that a test raises.
        public init(interrupt: String, at: String) { (self.interrupt, self.at) = (interrupt, at) }
    }

    /// What must come true.
    public struct Expectation: Sendable, Hashable {
        /// Paths (or unique ids) of steps that must be reached, in this order.
        public var visits: [String]
        /// Paths (or unique ids) of steps that must not be reached.
        public var never: [String]
        /// The outcome; nil when it does not matter.
        public var outcome: String?
        /// Due times by path.
        public var deadlines: [String: Timestamp]
        /// What must come true.
        public init(
            visits: [String] = [], never: [String] = [], outcome: String? = nil, deadlines: [String: Timestamp] = [:]
        ) {
            self.visits = visits
            self.never = never
            self.outcome = outcome
            self.deadlines = deadlines
        }
    }

    /// A test from its parts.
    public init(
        name: String, inputs: [String: Given] = [:], answers: [String: Given] = [:], results: [String: String] = [:],
        interrupts: [Raise] = [], events: [String: [String: Given]] = [:], start: Timestamp? = nil,
        advance: Span? = nil, expect: Expectation = Expectation(), place: Place = .start
    ) {
        self.name = name
        self.inputs = inputs
        self.answers = answers
        self.results = results
        self.interrupts = interrupts
        self.events = events
        self.start = start
        self.advance = advance
        self.expect = expect
        self.place = place
    }
}
