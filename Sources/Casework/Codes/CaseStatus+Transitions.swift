extension CaseStatus {
    /// The statuses that may follow this one. Nothing returns to `new`, and only a closed case is reopened.
    public var next: [CaseStatus] {
        switch self {
        case .new: [.inProgress, .waitingForVictim, .waitingForThirdParty, .closed]
        case .inProgress: [.waitingForVictim, .waitingForThirdParty, .monitoring, .closed]
        case .waitingForVictim: [.inProgress, .waitingForThirdParty, .monitoring, .closed]
        case .waitingForThirdParty: [.inProgress, .waitingForVictim, .monitoring, .closed]
        case .monitoring: [.inProgress, .waitingForVictim, .waitingForThirdParty, .closed]
        case .closed: [.reopened]
        case .reopened: [.inProgress, .waitingForVictim, .waitingForThirdParty, .monitoring, .closed]
        }
    }

    /// Whether a case may go from this status to `other`; staying is no change.
    public func canBecome(_ other: CaseStatus) -> Bool { next.contains(other) }

    /// Whether work on the case goes on.
    public var isOpen: Bool { self != .closed }
}
