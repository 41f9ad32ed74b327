/// For what a person allowed the use of personal data.
public enum ConsentPurpose: String, Code {
    /// Case handling.
    case caseHandling = "CASE_HANDLING"
    /// Sharing with the bank.
    case shareBank = "SHARE_BANK"
    /// Sharing with the police.
    case sharePolice = "SHARE_POLICE"
    /// Sharing with the state anti-fraud system.
    case shareGIS = "SHARE_GIS"
    /// Call recording.
    case callRecording = "CALL_RECORDING"
    /// Trusted person.
    case trustedPerson = "TRUSTED_PERSON"
    /// Statistics.
    case statistics = "STATISTICS"
    /// Survey.
    case survey = "SURVEY"
    /// Health notes.
    case healthNote = "HEALTH_NOTE"

    /// The name of the list.
    public static let listName = "consent_purpose"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .caseHandling: CodeNames(ru: "Работа по обращению", en: "Case handling")
        case .shareBank: CodeNames(ru: "Передача банку", en: "Sharing with the bank")
        case .sharePolice: CodeNames(ru: "Передача полиции", en: "Sharing with the police")
        case .shareGIS: CodeNames(ru: "Передача в ГИС «Антифрод»", en: "Sharing with the state anti-fraud system")
        case .callRecording: CodeNames(ru: "Запись разговора", en: "Call recording")
        case .trustedPerson: CodeNames(ru: "Доверенное лицо", en: "Trusted person")
        case .statistics: CodeNames(ru: "Статистика", en: "Statistics")
        case .survey: CodeNames(ru: "Опрос", en: "Survey")
        case .healthNote: CodeNames(ru: "Заметки о здоровье", en: "Health notes")
        }
    }
}
