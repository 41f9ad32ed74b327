/// The screen's own words in the language of the agent. What is said to the victim comes from the playbooks.
struct Words: Sendable, Hashable {
    /// Whether the agent works in Russian; in English otherwise.
    let isRussian: Bool

    init(language: String) { isRussian = language.lowercased().hasPrefix("ru") }

    private func say(_ ru: String, _ en: String) -> String { isRussian ? ru : en }

    // The frame.
    func counts(done: Int, open: Int) -> String {
        say("готово \(done) · открыто \(open)", "\(done) done · \(open) open")
    }
    var wordForWord: String { say("дословно", "word for word") }
    var mandatory: String { say("обязательно", "mandatory") }
    var openSteps: String { say("Открытые шаги", "Open steps") }
    func moreSteps(_ count: Int) -> String { say("ещё \(count), Tab", "\(count) more, Tab") }
    var late: String { say("просрочено на", "late by") }
    var left: String { say("осталось", "left") }
    var paused: String { say("часы стоят", "clock stands still") }
    var day: String { say("д", "d") }
    var due: String { say("до", "by") }
    var saving: String { say("Сохраняю…", "Saving…") }
    var why: String { say("Если спросят, зачем", "If they ask why") }
    var detail: String { say("Подробнее", "More") }
    var sources: String { say("Основания", "Sources") }
    var more: String { say("ещё: PgDn", "more: PgDn") }

    func kind(_ step: GuideStep) -> String {
        if step.isReview { return say("ПРОВЕРЬТЕ ЕЩЁ РАЗ", "LOOK AGAIN") }
        return switch step.kind {
        case .say: say("СКАЖИТЕ", "SAY")
        case .ask: say("СПРОСИТЕ", "ASK")
        case .action: say("СДЕЛАЙТЕ", "DO")
        case .checklist: say("ПРОЙДИТЕ ПО СПИСКУ", "GO THROUGH THE LIST")
        case .decide: say("РЕШИТЕ", "DECIDE")
        case .wait: say("ЖДЁМ", "WAIT")
        case .refer: say("ПЕРЕДАЙТЕ", "REFER")
        case .escalate: say("СООБЩИТЕ СТАРШЕМУ", "ESCALATE")
        case .other: say("ШАГ", "STEP")
        }
    }

    /// Whose task a step is, beside its kind: what the agent does alone is not read out.
    func role(_ role: String) -> String {
        switch role {
        case "agent": say("сами, не вслух", "yourself, not aloud")
        case "shift_lead": say("старший смены", "shift lead")
        case "supervisor": say("супервизор", "supervisor")
        case "second_line": say("вторая линия", "second line")
        case "psychologist": say("психолог", "psychologist")
        case "operator": say("оператор связи", "network operator")
        default: role
        }
    }

    /// The letter for yes: in Russian the first of the word, because the key `y` writes `н`, “нет”, in that layout.
    var yesKey: String { say("д", "y") }
    /// The letter for no.
    var noKey: String { say("н", "n") }

    // Answers.
    var unknown: String { say("не знает", "does not know") }
    var refused: String { say("не хочет говорить", "does not want to say") }
    var recommended: String { say("рекомендуется", "recommended") }
    var notApplicable: String { say("не подходит", "does not apply") }
    var required: String { say("нужно", "required") }
    func placeholder(_ type: String) -> String {
        switch type {
        case "money": "150000 RUB"
        case "timestamp": say("ЧЧ:ММ или ГГГГ-ММ-ДД ЧЧ:ММ, местное время", "HH:MM or YYYY-MM-DD HH:MM, local time")
        case "date": say("ГГГГ-ММ-ДД", "YYYY-MM-DD")
        case "phone": "+79281234567"
        case "integer": say("число", "number")
        case "reference": say("номер", "reference")
        default: say("ответ", "answer")
        }
    }

    // What is asked of the agent.
    func reasonPrompt(_ purpose: GuideModel.ReasonPurpose) -> String {
        switch purpose {
        case .cannot: say("Почему не получается?", "Why can it not be done?")
        case .notNeeded: say("Почему это не нужно?", "Why is it not needed?")
        case .consentRefused: say("Согласия нет. Почему не передаём?", "No consent. Why is it not referred?")
        case .choice: say("Почему не так, как рекомендуется?", "Why not the recommended way?")
        case .item: say("Почему пункт не подходит?", "Why does the item not apply?")
        }
    }
    var consentPrompt: String {
        say("Человек согласен на передачу? д да · н нет", "Does the person agree to it? y yes · n no")
    }
    var numberPrompt: String { say("Номер, который назвали (можно пусто)", "The number that they gave (may be empty)") }
    var pickItemPrompt: String { say("Какой пункт не подходит? Номер", "Which item does not apply? Its number") }
    var noteTitle: String { say("Заметка", "Note") }
    var discardPrompt: String { say("Выбросить заметку? д да · н нет", "Throw the note away? y yes · n no") }
    var historyTitle: String { say("Что исправить?", "Which answer is to be corrected?") }
    var recorded: String { say("Сейчас записано", "Recorded now") }
    var newAnswer: String { say("Новый ответ", "New answer") }
    var changes: String { say("Что изменится", "What would change") }
    var nothingElse: String { say("Больше ничего.", "Nothing else.") }
    var correctionReason: String { say("Причина исправления", "Reason for the correction") }
    var confirmPrompt: String { say("Исправить? д да · н нет", "Correct it? y yes · n no") }
    var kindsTitle: String { say("Какой это вид обмана?", "Which kind of scam is it?") }
    func retypePrompt(_ kind: String) -> String {
        say(
            "Дальше по плану «\(kind)»? Ответы останутся. д да · н нет",
            "Go on with the plan for “\(kind)”? The answers stay. y yes · n no")
    }
    var interruptsTitle: String { say("Что случилось?", "What has happened?") }
    var effects: [(key: String, label: String)] {
        [
            ("opened", say("Появится", "Newly open")), ("ask_again", say("Спросить снова", "Ask again")),
            ("review", say("Перепроверить", "Review")), ("superseded", say("Отпадёт", "Superseded")),
            ("held", say("Подождёт", "On hold")), ("kept", say("Останется", "Kept")),
        ]
    }
}
