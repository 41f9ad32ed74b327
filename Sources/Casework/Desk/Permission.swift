/// What somebody may do. The table below is the only one in the program: both faces ask it, through the operations.
public enum Permission: String, Sendable, Hashable, CaseIterable {
    /// Open a case.
    case openCase
    /// Be guided, record, correct, note, change the status of a case that one has.
    case workOnCase
    /// See a case.
    case readCase
    /// See and work on cases that others have, and give them to somebody.
    case workOnAllCases
    /// Approve or refuse what a colleague wants the operator to do to somebody's number or money.
    case approveActions
    /// See personal data unmasked, with a purpose.
    case reveal
    /// Place and release holds, erase a person's data, export what is held on a person, keep to retention periods.
    case protectPersonalData
    /// List, verify and export the audit trail.
    case audit
    /// Bring playbook versions in.
    case importPlaybooks
    /// Publish playbook versions that a second person approved.
    case publishPlaybooks
    /// Approve what an author wants published.
    case approvePlaybooks
    /// Take playbook versions out of use: whoever sees that one does harm.
    case retirePlaybooks
    /// See playbooks, code lists and the state of the service.
    case readPlaybooks
    /// Make reports, and bring out what is masked of many cases at once.
    case makeReports
    /// Talk to a person as a bot: the self-service part of a case's playbook, and handing over.
    case converse
    /// Issue and revoke tokens, add and disable staff, change the configuration.
    case administer

    /// The roles that have it.
    public var roles: Set<StaffRole> {
        switch self {
        case .openCase: [.agent, .supervisor]
        case .workOnCase: [.agent, .supervisor]
        case .readCase: [.agent, .supervisor, .compliance]
        case .workOnAllCases: [.supervisor]
        case .approveActions: [.supervisor]
        case .reveal: [.agent, .supervisor, .compliance]
        case .protectPersonalData: [.compliance]
        case .audit: [.compliance]
        case .importPlaybooks: [.author]
        case .publishPlaybooks: [.author]
        case .approvePlaybooks: [.supervisor]
        case .retirePlaybooks: [.author, .supervisor]
        case .readPlaybooks: Set(StaffRole.allCases)
        case .makeReports: [.supervisor, .compliance]
        case .converse: [.bot]
        case .administer: [.admin]
        }
    }

    /// Whether the actor has it. The program itself may do what its own code does.
    public func isGranted(to actor: Actor) -> Bool { actor.kind == .system || !roles.isDisjoint(with: actor.roles) }
}
