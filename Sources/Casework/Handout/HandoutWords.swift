internal import Playbook

/// The fixed sentences of the plan, from domain.md (M7, M11, 3.2): official numbers only, no promise of money.
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
    let comfort: String
    let comfortList: [String]
    let timeZone: String

    static func of(_ language: Language) -> HandoutWords { language == "ru" ? russian : english }

    private static let russian = HandoutWords(
        language: "ru", title: "Ваш план", number: "Номер обращения", done: "Уже сделано", next: "Что сделать дальше",
        nothingNext: "Сейчас от вас ничего не нужно. Мы позвоним, как договорились.", until: "до", never: "Никогда",
        neverList: [
            "Не называйте никому коды из сообщений, ПИН и пароли. Мы о них не спрашиваем.",
            "Не переводите деньги на «безопасный счёт». Таких счетов нет.",
            "Не платите тем, кто обещает вернуть деньги. Это новый обман, даже если они знают вашу историю.",
            "Если сомневаетесь, положите трубку и сами наберите официальный номер.",
        ],
        comfort: "Если тяжело",
        comfortList: [
            "Вы не виноваты: эти люди обманывают каждый день.",
            "Опасность для жизни: 112. Поговорить бесплатно: 8-800-2000-122.",
        ], timeZone: "время UTC")

    private static let english = HandoutWords(
        language: "en", title: "Your plan", number: "Case number", done: "Already done", next: "What to do next",
        nothingNext: "Nothing is needed from you now. We will call as agreed.", until: "by", never: "Never",
        neverList: [
            "Never tell anyone codes from messages, your PIN or passwords. We do not ask for them.",
            "Never move money to a “safe account”. There is no such account.",
            "Never pay anybody who offers to get your money back. It is a new scam, even if they know your story.",
            "If in doubt, hang up and dial the official number yourself.",
        ],
        comfort: "If it is hard",
        comfortList: [
            "The blame is theirs: they deceive people every day.",
            "Danger to life: 112. Tell somebody you trust what happened.",
        ], timeZone: "UTC")
}
