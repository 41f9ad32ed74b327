public import Canonical

/// An event in two parts: what may be read by anybody who may read the case's history, and what is stored sealed.
///
/// Personal are all reasons and references, answers to questions of a personal type, and texts among inputs and among
/// the values that an event brings, whatever they say.
extension RunEvent {
    /// The public part, and the personal part when there is one. Both together are the event.
    public func split() -> (public: JSON, personal: JSON?) {
        guard var open = json.object else { return (json, nil) }
        var sealed: JSON.Members = [:]
        for member in ["reason", "reference"] { move(member, &open, &sealed) }
        switch kind {
        case .answered(_, .value, let isPersonal, _) where isPersonal: move("answer", &open, &sealed)
        case .corrected(_, _, _, let isPersonal, _) where isPersonal:
            move("old", &open, &sealed)
            move("new", &open, &sealed)
        case .started, .learned, .migrated: moveTexts(in: "inputs", &open, &sealed)
        case .waitSatisfied: moveTexts(in: "values", &open, &sealed)
        default: break
        }
        return (.object(open), sealed.isEmpty ? nil : .object(sealed))
    }

    /// Puts an event together from its parts.
    public init(public open: JSON, personal: JSON?) throws(EventError) {
        guard var members = open.object else { throw EventError(member: "event") }
        for (name, value) in personal?.object ?? [:] {
            if let inner = members[name]?.object, let more = value.object, name == "inputs" || name == "values" {
                members[name] = .object(inner.merging(more) { _, sealed in sealed })
            } else {
                members[name] = value
            }
        }
        try self.init(json: .object(members))
    }

    private func move(_ member: String, _ open: inout JSON.Members, _ sealed: inout JSON.Members) {
        if let value = open.removeValue(forKey: member) { sealed[member] = value }
    }

    private func moveTexts(in member: String, _ open: inout JSON.Members, _ sealed: inout JSON.Members) {
        guard let members = open[member]?.object else { return }
        let texts = members.filter { Value(tagged: $0.value)?.hasText ?? true }
        if texts.isEmpty { return }
        open[member] = .object(members.filter { texts[$0.key] == nil })
        sealed[member] = .object(texts)
    }
}

extension Value {
    /// Whether there is text in it.
    fileprivate var hasText: Bool {
        switch self {
        case .string: true
        case .list(let values): values.contains(where: \.hasText)
        case .bool, .int, .timestamp, .duration, .money: false
        }
    }
}
