/// What is never said to a victim, short enough for a card. The full list is ``ForbiddenPhrases``.
enum CardNever {
    /// The phrases that the lines quote, by language; each is one that the linter finds.
    static let quoted: [Language: [String]] = [
        "ru": [
            "как вы могли", "все об этом знают", "надо было", "успокойтесь", "деньги точно вернут", "уже не вернуть",
            "почему сами назвали код", "полиция найдёт",
        ],
        "en": [
            "how could you", "everyone knows", "you should have", "calm down", "you will get it back", "it's gone",
            "why did you give the code", "the police will find them",
        ],
    ]

    /// The lines of a card.
    static func lines(_ language: Language) -> [String] {
        let tongue = Tongue(language: language)
        let known: Language = language == "ru" ? "ru" : "en"
        let phrases = (quoted[known] ?? []).map { known == "ru" ? "«\($0)»" : "“\($0)”" }
        return [
            tongue("Не говорить: ", "Do not say: ") + phrases.joined(separator: ", "),
            tongue(
                "Не спрашивать и не записывать коды, пароли, ПИН, CVV, номер карты целиком",
                "Do not ask for or write down codes, passwords, PIN, CVV or a whole card number"),
            tongue(
                "Не обещать денег и решений полиции, не давать юридических оценок",
                "Promise neither money nor what the police will do; give no legal verdicts"),
            tongue(
                "Не винить, не шутить, не поучать, пока срочное не сделано",
                "No blame, no jokes, no lecture before the urgent steps are done"),
            tongue(
                "Не советовать спорить с мошенниками или платить за «возврат»",
                "Never advise to confront the scammers or to pay for “recovery”"),
        ]
    }
}
