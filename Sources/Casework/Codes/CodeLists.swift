/// One code of a list with what it is called.
public struct CodeEntry: Sendable, Hashable {
    /// The stable code.
    public let code: String
    /// Its Russian name.
    public let ru: String
    /// Its English name.
    public let en: String
}

/// A code list as data, for interfaces and documents.
public struct CodeList: Sendable, Hashable {
    /// The name of the list: `payment_rail`.
    public let name: String
    /// Its codes in order.
    public let codes: [CodeEntry]

    init(_ type: (some Code).Type) {
        name = type.listName
        codes = type.allCases.map { CodeEntry(code: $0.rawValue, ru: $0.names.ru, en: $0.names.en) }
    }
}

/// Every code list of the product: SQL, API, console, playbooks and documents take them from here.
public enum CodeLists {
    /// The lists, each once.
    public static let all: [CodeList] = [
        CodeList(ScamType.self),
        CodeList(ScamFlag.self),
        CodeList(PaymentRail.self),
        CodeList(PaymentState.self),
        CodeList(Authorisation.self),
        CodeList(ScamChannel.self),
        CodeList(IntakeChannel.self),
        CodeList(Impersonated.self),
        CodeList(AttackStage.self),
        CodeList(Ongoing.self),
        CodeList(VictimStatus.self),
        CodeList(Awareness.self),
        CodeList(WhatWasGiven.self),
        CodeList(AccessKind.self),
        CodeList(IndicatorType.self),
        CodeList(IndicatorConfidence.self),
        CodeList(IndicatorRecipient.self),
        CodeList(Vulnerability.self),
        CodeList(RiskFlag.self),
        CodeList(LossType.self),
        CodeList(Outcome.self),
        CodeList(ReferralTarget.self),
        CodeList(ReferralState.self),
        CodeList(ContactDirection.self),
        CodeList(Priority.self),
        CodeList(CaseStatus.self),
        CodeList(PartyRole.self),
        CodeList(AuthLevel.self),
        CodeList(AgeBand.self),
        CodeList(WrapUpCode.self),
        CodeList(ConsentPurpose.self),
        CodeList(Jurisdiction.self),
        CodeList(StaffRole.self),
        CodeList(RevealPurpose.self),
        CodeList(HoldReason.self),
        CodeList(ErasureBasis.self),
        CodeList(ErasureRefusal.self),
        CodeList(DataCategory.self),
        CodeList(RetentionCategory.self),
        CodeList(PartyField.self),
        CodeList(RedactedKind.self),
        CodeList(PriorityReason.self),
        CodeList(HandoverReason.self),
        CodeList(LinkKind.self),
        CodeList(AccessState.self),
        CodeList(ConfirmedHow.self),
        CodeList(LenderType.self),
        CodeList(LoanState.self),
        CodeList(LoanReceiver.self),
        CodeList(OperatorAction.self),
        CodeList(ActionState.self),
        CodeList(AttachmentKind.self),
    ]

    /// The list called `name`, or nil.
    public static func list(named name: String) -> CodeList? { all.first { $0.name == name } }
}
