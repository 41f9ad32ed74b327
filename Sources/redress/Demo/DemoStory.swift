import Canonical

/// What happens in one demo case. Nobody in it is a real person: names are numbers, phones are of no network.
struct DemoStory: Sendable {
    let name: String
    let phone: String
    let channel: String
    let language: String
    let scam: String?
    let openedAt: Timestamp
    let payments: [String]
    let indicators: [String]
    /// How many steps are worked on; nil for as many as there are.
    let steps: Int?
    let seed: UInt64
    /// Whether the play is written down for the screen.
    let isShown: Bool

    /// The story of one of many: calls peak at ten, chats at sixteen; four in five are solved.
    init(number: Int, of count: Int, until now: Timestamp, using generator: inout SeededGenerator) {
        let isCall = Int.random(in: 0..<100, using: &generator) < 85
        let day = now.adding(seconds: -Int64(count - number) * 30 * 86_400 / Int64(count))
        let spread = Int64.random(in: -7_000...7_000, using: &generator)
        openedAt = min(day.adding(seconds: spread), now.adding(seconds: -1_800))
        name = "Пострадавший \(number + 1)"
        phone = "+7999\(1_000_000 + Int.random(in: 0..<8_999_999, using: &generator))"
        channel =
            isCall
            ? "HOTLINE"
            : ["APP_CHAT", "APP_CHAT", "WEB_CHAT", "CHATBOT"].randomElement(using: &generator) ?? "APP_CHAT"
        language = Int.random(in: 0..<10, using: &generator) == 0 ? "en" : "ru"
        scam = Int.random(in: 0..<100, using: &generator) < 75 ? "SAFE_ACCOUNT" : nil
        let amount = Int.random(in: 3...400, using: &generator) * 1_000
        let rail =
            ["SBP", "ACCOUNT_TRANSFER", "CARD_P2P", "CASH_DEPOSIT_ATM"].randomElement(using: &generator) ?? "SBP"
        let paidAt = openedAt.adding(seconds: -Int64.random(in: 300...90_000, using: &generator))
        payments =
            Int.random(in: 0..<4, using: &generator) == 0 ? [] : ["\(rail):\(amount):RUB:\(paidAt.wholeSecondsText)"]
        indicators = ["PHONE:+7495000\(1000 + Int.random(in: 0..<24, using: &generator))"]
        steps = Int.random(in: 0..<5, using: &generator) == 0 ? Int.random(in: 2...14, using: &generator) : nil
        seed = generator.next()
        isShown = false
    }

    private init(until now: Timestamp) {
        (name, phone, channel, language, scam) = ("Пострадавшая 161", "+79990000161", "HOTLINE", "ru", "SAFE_ACCOUNT")
        openedAt = now.adding(seconds: -2_400)
        payments = ["SBP:180000:RUB:\(now.adding(seconds: -4_200).wholeSecondsText)"]
        indicators = ["PHONE:+74950001007"]
        (steps, seed, isShown) = (nil, 42, true)
    }

    /// The story that is shown on the screen.
    static func guided(until now: Timestamp) -> DemoStory { DemoStory(until: now) }
}
