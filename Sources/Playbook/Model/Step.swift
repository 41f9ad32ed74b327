/// One step of a playbook. Its id is unique in the playbook and never changes its meaning between versions.
public struct Step: Sendable, Hashable {
    /// The stable id: lower-case letters, digits and underscores.
    public var id: String
    /// What the step is.
    public var kind: Kind
    /// Who does it; nil for the agent who has the case.
    public var role: String?
    /// Whether the case may not be closed while the step is open.
    public var isMandatory: Bool
    /// The step is skipped when this is false at the moment when it would open.
    public var applies: Expression?
    /// The clock that runs from the moment the step opens.
    public var deadline: Deadline?
    /// What happens to the step when an answer above it is corrected.
    public var onRedo: OnRedo
    /// Longer help for somebody new.
    public var detail: Text?
    /// Ids of the facts that the step rests on: `RU-02`, `K` for general knowledge that nobody has checked.
    public var sources: [String]
    /// The day by which those facts must be checked again.
    public var reviewBy: String?
    /// Whether a bot may do it with the victim alone.
    public var isSelfService: Bool
    /// Where the step begins.
    public var place: Place

    /// A step from its parts.
    public init(
        id: String, kind: Kind, role: String? = nil, isMandatory: Bool = false, applies: Expression? = nil,
        deadline: Deadline? = nil, onRedo: OnRedo = .keep, detail: Text? = nil, sources: [String] = [],
        reviewBy: String? = nil, isSelfService: Bool = false, place: Place = .start
    ) {
        self.id = id
        self.kind = kind
        self.role = role
        self.isMandatory = isMandatory
        self.applies = applies
        self.deadline = deadline
        self.onRedo = onRedo
        self.detail = detail
        self.sources = sources
        self.reviewBy = reviewBy
        self.isSelfService = isSelfService
        self.place = place
    }

    /// What happens to a step that was done when an answer before it is corrected.
    public enum OnRedo: String, Sendable, Hashable, CaseIterable {
        /// It stays as it is.
        case keep
        /// It opens again, empty.
        case askAgain = "ask_again"
        /// It stays, and somebody must look at it.
        case review
    }

    /// What a step is.
    public indirect enum Kind: Sendable, Hashable {
        /// Words for the victim. `verbatim` words are read as they stand, others are a guide.
        case say(Say)
        /// One typed question.
        case ask(Ask)
        /// Something the agent, the victim or somebody else does outside of the system.
        case action(Action)
        /// Several small things, each ticked by itself.
        case checklist(Checklist)
        /// Ordered cases; the first that holds is taken.
        case decide(Decision)
        /// A pause until an event or a time, whichever is first.
        case wait(Wait)
        /// Branches that run side by side.
        case parallel(Parallel)
        /// The same steps for each item of a list answer.
        case loop(Loop)
        /// Another playbook, run in this place.
        case call(Call)
        /// The case is passed to somebody outside: bank, police, regulator, support.
        case refer(Referral)
        /// A role in the desk is told; the flow goes on.
        case escalate(Escalation)
        /// The run is over.
        case end(End)
    }

    /// Words for the victim.
    public struct Say: Sendable, Hashable {
        /// How the words are to be read.
        public enum Reading: String, Sendable, Hashable, CaseIterable {
            /// The sense counts.
            case guide
            /// Each word counts.
            case verbatim
        }
        /// The words.
        public var text: Text
        /// How they are to be read.
        public var reading: Reading
        /// Words for the victim.
        public init(text: Text, reading: Reading = .guide) { (self.text, self.reading) = (text, reading) }
    }

    /// One typed question.
    public struct Ask: Sendable, Hashable {
        /// The question as the agent asks it.
        public var text: Text
        /// What an answer looks like.
        public var type: AnswerType
        /// Answers that are not a value but are accepted: the victim does not know, or does not want to say.
        public var allows: Set<NoValue>
        /// A rule that the answer must keep; it may read the answer itself as `a.<id>`.
        public var check: Expression?
        /// What the desk learns about the case from the answer: `distress`, `ongoing`, …; nil when it stays in the run.
        public var fact: String?
        /// Why this is asked, in words for the victim.
        public var why: Text?
        /// A question.
        public init(
            text: Text, type: AnswerType, allows: Set<NoValue> = [], check: Expression? = nil, fact: String? = nil,
            why: Text? = nil
        ) {
            self.text = text
            self.type = type
            self.allows = allows
            self.check = check
            self.fact = fact
            self.why = why
        }
    }

