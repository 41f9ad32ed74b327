/// What the desk knows: the words that a playbook may use although it does not declare them.
public struct DeskVocabulary: Sendable {
    /// What a case provides under one name.
    public struct CaseInput: Sendable, Hashable {
        /// What it holds when it holds a value.
        public var type: ValueType
        /// Whether it may be absent.
        public var isOptional: Bool
        /// What a case provides under one name.
        public init(_ type: ValueType, isOptional: Bool = false) { (self.type, self.isOptional) = (type, isOptional) }
    }
    /// What every case provides, by the name after `case.`.
    public var caseInputs: [String: CaseInput]
    /// What the desk can learn about a case: the values of `fact:`.
    public var facts: Set<String>
    /// Who can be told or can do something.
    public var roles: Set<String>
    /// To whom a case can be passed, in lower case.
    public var referralTargets: Set<String>
    /// How a case can end, in lower case.
    public var outcomes: Set<String>
    /// What a `wait` can hear; nil when any name will do.
    public var waitEvents: Set<String>?
    /// The ids of the facts that a step can rest on, beside `K`; nil when any id will do.
    public var sources: Set<String>?

    /// A vocabulary from its parts.
    public init(
        caseInputs: [String: CaseInput], facts: Set<String>, roles: Set<String>, referralTargets: Set<String>,
        outcomes: Set<String>, waitEvents: Set<String>? = nil, sources: Set<String>? = nil
    ) {
        self.caseInputs = caseInputs
        self.facts = facts
        self.roles = roles
        self.referralTargets = referralTargets
        self.outcomes = outcomes
        self.waitEvents = waitEvents
        self.sources = sources
    }

    /// The words of a desk that has added none of its own.
    public static let standard = DeskVocabulary(
        caseInputs: [
            "reference": CaseInput(.string), "opened_at": CaseInput(.timestamp), "channel": CaseInput(.string),
            "language": CaseInput(.string), "jurisdiction": CaseInput(.string), "scam_type": CaseInput(.string),
            "discovered_at": CaseInput(.timestamp, isOptional: true),
            "first_paid_at": CaseInput(.timestamp, isOptional: true),
            "last_paid_at": CaseInput(.timestamp, isOptional: true), "loss": CaseInput(.money, isOptional: true),
            "age_band": CaseInput(.string, isOptional: true),
        ],
        facts: [
            "distress", "ongoing", "attack_stage", "tx_state", "awareness", "victim_status", "safe_to_contact",
            "verification_word", "stated_loss", "paid_at", "discovered_at", "police_reference", "bank_reference",
            "wrap_up", "scam_type",
        ],
        roles: ["agent", "shift_lead", "supervisor", "second_line", "psychologist", "compliance", "operator"],
        referralTargets: [
            "bank_sender", "bank_recipient", "police", "regulator", "ombudsman", "gov_portal", "credit_bureau",
            "lender", "platform", "exchange", "crisis_line", "victim_support", "lawyer_free_aid", "shop", "emergency",
        ],
        outcomes: [
            "prevented", "stopped_partial", "loss_no_return", "returned_part", "returned_full", "account_restored",
            "loan_cancelled", "police_case_opened", "refused_by_bank", "refused_by_police", "escalated_regulator",
            "civil_claim", "lost_contact", "not_fraud",
        ])
}
