public import Canonical

/// The written form: an object with `event`, `at` and the members of its kind. Values carry their type, so that an
/// event is read back without its playbook.
extension RunEvent {
    /// The written form; ``init(json:)`` reads it back.
    public var json: JSON {
        var members: JSON.Members = ["event": .string(name), "at": .string(at.description)]
        if let path { members["path"] = .string(path.text) }
        members.merge(ownMembers) { own, _ in own }
        return .object(members)
    }

    private var ownMembers: JSON.Members {
        switch kind {
        case .started(let inputs, let language): ["inputs": inputs.tagged, "language": .string(language.code)]
        case .learned(let inputs): ["inputs": inputs.tagged]
        case .shown(_, let language): ["language": .string(language.code)]
        case .answered(_, let answer, let isPersonal, let language):
            ["answer": answer.tagged, "is_personal": .bool(isPersonal), "language": .string(language.code)]
        case .itemChecked(_, let item, let outcome): outcome.members(of: item)
        case .actionReported(_, .done): ["result": "done"]
        case .actionReported(_, .cannot(let reason)): ["result": "cannot", "reason": .string(reason)]
        case .skipped(_, let reason): ["reason": .string(reason)]
        case .timersPaused(let reason): ["reason": .string(reason)]
        case .decided(_, let recommended, let chosen, let reason):
            JSON.Members(present: [
                "recommended": recommended.map(number), "chosen": chosen.map(number), "reason": reason.map(text),
            ])
        case .referred(_, let to, let hasConsent, let reference):
            JSON.Members(present: [
                "to": .string(to), "has_consent": .bool(hasConsent), "reference": reference.map(text),
            ])
        case .waitSatisfied(_, let values): ["values": values.tagged]
        case .interruptRaised(let id, let count), .interruptEnded(let id, let count):
            ["interrupt": .string(id), "number": number(count)]
        case .corrected(_, let old, let new, let isPersonal, let reason):
            [
                "old": old.tagged, "new": new.tagged, "is_personal": .bool(isPersonal), "reason": .string(reason),
            ]
        case .timerFired(_, let rung):
            JSON.Members(present: ["rung": .string(rung.description), "role": rung.role.map(text)])
        case .clockSet(_, let clock): clock.members
        case .escalated(let to, let severity, _): ["to": .string(to), "severity": .string(severity.rawValue)]
        case .branchCalledOff(_, let branch): ["branch": .string(branch)]
        case .ended(let outcome): JSON.Members(present: ["outcome": outcome.map(text)])
        case .migrated(let migration): migration.members
        case .reconfirmed, .timersResumed, .activated, .notApplicable, .reopened: [:]
        }
    }

    private func number(_ value: Int) -> JSON { .int(Int64(value)) }
    private func text(_ value: String) -> JSON { .string(value) }
}

extension Migration {
    fileprivate var members: JSON.Members {
        var members: JSON.Members = ["from": from.json, "to": to.json]
        if !map.isEmpty {
            members["map"] = .object(
                JSON.Members(uniqueKeysWithValues: map.map { ($0.key.text, JSON.string($0.value.text)) }))
        }
        if !inputs.isEmpty { members["inputs"] = inputs.tagged }
        if !reason.isEmpty { members["reason"] = .string(reason) }
        return members
    }
}

extension Migration.Version {
    fileprivate var json: JSON {
        ["playbook": .string(playbook), "version": .string(version), "digest": .string(digest)]
    }

    init?(json: JSON?) {
        guard let playbook = json?["playbook"]?.string, let version = json?["version"]?.string,
            let digest = json?["digest"]?.string
        else { return nil }
        self.init(playbook: playbook, version: version, digest: digest)
    }
}

extension ItemOutcome {
    fileprivate func members(of item: String) -> JSON.Members {
        switch self {
        case .done: ["item": .string(item), "result": "done"]
        case .notApplicable(let reason):
            ["item": .string(item), "result": "not_applicable", "reason": .string(reason)]
        }
    }
}

extension StepClock {
    fileprivate var members: JSON.Members {
        JSON.Members(present: [
            "anchor": .string(anchor.description), "due": .string(due.description),
            "warn": warn.map { .string($0.description) }, "later": later.map { .string($0.description) },
            "is_pausable": .bool(isPausable),
        ])
    }
}

extension [String: Value] {
    /// Each value with its type.
    var tagged: JSON { .object(JSON.Members(mapping: self, \.tagged)) }
}

extension Answer {
    /// `{"value": {"int": 5}}` or `{"none": "refused"}`
    var tagged: JSON {
        switch self {
        case .value(let value): ["value": value.tagged]
        case .none(let none): ["none": .string(none.rawValue)]
        }
    }

    init?(tagged json: JSON) {
        if let none = json["none"]?.string {
            guard let none = NoValue(rawValue: none) else { return nil }
            self = .none(none)
        } else {
            guard let value = json["value"].flatMap({ Value(tagged: $0) }) else { return nil }
            self = .value(value)
        }
    }
}

extension Value {
    /// `{"int": 5}`: the value under the name of its type.
    var tagged: JSON {
        switch self {
        case .bool: ["bool": json]
        case .int: ["int": json]
        case .string: ["string": json]
        case .timestamp: ["timestamp": json]
        case .duration: ["duration": json]
        case .money: ["money": json]
        case .list(let values): ["list": .array(values.map(\.tagged))]
        }
    }

    init?(tagged json: JSON) {
        guard let members = json.object, members.count == 1, let (name, inner) = members.first else { return nil }
        if name == "list" {
            guard let elements = inner.array else { return nil }
            let values = elements.compactMap { Value(tagged: $0) }
            guard values.count == elements.count else { return nil }
            self = .list(values)
            return
        }
        let types: [String: ValueType] = [
            "bool": .bool, "int": .int, "string": .string, "timestamp": .timestamp, "duration": .duration,
            "money": .money,
        ]
        guard let type = types[name], let value = Value(inner, as: type) else { return nil }
        self = value
    }
}
