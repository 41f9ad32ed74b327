internal import Canonical

/// How the console asks for one thing: as buttons, boxes, a list or a line, after the type of the question.
struct Question {
    struct Button {
        let value: String
        let label: String
        /// The key that presses it, 1 to 9.
        let digit: String?
        var isRecommended = false
    }
    struct Item {
        let id: String
        let text: String
        let isRequired: Bool
        let isDone: Bool
    }

    var buttons: [Button] = []
    var boxes: [Button] = []
    var items: [Item] = []
    var choices: [Button] = []
    /// The kind of line to type in: `text`, `number`, `money`, `timestamp`, `date`, `phone`.
    var input: String?
    var isLong = false
    var isTimestamp = false
    var hint: String?
    var least: String?
    var most: String?
    /// Answers without a value that are allowed: `unknown`, `refused`.
    var without: [Button] = []

    // Stored, because templates see stored properties only.
    private(set) var hasButtons = false
    private(set) var hasBoxes = false
    private(set) var hasItems = false
    private(set) var hasChoices = false
    private(set) var hasWithout = false

    init(_ step: JSON, _ tongue: Words.Tongue) {
        let answer = step["answer"]
        let options = (answer?["options"]?.array ?? []).enumerated().map { index, option in
            Button(
                value: option["value"]?.string ?? "", label: option["label"]?.string ?? "", digit: Self.digit(index))
        }
        switch answer?["type"]?.string {
        case "choice": buttons = options
        case "choices": boxes = options
        case "integer": setNumber(answer?["range"])
        case let type?: setLine(type, tongue)
        case nil: break
        }
        without = (answer?["allow"]?.array ?? []).compactMap(\.string).map { value in
            Button(
                value: value, label: Words.say(value == "unknown" ? "answerUnknown" : "answerRefused", tongue),
                digit: nil)
        }
        setLists(step)
        (hasButtons, hasBoxes, hasItems) = (!buttons.isEmpty, !boxes.isEmpty, !items.isEmpty)
        (hasChoices, hasWithout) = (!choices.isEmpty, !without.isEmpty)
    }

    private mutating func setLists(_ step: JSON) {
        items = (step["items"]?.array ?? []).map { item in
            Item(
                id: item["item"]?.string ?? "", text: item["text"]?.string ?? "",
                isRequired: item["required"]?.bool ?? false, isDone: item["state"]?.string == "done")
        }
        choices = (step["choices"]?.array ?? []).enumerated().map { index, choice in
            Button(
                value: String(choice["case"]?.int ?? 0), label: choice["label"]?.string ?? "", digit: Self.digit(index),
                isRecommended: choice["recommended"]?.bool ?? false)
        }
    }

    /// A small range is a row of buttons: one key, no typing.
    private mutating func setNumber(_ range: JSON?) {
        if let least = range?["min"]?.int, let most = range?["max"]?.int, most - least < 11, most >= least {
            buttons = (least...most).map { number in
                Button(
                    value: String(number), label: String(number), digit: (0...9).contains(number) ? String(number) : nil
                )
            }
            return
        }
        input = "number"
        least = range?["min"]?.int.map { String($0) }
        most = range?["max"]?.int.map { String($0) }
    }

    private mutating func setLine(_ type: String, _ tongue: Words.Tongue) {
        isTimestamp = type == "timestamp"
        isLong = type == "text"
        switch type {
        case "timestamp": (input, hint) = ("datetime-local", nil)
        case "date": input = "date"
        case "phone": (input, hint) = ("tel", "+79281234567")
        case "money": (input, hint) = ("text", Words.say("moneyHint", tongue))
        default: input = "text"
        }
    }

    private static func digit(_ index: Int) -> String? { index < 9 ? String(index + 1) : nil }
}
