internal import Playbook

/// What the desk tells a person in Russian when a run refuses; the English is in `Refusal+Wording.swift`.
extension Refusal {
    var russian: Explanation.Words {
        switch self {
        case .notStarted: .init("Сценарий ещё не начат.")
        case .alreadyStarted: .init("Сценарий уже начат.")
        case .runEnded: .init("Все шаги пройдены.", wayOut: "Исправьте ответ или закройте обращение.")
        case .unknownStep(let path, let suggestion):
            .init(
                "Шага \(path.text.echoed(or: "с таким именем")) нет.",
                wayOut: suggestion.map { "Может быть, \($0)?" } ?? "Открытые шаги: redress case guide REF --json")
        case .notOpen(let path, let state):
            .init(
                "Шаг \(path) не открыт, он \(state.rawValue).",
                wayOut: state == .done ? "Чтобы изменить его, исправьте ответ." : "Посмотрите открытые шаги.")
        case .nothingToConfirm(let path): .init("Шаг \(path) проверять не нужно.")
        case .wrongOutcome(let path, let takes):
            .init("Шаг \(path) так не заканчивается.", wayOut: "Он принимает: \(takes.joined(separator: ", ")).")
        case .wrongAnswer(let path, let reason): reason.russian(at: path)
        case .checkFailed(let path, let source):
            switch TimeRule(source) {
            case .past:
                .init("Этот момент ещё не наступил.", wayOut: "Спросите ещё раз, когда это было, и проверьте дату.")
            case .ahead:
                .init("Этот момент уже прошёл.", wayOut: "Договоритесь о том, что впереди, и проверьте дату.")
            case nil: .init("Ответ на \(path) не проходит проверку: \(source).", wayOut: "Спросите ещё раз.")
            }
        case .reasonNeeded(let path): .init("Для шага \(path) нужна причина.", wayOut: "Добавьте reason.")
        case .consentNeeded(let path):
            .init("Для шага \(path) нужно согласие человека.", wayOut: "Спросите и запишите его.")
        case .unknownItem(let path, let item, let items):
            .init("В \(path) нет пункта \(item).", wayOut: "Есть: \(items.joined(separator: ", ")).")
        case .itemRequired(let path, let item): .init("Пункт \(item) в \(path) пропустить нельзя.")
        case .unknownCase(let path, let number, let count):
            .init("В \(path) нет варианта \(number).", wayOut: "Есть от 0 до \(count - 1).")
        case .unknownInterrupt(let name, let interrupts):
            .init(
                "Отступления \(name.echoed(or: "с таким именем")) нет.",
                wayOut: "Есть: \(interrupts.joined(separator: ", ")).")
        case .nothingAwaits(let event, let awaited):
            .init(
                "Ничто не ждёт \(event.echoed(or: "этого")).",
                wayOut: awaited.isEmpty ? "" : "Ожидается: \(awaited.joined(separator: ", ")).")
        case .wrongValue(let name), .wrongInput(let name): .init("Значение \(name) другого типа.")
        case .inputMissing(let name): .init("Сценарию нужно \(name).")
        case .alreadyPaused: .init("Сроки уже стоят.")
        case .notPaused: .init("Сроки идут.")
        }
    }
}

extension WrongAnswer {
    fileprivate func russian(at path: StepPath) -> Explanation.Words {
        func wrong(_ sentence: String, _ wayOut: String) -> Explanation.Words {
            .init("Ответ на \(path) \(sentence).", wayOut: wayOut)
        }
        return switch self {
        case .notAnOption(let options): wrong("не из предложенных", "Есть: \(options.joined(separator: ", ")).")
        case .twice(let option): wrong("содержит \(option) дважды", "Назовите каждый один раз.")
        case .outOfRange(let least, let most): wrong("вне пределов", "От \(least) до \(most).")
        case .empty: wrong("пуст", "Скажите что-нибудь, или unknown либо refused, где это можно.")
        case .tooLong(let maximum): wrong("слишком длинный", "Не больше \(maximum) знаков.")
        case .notANumber: wrong("не целое число", "Например: 3")
        case .notAnAmount: wrong("не сумма", "Например: 150000 RUB")
        case .notAMoment: wrong("не время", "Например: 2026-11-22T10:30:00+03:00")
        case .notADay: wrong("не дата", "Например: 2026-11-22")
        case .notAPhone: wrong("не телефон", "Например: +79281234567")
        case .notAllowed(let none): wrong("не может быть «\(none.rawValue)»", "Здесь нужно значение.")
        case .wrongType(let type): wrong("другого типа", "Нужно: \(type).")
        }
    }
}
