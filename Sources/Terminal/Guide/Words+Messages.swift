/// Sentences below the step, hints and the last words.
extension Words {
    private func say(_ ru: String, _ en: String) -> String { isRussian ? ru : en }

    func retyped(_ old: String, _ new: String) -> String {
        old == new
            ? say("План остался прежним.", "The plan stays the same.")
            : say("Теперь план: \(new). Прежние ответы учтены.", "The plan is now: \(new). The answers are kept.")
    }
    var corrected: String { say("Исправлено.", "Corrected.") }
    var noteSaved: String { say("Заметка сохранена.", "The note is saved.") }
    func noteMasked(_ kinds: [String]) -> String {
        say("Заметка сохранена, скрыто: ", "The note is saved; masked: ") + kinds.joined(separator: ", ")
    }
    func notRecorded(_ text: String) -> String { say("Не записано: ", "Not recorded: ") + text }
    var uncertain: String {
        say("Последнее могло не сохраниться, проверьте.", "The last thing may not be saved, please check.")
    }
    var sendAgain: String { say("Enter – отправить ещё раз.", "Enter sends it again.") }
    var leaveUnsent: String {
        say(
            "Ответ ещё не сохранён. Enter – отправить, Ctrl-C – выйти без него.",
            "The answer is not saved yet. Enter sends it, Ctrl-C leaves without it.")
    }
    var typeAnswer: String { say("Напишите ответ, затем Enter.", "Type the answer, then Enter.") }
    var markFirst: String { say("Сначала отметьте пункт его номером.", "Mark an item with its number first.") }
    var alreadySaved: String { say("Этот пункт уже сохранён.", "This item is saved already.") }
    var reasonNeeded: String { say("Нужна причина.", "A reason is needed.") }
    var nothingToCorrect: String { say("Ответов пока нет.", "Nothing was answered yet.") }

    // Hints: what the keys do.
    var said: String { say("сказано", "said") }
    var done: String { say("сделано", "done") }
    var hasCome: String { say("дождались", "it has come") }
    var stillRight: String { say("по-прежнему верно", "still right") }
    var save: String { say("сохранить", "save") }
    var send: String { say("записать", "record") }
    var without: String { say("без этого", "without it") }
    var cannot: String { say("не получается", "cannot") }
    var notNeeded: String { say("не нужно", "not needed") }
    var keys: String { say("клавиши", "keys") }
    var type: String { say("писать", "type") }
    var whyKey: String { say("зачем", "why") }
    var detailKey: String { say("подробнее", "more") }
    var kindKey: String { say("другой вид обмана", "another kind of scam") }
    var backKey: String { say("исправить", "correct") }
    var noteKey: String { say("заметка", "note") }
    var pauseKey: String { say("пауза", "pause") }
    var nextStep: String { say("другой шаг", "other step") }
    var cancel: String { say("отмена", "cancel") }
    var choose: String { say("выбрать", "choose") }
    var nextPage: String { say("ещё варианты", "more options") }
    var agreed: String { say("согласен, передать", "agreed, refer") }
    var mark: String { say("отметить", "mark") }
    var itemOut: String { say("не подходит", "not applicable") }
    var allInterrupts: String { say("все", "all") }
    var leaveKey: String { say("выйти", "leave") }

    // The end.
    var finished: String { say("Все шаги пройдены.", "All steps are done.") }
    var closed: String { say("Обращение закрыто.", "The case is closed.") }
    var nothingOpen: String { say("Сейчас делать нечего.", "There is nothing to do now.") }
    var outcome: String { say("Итог", "Outcome") }
    var next: String { say("Что дальше", "What is next") }
    func nextMoves(_ reference: String) -> [(command: String, meaning: String)] {
        [
            ("redress case handout \(reference)", say("памятка пострадавшему", "the victim's own plan")),
            ("redress case close \(reference)", say("закрыть обращение", "close the case")),
            ("redress case show \(reference)", say("всё об обращении", "the whole case")),
        ]
    }
    func goOn(_ reference: String) -> String {
        say("Пауза, всё сохранено. Продолжить: ", "Paused, everything is saved. Go on: ")
            + "redress case guide \(reference)"
    }
    func goOnUnsaved(_ reference: String) -> String {
        say("Пауза. Продолжить: ", "Paused. Go on: ") + "redress case guide \(reference)"
    }
    var lineHelp: String {
        say(
            "Строка – ответ или клавиша, Enter – подтвердить. При вводе текста клавиши пишутся с двоеточием: “:p”. Заметка кончается строкой “.”.",
            "A line is an answer or a key, an empty line is Enter. While a text is typed, keys have a colon: “:p”. A note ends with a line “.”."
        )
    }
    var oneKey: String { say("Одна клавиша или номер.", "One key or a number, please.") }
}
