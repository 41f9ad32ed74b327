extension DeskError {
    /// Why two cases, or two people, do not come together.
    var togetherExplanation: Explanation {
        switch self {
        case .caseMerged(let reference, let into):
            Explanation(
                .conflict, "case-merged", "Case \(reference) was merged into \(into).",
                wayOut: "Go on with case \(into).")
        case .notMerged(let reference, let into):
            Explanation(
                .conflict, "not-merged", "Case \(reference) was not merged into \(into).",
                wayOut: "redress case show \(reference) tells where its work goes on.")
        case .sameCase(let reference):
            Explanation(
                .badInput, "same-case", "Case \(reference) was named twice.", wayOut: "Name another case.",
                field: "other")
        case .onHold(let reference):
            Explanation(
                .conflict, "on-hold", "A hold is on case \(reference): nothing of it may go or move.",
                wayOut: "Wait until it is released: redress privacy release \(reference)")
        case .actionState(let reference, let number, let state):
            Explanation(
                .conflict, "action-state", "Action \(number) of case \(reference) is \(state.rawValue).",
                wayOut: state.wayOut(reference, number))
        case .actionWaiting(let reference, let action, let number):
            Explanation(
                .conflict, "action-waiting",
                "\(action.rawValue) was asked for already: action \(number) of case \(reference).",
                wayOut: "redress case show \(reference) tells where it stands.")
        default: Explanation(.fault, "internal", "Something went wrong inside of Redress.")
        }
    }
}

extension ActionState {
    fileprivate func wayOut(_ reference: String, _ number: Int) -> String {
        switch self {
        case .requested: "A colleague who may approves it first: redress case action \(reference) \(number) --approve"
        case .expired: "Ask for it anew."
        default: "redress case show \(reference) tells what became of it."
        }
    }
}

extension DeskError {
    /// The same in Russian.
    var togetherRussian: Explanation.Words {
        switch self {
        case .caseMerged(let reference, let into):
            .init("Обращение \(reference) объединено с \(into).", wayOut: "Работайте с обращением \(into).")
        case .notMerged(let reference, let into):
            .init(
                "Обращение \(reference) не объединяли с \(into).",
                wayOut: "Где идёт работа, покажет: redress case show \(reference)")
        case .sameCase(let reference):
            .init("Обращение \(reference) названо дважды.", wayOut: "Назовите другое обращение.")
        case .onHold(let reference):
            .init(
                "На обращении \(reference) стоит запрет: ничего нельзя ни удалить, ни перенести.",
                wayOut: "Дождитесь снятия: redress privacy release \(reference)")
        case .actionState(let reference, let number, let state):
            .init(
                "Действие \(number) в обращении \(reference): \(state.names.ru.lowercased()).",
                wayOut: "Что с ним стало, покажет: redress case show \(reference)")
        case .actionWaiting(let reference, let action, let number):
            .init(
                "Об этом уже просили (\(action.names.ru.lowercased())): действие \(number) в обращении \(reference).",
                wayOut: "Что с ним, покажет: redress case show \(reference)")
        default: .init("Внутренняя ошибка Redress.")
        }
    }
}
