/// The console's own words in both languages, by the name under which the templates show them.
///
/// What is said to a victim comes from the playbooks and what went wrong from `Explanation`; neither is here.
enum Words {
    /// The languages of the console.
    enum Tongue: String, CaseIterable, Sendable {
        case ru
        case en
    }

    static func all(_ tongue: Tongue) -> [String: String] {
        table.mapValues { tongue == .ru ? $0.ru : $0.en }
    }

    /// One word or sentence.
    static func say(_ name: String, _ tongue: Tongue) -> String {
        guard let pair = table[name] else { return name }
        return tongue == .ru ? pair.ru : pair.en
    }

    static let table: [String: (ru: String, en: String)] = general.merging(guide) { first, _ in first }

    private static let general: [String: (ru: String, en: String)] = [
        "queue": ("Очередь", "Queue"), "newCase": ("Новое обращение", "New case"), "signIn": ("Войти", "Sign in"),
        "signOut": ("Выйти", "Sign out"), "token": ("Токен", "Token"), "skip": ("К содержанию", "Skip to content"),
        "tokenHint": (
            "Токен выдаёт администратор: redress token issue. Он начинается с rdr_.",
            "An administrator issues it: redress token issue. It begins with rdr_."
        ),
        "welcome": ("Стол помощи пострадавшим от мошенников", "The desk for people who were deceived"),
        "find": ("Найти", "Find"), "reference": ("Номер обращения", "Case number"), "phone": ("Телефон", "Phone"),
        "findByPhone": ("Найти по телефону", "Find by phone"), "mine": ("Мои", "Mine"), "free": ("Ничьи", "Nobody's"),
        "everyone": ("Все открытые", "All open"), "overdue": ("Просрочены", "Overdue"),
        "closedToo": ("И закрытые", "Closed too"),
        "priority": ("Срочность", "Priority"), "scam": ("Вид обмана", "Kind of scam"),
        "status": ("Состояние", "Status"),
        "assignee": ("Кто ведёт", "Who has it"), "nextClock": ("Ближайший срок", "Next deadline"),
        "opened": ("Открыто", "Opened"),
        "nobody": ("никто", "nobody"), "noCases": ("Здесь пусто.", "Nothing here."),
        "nextPage": ("Дальше", "Next page"),
        "open": ("Открыть", "Open"), "channel": ("Канал", "Channel"),
        "language": ("Язык пострадавшего", "Language of the victim"),
        "jurisdiction": ("Страна", "Country"),
        "unknownYet": ("Пока неизвестно (разобрать по вопросам)", "Not known yet (triage)"),
        "name": ("Имя", "Name"), "optional": ("можно не заполнять", "optional"),
        "summary": ("Что случилось, коротко", "What happened, briefly"),
        "summaryHint": (
            "Коды, номера карт и пароли будут скрыты.", "Codes, card numbers and passwords will be masked."
        ),
        "paid": ("Переводы", "Payments"),
        "paidHint": (
            "По одному в строке: SBP:150000:RUB:now или SBP:150000:RUB:2026-11-22T10:30:00+03:00",
            "One a line: SBP:150000:RUB:now or SBP:150000:RUB:2026-11-22T10:30:00+03:00"
        ),
        "indicators": ("Признаки мошенников", "Indicators"),
        "indicatorsHint": ("По одному в строке: PHONE:+79281234567", "One a line: PHONE:+79281234567"),
        "safeToContact": (
            "Этому человеку можно безопасно перезвонить", "This person can be called back without danger"
        ),
        "moreThisWeek": ("ещё случаев за неделю:", "more cases this week:"),
        "problem": ("Не получилось", "It did not work"), "back": ("Назад", "Back"),
        "formExpired": (
            "Форма устарела. Откройте страницу снова и повторите.",
            "The form is out of date. Open the page again and repeat."
        ),
        "sessionOver": (
            "Смена окончена или вы давно не были здесь. Войдите снова.", "Your session has ended. Sign in again."
        ),
        "yes": ("да", "yes"), "no": ("нет", "no"), "utc": ("время UTC", "UTC"),
    ]

