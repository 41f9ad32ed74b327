/// What of the attack is happening right now.
public enum Ongoing: String, Code {
    /// On the line with the scammer now.
    case onCallNow = "ON_CALL_NOW"
    /// Screen shared now.
    case screenShared = "SCREEN_SHARED"
    /// Courier expected.
    case courierExpected = "COURIER_EXPECTED"
    /// Meeting planned.
    case meetingPlanned = "MEETING_PLANNED"
    /// Nothing.
    case nothing = "NONE"

    /// The name of the list.
    public static let listName = "ongoing"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .onCallNow: CodeNames(ru: "Мошенник сейчас на связи", en: "On the line with the scammer now")
        case .screenShared: CodeNames(ru: "Экран сейчас показан мошеннику", en: "Screen shared now")
        case .courierExpected: CodeNames(ru: "Ждут курьера", en: "Courier expected")
        case .meetingPlanned: CodeNames(ru: "Назначена встреча", en: "Meeting planned")
        case .nothing: CodeNames(ru: "Ничего", en: "Nothing")
        }
    }
}
