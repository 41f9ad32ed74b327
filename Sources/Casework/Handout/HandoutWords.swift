internal import Playbook

/// The fixed sentences of the plan, from domain.md (M7, M11, 3.2); numbers come from the parameters of the jurisdiction.
/// No promise of money.
struct HandoutWords: Sendable {
    /// ISO 639-1, for whoever reads the page aloud.
    let language: String
    let title: String
    let number: String
    let done: String
    let next: String
    let nothingNext: String
    let until: String
    let never: String
    let neverList: [String]
    let official: String
    let comfort: String
    private let comfortList: [String]
    /// In place of the first comfort, for somebody of whom the police may ask whether he knew.
    private let neutralComfort: String
    /// What the time of Moscow is called; other places tell their distance from UTC.
    let moscow: String

    /// What comforts after a scam. Whose account passed stolen money on is spoken to without judgement, either way
    /// (domain.md PB17).
    func comfort(after scam: ScamType?) -> [String] {
        scam == .mule ? [neutralComfort] + comfortList.dropFirst() : comfortList
    }

    static func of(_ language: Language) -> HandoutWords { language == "ru" ? russian : english }

    /// What numbers are for, by the names of the parameters that hold them, in the order of the page.
    private static let uses: [(name: String, ru: String, en: String)] = [
        ("emergency", "Опасность для жизни", "Danger to life"),
        ("crisis_line_adult", "Поговорить с психологом", "Somebody to talk to"),
        ("victim_support", "Поддержка пострадавших", "Support for victims"),
        ("bank_fast_path", "Банк", "Your bank"),
        ("police_emergency", "Полиция", "Police"), ("police_report", "Заявление", "To report it"),
        ("police_site", "Заявление на сайте", "To report it online"),
        ("central_bank_phone", "Банк России", "Bank of Russia"),
        ("gosuslugi_phone", "Госуслуги", "Gosuslugi"),
    ]

    /// The numbers that a set has, each once.
    func numbers(_ parameters: ParameterSet?) -> [(label: String, words: String)] {
        guard let parameters else { return [] }
        var seen: Set<String> = []
        return Self.uses.compactMap { use in
            guard let words = parameters.words(for: use.name, in: Language(language)), seen.insert(words).inserted
            else {
                return nil
            }
            return (language == "ru" ? use.ru : use.en, words)
        }
    }

    private static let russian = HandoutWords(
        language: "ru", title: "Ваш план", number: "Номер обращения", done: "Уже сделано", next: "Что сделать дальше",
        nothingNext: "Сейчас от вас ничего не нужно. За сроками следим мы.", until: "до", never: "Никогда",
        neverList: [
            "Не называйте никому коды из сообщений, ПИН и пароли. Мы о них не спрашиваем.",
            "Не переводите деньги на «безопасный счёт». Таких счетов нет.",
            "Не платите тем, кто обещает вернуть деньги. Это новый обман, даже если они знают вашу историю.",
            "Если сомневаетесь, положите трубку и сами наберите официальный номер.",
        ],
        official: "Официальные номера", comfort: "Если тяжело",
        comfortList: [
            "Вы не виноваты: эти люди обманывают каждый день.",
            "Расскажите тому, кому доверяете: вдвоём легче.",
        ], neutralComfort: "Хорошо, что вы обратились: теперь вы не один на один с этим.", moscow: "по Москве")

    private static let english = HandoutWords(
        language: "en", title: "Your plan", number: "Case number", done: "Already done", next: "What to do next",
        nothingNext: "Nothing is needed from you now. We watch the dates.", until: "by", never: "Never",
        neverList: [
            "Never tell anyone codes from messages, your PIN or passwords. We do not ask for them.",
            "Never move money to a “safe account”. There is no such account.",
            "Never pay anybody who offers to get your money back. It is a new scam, even if they know your story.",
            "If in doubt, hang up and dial the official number yourself.",
        ],
        official: "Official numbers", comfort: "If it is hard",
        comfortList: [
            "The blame is theirs: they deceive people every day.",
            "Tell somebody you trust: it is easier with two.",
        ], neutralComfort: "It is good that you asked: you are not alone with this now.", moscow: "Moscow time")
}