    private static let guide: [String: (ru: String, en: String)] = [
        "interrupts": ("Если что-то случилось", "If something happens"), "sayAloud": ("Скажите", "Say"),
        "ask": ("Спросите", "Ask"), "doIt": ("Сделайте", "Do"), "check": ("Проверьте по списку", "Go through the list"),
        "decide": ("Решите", "Decide"), "wait": ("Ждём", "Wait"), "refer": ("Передайте", "Refer"),
        "escalate": ("Передайте старшему", "Escalate"), "said": ("Сказано, дальше", "Said, go on"),
        "done": ("Сделано", "Done"),
        "referred": ("Передано, человек согласен", "Referred, with consent"),
        "stillRight": ("По-прежнему верно", "Still right"),
        "save": ("Сохранить", "Save"), "cannot": ("Не получается", "Cannot be done"),
        "notNeeded": ("Не нужно", "Not needed"),
        "reason": ("Причина", "Reason"), "why": ("Если спросят, зачем", "If they ask why"),
        "detail": ("Подробнее", "More"),
        "otherWay": ("Сделать нельзя или не нужно", "It cannot be done or is not needed"),
        "review": ("Проверьте ещё раз", "Look again"),
        "mandatory": ("обязательно", "mandatory"), "answer": ("Ответ", "Answer"),
        "answerUnknown": ("Не знает", "Does not know"),
        "answerRefused": ("Не хочет говорить", "Does not want to say"), "due": ("Срок", "Due"),
        "doneBy": ("сделать до", "do it by"),
        "alsoOpen": ("Ещё открыто", "Also open"), "history": ("Что уже сделано", "What was done"),
        "correct": ("исправить", "correct"),
        "correctTitle": ("Исправить ответ", "Correct an answer"), "now": ("Сейчас записано", "What is recorded"),
        "newAnswer": ("Как на самом деле", "The right answer"), "preview": ("Что изменится", "What would change"),
        "kept": ("останется", "kept"), "askAgain": ("спросить снова", "to be asked again"),
        "toReview": ("перепроверить", "to be reviewed"),
        "superseded": ("отпадёт", "no longer needed"), "newSteps": ("появится", "new"),
        "nothingChanges": ("Больше ничего.", "Nothing else."),
        "note": ("Заметка", "Note"),
        "noteHint": (
            "Видна тем, кто ведёт обращение. Коды и карты будут скрыты.",
            "Seen by those who work on the case. Codes and cards are masked."
        ),
        "addNote": ("Добавить заметку", "Add the note"), "noteKept": ("Заметка сохранена.", "The note is saved."),
        "noteMasked": ("Заметка сохранена, в ней скрыто", "The note is saved; masked in it"),
        "takeIt": ("Взять себе", "Assign to me"), "putBack": ("Вернуть в очередь", "Put back"),
        "otherScam": ("Это другой вид обмана", "It is another kind of scam"),
        "otherScamHint": (
            "Сценарий сменится. Ответы и сделанное перейдут в него.",
            "The guide changes. Answers and what is done go with it."
        ), "goOnThere": ("Сменить сценарий", "Change the guide"),
        "close": ("Закрыть обращение", "Close the case"),
        "closeIt": ("Закрыть", "Close"), "outcome": ("Итог", "Outcome"),
        "asPlaybook": ("Как решил сценарий", "As the guide found"),
        "handoutPDF": ("Памятка, PDF", "Handout, PDF"),
        "handout": ("Памятка пострадавшему", "Handout for the victim"), "facts": ("Всё об обращении", "The whole case"),
        "toGuide": ("К шагам", "Back to the steps"),
        "finished": ("Все шаги пройдены. Осталось закрыть обращение.", "All steps are done. The case can be closed."),
        "isClosed": ("Обращение закрыто", "The case is closed"), "reopen": ("Открыть снова", "Reopen"),
        "people": ("Люди", "People"), "payments": ("Переводы", "Payments"), "notes": ("Заметки", "Notes"),
        "followUps": ("Запланированные звонки", "Calls that are planned"), "itemDone": ("сделано", "done"),
        "notApplicable": ("или почему не подходит", "or why it does not apply"),
        "recommended": ("рекомендуется", "recommended"),
        "speak": ("Язык разговора", "Language of the conversation"), "inTime": ("до срока", "left"),
        "late": ("просрочено на", "late by"),
        "leftover": ("осталось обязательных шагов", "mandatory steps left"), "readOnly": ("Только чтение", "Read only"),
        "choose": ("Выберите", "Choose"), "timeHint": ("ГГГГ-ММ-ДД ЧЧ:ММ", "YYYY-MM-DD HH:MM"),
        "moneyHint": ("150000 RUB", "150000 RUB"), "number": ("Номер, который назвали", "The number that they gave"),
    ]
}
