public import Canonical

extension Explanation {
    /// The contract of `case why --json`, without the case.
    public var json: JSON {
        .members([
            "step": .string(path.text), "state": .string(state.rawValue), "because": .array(reasons.map(\.json)),
            "excluded_by": excludedBy?.json,
        ])
    }
}

extension Explanation.Reason {
    /// What was decided, where, and by which answers.
    public var json: JSON {
        let (code, told) = kind.words
        return .members([
            "step": .string(path.text), "kind": .string(code), "told": told.map(JSON.string),
            "facts": facts.isEmpty ? nil : .array(facts.map(\.json)),
        ])
    }
}

extension Explanation.Fact {
    /// A variable and what it held. Text that a person said is not repeated.
    var json: JSON {
        let shown: JSON? =
            switch value {
            case .some(.value(let value)): value.json
            case .some(.none(let reason)): .string(reason.rawValue)
            case Optional.none: nil
            }
        return .members(["variable": .string(variable), "value": shown, "from": from.map { .string($0.text) }])
    }
}

extension Explanation.Kind {
    fileprivate var words: (code: String, told: String?) {
        switch self {
        case .took(let number, let condition): ("took", condition ?? "else (case \(number))")
        case .tookOther(let number, let condition, _):
            ("took_other", condition ?? number.map { "else (case \($0))" } ?? "no case held")
        case .applies(let rule): ("applies", rule)
        case .doesNotApply(let rule): ("does_not_apply", rule)
        case .branch(let name): ("branch", name)
        case .calledOff: ("called_off", nil)
        case .round(let number): ("round", String(number))
        case .rounds(let count): ("rounds", String(count))
        case .called(let id, let version): ("called", "\(id) \(version)")
        case .followed(let state): ("followed", state.rawValue)
        case .otherResult(let state): ("other_result", state.rawValue)
        case .interrupt(let id): ("interrupt", id)
        case .runEnded: ("run_ended", nil)
        }
    }
}