    /// Something that is done outside of the system.
    public struct Action: Sendable, Hashable {
        /// What is to be done.
        public var text: Text
        /// How the victim's plan says that it is done: "The bank knows."; nil when the plan repeats `text`.
        public var doneText: Text?
        /// Steps that follow when it cannot be done.
        public var onCannot: [Step]
        /// Steps that follow when it was done.
        public var onDone: [Step]
        /// An action.
        public init(text: Text, doneText: Text? = nil, onDone: [Step] = [], onCannot: [Step] = []) {
            self.text = text
            self.doneText = doneText
            self.onDone = onDone
            self.onCannot = onCannot
        }
    }

    /// Several small things.
    public struct Checklist: Sendable, Hashable {
        /// One of them.
        public struct Item: Sendable, Hashable {
            /// The stable id within the list.
            public var id: String
            /// What is to be done.
            public var text: Text
            /// Whether the list is open until this is done or excused with a reason.
            public var isRequired: Bool
            /// Where it stands.
            public var place: Place
            /// An item.
            public init(id: String, text: Text, isRequired: Bool, place: Place = .start) {
                self.id = id
                self.text = text
                self.isRequired = isRequired
                self.place = place
            }
        }
        /// The heading; nil when the items speak for themselves.
        public var text: Text?
        /// The items, in order.
        public var items: [Item]
        /// Whether a required item may be excused with a reason.
        public var allowsNotApplicable: Bool
        /// A checklist.
        public init(text: Text? = nil, items: [Item], allowsNotApplicable: Bool = true) {
            self.text = text
            self.items = items
            self.allowsNotApplicable = allowsNotApplicable
        }
    }

    /// Ordered cases.
    public struct Decision: Sendable, Hashable {
        /// Who decides.
        public enum Mode: String, Sendable, Hashable, CaseIterable {
            /// The conditions.
            case auto
            /// The agent, told what the conditions recommend; another choice needs a reason.
            case advise
        }
        /// One of the cases.
        public struct Case: Sendable, Hashable {
            /// When it is taken; nil for `else`.
            public var when: Expression?
            /// What stands on the choice when the agent decides.
            public var label: Text?
            /// What follows.
            public var steps: [Step]
            /// Where it begins.
            public var place: Place
            /// A case.
            public init(when: Expression?, label: Text? = nil, steps: [Step], place: Place = .start) {
                self.when = when
                self.label = label
                self.steps = steps
                self.place = place
            }
        }
        /// The question that is decided, for the agent; needed when he decides.
        public var text: Text?
        /// Who decides.
        public var mode: Mode
        /// The cases, in order; a last one without condition is the `else`.
        public var cases: [Case]
        /// A decision.
        public init(text: Text? = nil, mode: Mode = .auto, cases: [Case]) {
            (self.text, self.mode, self.cases) = (text, mode, cases)
        }
    }

    /// A pause.
    public struct Wait: Sendable, Hashable {
        /// What is awaited, for the agent.
        public var text: Text?
        /// The event that ends the pause; nil to wait for the time alone.
        public var event: String?
        /// Outputs that the event brings: name after `o.` and its type.
        public var sets: [Playbook.Input]
        /// When the pause ends without the event.
        public var until: Offset
        /// What follows when the event did not come.
        public var onTimeout: [Step]
        /// A pause.
        public init(
            text: Text? = nil, event: String? = nil, sets: [Playbook.Input] = [], until: Offset, onTimeout: [Step] = []
        ) {
            self.text = text
            self.event = event
            self.sets = sets
            self.until = until
            self.onTimeout = onTimeout
        }
    }

