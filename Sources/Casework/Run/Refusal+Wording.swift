internal import Playbook

extension Refusal {
    /// What the desk tells a person when a run refuses.
    var explanation: Explanation {
        switch self {
        case .notStarted: Explanation(.conflict, "run-not-started", "The playbook has not begun.")
        case .alreadyStarted: Explanation(.conflict, "run-started", "The playbook has begun already.")
        case .runEnded:
            Explanation(
                .conflict, "run-ended", "The guide is finished.", wayOut: "Correct an answer, or close the case.")
        case .unknownStep(let path, let suggestion):
            Explanation(
                .notFound, "unknown-step", "There is no step \(path.text.echoed(or: "of that name")).",
                wayOut: suggestion.map { "Did you mean \($0)?" } ?? "See the open steps: redress case guide REF --json",
                field: "step")
        case .notOpen(let path, let state):
            Explanation(
                .conflict, "step-not-open", "Step \(path) is not open; it is \(state.rawValue).",
                wayOut: state == .done ? "To change it, correct the answer." : "See the open steps.", field: "step")
        case .nothingToConfirm(let path):
            Explanation(.conflict, "nothing-to-confirm", "Step \(path) needs no second look.", field: "step")
        case .wrongOutcome(let path, let takes):
            Explanation(
                .badInput, "wrong-outcome", "Step \(path) does not end like this.",
                wayOut: "It takes: \(takes.joined(separator: ", ")).", field: "result")
        case .wrongAnswer(let path, let reason): reason.explanation(at: path)
        case .checkFailed(let path, let source):
            switch TimeRule(source) {
            case .past:
                Explanation(
                    .badInput, "answer-check", "That moment is still to come.",
                    wayOut: "Ask again when it was, and look at the date.", field: "answer")
            case .ahead:
                Explanation(
                    .badInput, "answer-check", "That moment is over already.",
                    wayOut: "Agree on one that is still to come, and look at the date.", field: "answer")
            case nil:
                Explanation(
                    .badInput, "answer-check", "The answer to \(path) breaks its rule: \(source).",
                    wayOut: "Ask again.", field: "answer")
            }
        case .reasonNeeded(let path):
            Explanation(
                .badInput, "reason-needed", "Step \(path) needs a reason for this.", wayOut: "Add --reason.",
                field: "reason")
        case .consentNeeded(let path):
            Explanation(
                .conflict, "consent-needed", "Step \(path) needs the victim's consent.",
                wayOut: "Ask for it, then record it.",
                field: "consent")
        default: rarerExplanation
        }
    }

    private var rarerExplanation: Explanation {
        switch self {
        case .unknownItem(let path, let item, let items):
            Explanation(
                .badInput, "unknown-item", "\(path) has no item \(item).",
                wayOut: "It has: \(items.joined(separator: ", ")).",
                field: "items")
        case .itemRequired(let path, let item):
            Explanation(.badInput, "item-required", "Item \(item) of \(path) cannot be left out.", field: "items")
        case .unknownCase(let path, let number, let count):
            Explanation(
                .badInput, "unknown-case", "\(path) has no case \(number).", wayOut: "It has 0 to \(count - 1).",
                field: "choose")
        case .unknownInterrupt(let name, let interrupts):
            Explanation(
                .notFound, "unknown-interrupt", "There is no interrupt \(name.echoed(or: "of that name")).",
                wayOut: "There are: \(interrupts.joined(separator: ", ")).", field: "interrupt")
        case .nothingAwaits(let event, let awaited):
            Explanation(
                .conflict, "nothing-awaits", "Nothing waits for \(event.echoed(or: "that")).",
                wayOut: awaited.isEmpty ? "" : "Awaited: \(awaited.joined(separator: ", ")).", field: "event")
        case .wrongValue(let name), .wrongInput(let name):
            Explanation(.badInput, "wrong-value", "The value of \(name) is of another type.", field: name)
        case .inputMissing(let name):
            Explanation(.conflict, "input-missing", "The playbook needs \(name).", field: name)
        case .alreadyPaused: Explanation(.conflict, "already-paused", "The clocks stand still already.")
        case .notPaused: Explanation(.conflict, "not-paused", "The clocks are running.")
        default: Explanation(.conflict, "refused", "The playbook does not allow this now.")
        }
    }
}

extension WrongAnswer {
    fileprivate func explanation(at path: StepPath) -> Explanation {
        func wrong(_ sentence: String, _ wayOut: String) -> Explanation {
            Explanation(
                .badInput, "wrong-answer", "The answer to \(path) \(sentence).", wayOut: wayOut, field: "answer")
        }
        return switch self {
        case .notAnOption(let options): wrong("is none of its options", "They are: \(options.joined(separator: ", ")).")
        case .twice(let option): wrong("has \(option) twice", "Name each once.")
        case .outOfRange(let least, let most): wrong("is out of range", "It is from \(least) to \(most).")
        case .empty: wrong("is empty", "Say something, or use unknown or refused where allowed.")
        case .tooLong(let maximum): wrong("is too long", "At most \(maximum) characters.")
        case .notANumber: wrong("is not a whole number", "For example: 3")
        case .notAnAmount: wrong("is not an amount", "For example: 150000 RUB")
        case .notAMoment: wrong("is not a moment", "For example: 2026-11-22T10:30:00+03:00")
        case .notADay: wrong("is not a day", "For example: 2026-11-22")
        case .notAPhone: wrong("is not a phone number", "For example: +79281234567")
        case .notAllowed(let none): wrong("cannot be “\(none.rawValue)”", "This question needs a value.")
        case .wrongType(let type): wrong("is of another type", "It must be: \(type).")
        }
    }
}
