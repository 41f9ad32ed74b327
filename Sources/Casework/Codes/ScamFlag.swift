/// How the deceit was done, beside its type.
public enum ScamFlag: String, Code {
    /// Deepfake voice.
    case deepfakeVoice = "DEEPFAKE_VOICE"
    /// Deepfake video.
    case deepfakeVideo = "DEEPFAKE_VIDEO"
    /// Spoofed number.
    case spoofedNumber = "SPOOFED_NUMBER"
    /// Fake app.
    case fakeApp = "FAKE_APP"
    /// QR code.
    case qr = "QR"
    /// Remote screen share.
    case remoteScreenShare = "REMOTE_SCREEN_SHARE"
    /// Second hit on the same victim.
    case secondHit = "SECOND_HIT"
    /// Coerced into a crime.
    case coercedCrime = "COERCED_CRIME"
    /// Insider suspected.
    case insiderSuspected = "INSIDER_SUSPECTED"
    /// Victim is a minor.
    case minorVictim = "MINOR_VICTIM"

    /// The name of the list.
    public static let listName = "scam_flag"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .deepfakeVoice: CodeNames(ru: "Подделанный голос", en: "Deepfake voice")
        case .deepfakeVideo: CodeNames(ru: "Подделанное видео", en: "Deepfake video")
        case .spoofedNumber: CodeNames(ru: "Подменённый номер", en: "Spoofed number")
        case .fakeApp: CodeNames(ru: "Поддельное приложение", en: "Fake app")
        case .qr: CodeNames(ru: "QR-код", en: "QR code")
        case .remoteScreenShare: CodeNames(ru: "Демонстрация экрана", en: "Remote screen share")
        case .secondHit: CodeNames(ru: "Повторный обман той же жертвы", en: "Second hit on the same victim")
        case .coercedCrime: CodeNames(ru: "Принуждение к преступлению", en: "Coerced into a crime")
        case .insiderSuspected: CodeNames(ru: "Подозрение на сотрудника", en: "Insider suspected")
        case .minorVictim: CodeNames(ru: "Жертва несовершеннолетняя", en: "Victim is a minor")
        }
    }
}
