internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// The browser that a request came from: its cookies, and so who is signed in and which language the console speaks.
struct Browser: Sendable {
    private static let sessionName = "redress_session"
    private static let tongueName = "redress_language"

    /// The secret of the session cookie; a new one when there is none, for the form of the sign-in page.
    let id: String
    /// Whether the cookie must be given.
    let isNew: Bool
    let tongue: Words.Tongue
    private let house: House
    private let isEncrypted: Bool

    init(_ head: HTTPRequest, _ house: House) {
        let cookies = Self.cookies(head.headerFields[values: .cookie])
        let given = cookies[Self.sessionName].flatMap { $0.utf8.count == 64 ? $0 : nil }
        id = given ?? Randomness.hexadecimal(32)
        isNew = given == nil
        self.house = house
        tongue = cookies[Self.tongueName].flatMap(Words.Tongue.init(rawValue:)) ?? Self.wanted(head.headerFields)
        isEncrypted =
            house.configuration.certificate != nil
            || HTTPField.Name("X-Forwarded-Proto").flatMap { head.headerFields[$0] } == "https"
    }

    /// What surrounds every page.
    func frame(actor: Actor?, path: String, message: String? = nil, trouble: String? = nil) -> Page.Frame {
        Page.Frame(
            w: Words.all(tongue), lang: tongue.rawValue, isRussian: tongue == .ru, staff: actor?.id,
            mayWork: actor.map { Permission.workOnCase.isGranted(to: $0) } ?? false,
            form: house.visitors.formToken(for: id),
            path: path, now: String(house.desk.now().microseconds / 1000), styles: Assets.address("console.css"),
            script: Assets.address("console.js"), message: message, trouble: trouble)
    }

    /// The cookie that carries a session; it ends with the browser, and the server's own limits come first.
    func sessionCookie(_ id: String) -> String {
        "\(Self.sessionName)=\(id); Path=/; HttpOnly; SameSite=Strict" + (isEncrypted ? "; Secure" : "")
    }

    /// The cookie that takes a session away.
    func endedSession() -> String { "\(Self.sessionName)=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict" }

    /// The cookie that keeps the language of the console.
    static func tongueCookie(_ tongue: Words.Tongue) -> String {
        "\(tongueName)=\(tongue.rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
    }

    private static func cookies(_ fields: [String]) -> [String: String] {
        var cookies: [String: String] = [:]
        for part in fields.flatMap({ $0.split(separator: ";") }) {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            cookies[String(sides[0].drop { $0 == " " })] = String(sides[1])
        }
        return cookies
    }

    /// Russian when the browser asks for it first, else English.
    private static func wanted(_ headers: HTTPFields) -> Words.Tongue {
        (headers[.acceptLanguage] ?? "").lowercased().hasPrefix("ru") ? .ru : .en
    }
}