    /// Branches that run side by side.
    public struct Parallel: Sendable, Hashable {
        /// When the step is over.
        public enum Join: String, Sendable, Hashable, CaseIterable {
            /// When every branch is.
            case all
            /// When one branch is; the others are called off.
            case any
        }
        /// One of the branches.
        public struct Branch: Sendable, Hashable {
            /// The stable name, part of the path of its steps.
            public var id: String
            /// The steps.
            public var steps: [Step]
            /// Where it begins.
            public var place: Place
            /// A branch.
            public init(id: String, steps: [Step], place: Place = .start) {
                (self.id, self.steps, self.place) = (id, steps, place)
            }
        }
        /// When the step is over.
        public var join: Join
        /// The branches, in the order of the file.
        public var branches: [Branch]
        /// A parallel step.
        public init(join: Join = .all, branches: [Branch]) { (self.join, self.branches) = (join, branches) }
    }

    /// The same steps for each item of a list answer.
    public struct Loop: Sendable, Hashable {
        /// The list: `a.banks`, a several-choices answer, or an integer answer that counts the rounds.
        public var over: String
        /// The name of the current item: `a.<name>` inside of the steps; nil for none.
        public var item: String?
        /// The most rounds there can be.
        public var maximum: Int
        /// The steps of one round.
        public var steps: [Step]
        /// A loop.
        public init(over: String, item: String? = nil, maximum: Int, steps: [Step]) {
            self.over = over
            self.item = item
            self.maximum = maximum
            self.steps = steps
        }
    }

    /// Another playbook, run in this place.
    public struct Call: Sendable, Hashable {
        /// Its id. The step's own id is the step's `as`, or the same.
        public var playbook: String
        /// Its exact version.
        public var version: Version
        /// Inputs of it by name, each an expression of this playbook. Inputs that the case provides need not be listed.
        public var with: [String: Expression]
        /// Outputs of it: the name after `o.` here, and the name of the output there.
        public var take: [String: String]
        /// A call.
        public init(
            playbook: String, version: Version, with: [String: Expression] = [:], take: [String: String] = [:]
        ) {
            self.playbook = playbook
            self.version = version
            self.with = with
            self.take = take
        }
    }

    /// The case is passed to somebody outside.
    public struct Referral: Sendable, Hashable {
        /// Whether the victim must have agreed.
        public enum Consent: String, Sendable, Hashable, CaseIterable {
            /// Yes, and the agent records it with the referral.
            case required
            /// No: the law demands or allows it without.
            case notNeeded = "not_needed"
        }
        /// To whom: a code of the desk's referral list in lower case, `bank_sender`, `police`.
        public var to: String
        /// What is to be done, for the agent.
        public var text: Text?
        /// Whether the victim must have agreed.
        public var consent: Consent
        /// The variables whose values go along.
        public var needs: [String]
        /// A referral.
        public init(to: String, text: Text? = nil, consent: Consent, needs: [String] = []) {
            self.to = to
            self.text = text
            self.consent = consent
            self.needs = needs
        }
    }

    /// A role in the desk is told.
    public struct Escalation: Sendable, Hashable {
        /// How bad it is.
        public enum Severity: String, Sendable, Hashable, CaseIterable {
            /// To know.
            case low
            /// To act on in the shift.
            case medium
            /// To act on within the hour.
            case high
            /// To act on at once.
            case critical
        }
        /// The role: `shift_lead`.
        public var to: String
        /// How bad it is.
        public var severity: Severity
        /// Why.
        public var reason: Text
        /// An escalation.
        public init(to: String, severity: Severity, reason: Text) {
            (self.to, self.severity, self.reason) = (to, severity, reason)
        }
    }

    /// The run is over.
    public struct End: Sendable, Hashable {
        /// The outcome: an expression of text type that gives a code of the desk's outcome list in lower case.
        /// Nil in a module: there the end only ends the module.
        public var outcome: Expression?
        /// Whether it may stand inside of a branch and ends the whole run from there.
        public var aborts: Bool
        /// An end.
        public init(outcome: Expression?, aborts: Bool = false) { (self.outcome, self.aborts) = (outcome, aborts) }
    }
}
