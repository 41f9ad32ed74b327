internal import Canonical

/// An open step as the screen shows it.
struct GuideStep: Sendable, Hashable {
    /// What a step is; unknown kinds are shown and can be done.
    enum Kind: String, Sendable, Hashable {
        case say, ask, action = "do", checklist, decide, wait, refer, escalate, other
    }
    /// One thing of a checklist.
    struct Item: Sendable, Hashable {
        var id: String
        var text: String
        var isRequired: Bool
        /// `open`, `done` or `not_applicable`.
        var state: String
    }
    /// One way that an advised decision can go.
    struct Choice: Sendable, Hashable {
        var number: Int
        var label: String
        var isRecommended: Bool
    }

    var path: String
    var kind: Kind
    var text: String
    var detail: String?
    var why: String?
    var isVerbatim: Bool
    var role: String?
    var isMandatory: Bool
    var isReview: Bool
    var question: Question?
    /// The values that the event of a wait can bring.
    var awaited: [Arrival.Value]
    var items: [Item]
    var choices: [Choice]
    var due: Timestamp?
    var deadlineState: String
    var sources: [String]

    init(_ json: JSON) {
        (path, text) = (json["path"]?.string ?? "", json["text"]?.string ?? "")
        kind = json["kind"]?.string.flatMap(Kind.init) ?? .other
        detail = json["detail"]?.string
        why = json["why"]?.string
        isVerbatim = json["read"]?.string == "verbatim"
        role = json["role"]?.string
        isMandatory = json["mandatory"]?.bool ?? false
        isReview = json["review"]?.bool ?? false
        question = json["answer"].map(Question.init)
        awaited = (json["awaits"]?["values"]?.array ?? []).compactMap { value in
            guard let name = value["name"]?.string, let answer = value["answer"] else { return nil }
            return Arrival.Value(name: name, question: Question(answer))
        }
        items = json["items"]?.array?.map(Item.init) ?? []
        choices = json["choices"]?.array?.map(Choice.init) ?? []
        due = json["deadline"]?["due_at"]?.string.flatMap(Timestamp.init)
        deadlineState = json["deadline"]?["state"]?.string ?? "none"
        sources = json["sources"]?.array?.compactMap(\.string) ?? []
    }

    /// When its clock runs out; nil when there is none or it stands still.
    var runningDue: Timestamp? { deadlineState == "paused" ? nil : due }

    /// Orders steps by their running clocks, the earliest first; what has none comes last.
    var urgency: Int64 { runningDue?.microseconds ?? .max }

    /// Whether `cannot` and `not needed` are ways out of it.
    var hasOtherWays: Bool {
        switch kind {
        case .say, .action, .checklist, .refer: !isReview
        case .ask, .decide, .wait, .escalate, .other: false
        }
    }
}

extension GuideStep.Item {
    init(_ json: JSON) {
        self.init(
            id: json["item"]?.string ?? "", text: json["text"]?.string ?? "",
            isRequired: json["required"]?.bool ?? false, state: json["state"]?.string ?? "open")
    }
}

extension GuideStep.Choice {
    init(_ json: JSON) {
        self.init(
            number: Int(json["case"]?.int ?? 0), label: json["label"]?.string ?? "",
            isRecommended: json["recommended"]?.bool ?? false)
    }
}

/// How a question is answered.
struct Question: Sendable, Hashable {
    /// One of a closed set.
    struct Option: Sendable, Hashable {
        var value: String
        var label: String
    }
    var type: String
    var options: [Option]
    var minimum: Int64?
    var maximum: Int64?
    var allowsUnknown: Bool
    var allowsRefused: Bool

    init(_ json: JSON) {
        type = json["type"]?.string ?? "text"
        options = (json["options"]?.array ?? []).compactMap { option in
            option["value"]?.string.map { Option(value: $0, label: option["label"]?.string ?? $0) }
        }
        minimum = json["range"]?["min"]?.int
        maximum = json["range"]?["max"]?.int
        let allowed = json["allow"]?.array?.compactMap(\.string) ?? []
        allowsUnknown = allowed.contains("unknown")
        allowsRefused = allowed.contains("refused")
    }

    /// Whether it is answered in a line instead of by one key.
    var isTyped: Bool { options.isEmpty }
    /// Whether several options are picked.
    var isSeveral: Bool { type == "choices" }
    /// Whether no answer begins with a letter, so that letters stay hot keys while the line is empty.
    var isNumeric: Bool { ["integer", "timestamp", "date", "phone"].contains(type) }

    /// The option that a letter means: `y`, `n`, `д`, `н` for yes and no. A Russian letter means its Russian word before
    /// it means the Latin key on the same place: `н` is “нет”, though it stands where `y` is.
    func option(for letter: Character) -> Option? {
        let word: String
        switch letter.lowercased() {
        case "y", "д": word = "yes"
        case "n", "н", "т": word = "no"
        default: return nil
        }
        guard options.contains(where: { $0.value == "yes" }) else { return nil }
        return options.first { $0.value == word }
    }
}
