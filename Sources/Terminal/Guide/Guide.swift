internal import Canonical

/// A guide document as the screen needs it. Whatever a document lacks is empty: a newer server must not break an older
/// screen in the middle of a call.
struct Guide: Sendable {
    var reference: String
    var title: String
    var status: String
    var priority: String
    var priorityReasons: [String]
    var open: [GuideStep]
    var interrupts: [Interrupt]
    var trail: [TrailEntry]
    var done: Int
    var outcome: String?
    var isEnded: Bool

    /// A side path.
    struct Interrupt: Sendable, Hashable {
        var id: String
        var label: String
    }

    init(_ json: JSON) {
        reference = json["ref"]?.string ?? ""
        title = json["title"]?.string ?? json["playbook"]?["id"]?.string ?? ""
        status = json["status"]?.string ?? ""
        priority = json["priority"]?.string ?? ""
        priorityReasons = json["priority_reasons"]?.array?.compactMap(\.string) ?? []
        open = json["open"]?.array?.map(GuideStep.init) ?? []
        let named = json["interrupts"]?.array?.compactMap { interrupt in
            interrupt["id"]?.string.map { Interrupt(id: $0, label: interrupt["label"]?.string ?? $0) }
        }
        // Whatever the order of the file: danger to life has the first key.
        interrupts = (named ?? []).filter { $0.id == "danger" } + (named ?? []).filter { $0.id != "danger" }
        trail = json["trail"]?.array?.map(TrailEntry.init) ?? []
        done = Int(json["done"]?.int ?? 0)
        outcome = json["outcome"]?.string
        isEnded = json["ended"]?.bool ?? false
    }

    var isClosed: Bool { status == "CLOSED" }

    /// The end that leaving now would be.
    var end: GuideEnd { isClosed ? .closed : isEnded ? .finished : .paused }

    /// The open step whose clock runs out first.
    var nearest: GuideStep? {
        listed.first.flatMap { $0.runningDue == nil ? nil : $0 }
    }

    /// The open steps as they are listed: the one whose clock runs out first at the top; those without a running clock
    /// follow in the order of the plan.
    var listed: [GuideStep] {
        open.enumerated().sorted { left, right in
            (left.element.urgency, left.offset) < (right.element.urgency, right.offset)
        }.map(\.element)
    }

    /// The words of a step wherever it stands in the document; its path when it has none.
    func words(for path: String) -> String {
        let texts = open.filter { $0.path == path }.map(\.text) + trail.filter { $0.path == path }.map(\.text)
        return texts.first { !$0.isEmpty } ?? path
    }
}

/// Something that was worked on.
struct TrailEntry: Sendable, Hashable {
    var path: String
    var kind: String
    var state: String
    var text: String
    var answer: JSON?
    /// How the question is answered, when the document says so.
    var question: Question?

    init(_ json: JSON) {
        path = json["path"]?.string ?? ""
        kind = json["kind"]?.string ?? ""
        state = json["state"]?.string ?? ""
        text = json["text"]?.string ?? ""
        answer = json["answer"]
        question = json["takes"].map(Question.init)
    }

    /// Whether it is a question with an answer that can be corrected.
    var isCorrectable: Bool { kind == "ask" && answer != nil }
}

extension JSON {
    /// The value in words for a person: options by their labels.
    func words(_ question: Question?) -> String {
        switch self {
        case .null: return ""
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return String(value)
        case .string(let value): return question?.options.first { $0.value == value }?.label ?? value
        case .array(let values): return values.map { $0.words(question) }.joined(separator: ", ")
        case .object(let members):
            if let minor = members["minor"]?.int, let currency = members["currency"]?.string {
                let cents = minor.magnitude % 100
                return "\(minor / 100)\(cents == 0 ? "" : (cents < 10 ? ".0" : ".") + String(cents)) \(currency)"
            }
            return members.map { $0.value.words(question) }.joined(separator: " ")
        }
    }
}
