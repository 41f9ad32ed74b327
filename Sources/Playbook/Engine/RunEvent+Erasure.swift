internal import Canonical

extension RunEvent {
    /// What stands where something personal stood before it was erased.
    public static let erasedText = "[erased]"

    /// The event without anything personal: the same steps, times and results, with a mark where words were.
    ///
    /// Inputs named in `keeping` are codes of the case, not words of a person, and stay. What is not personal by its type
    /// is the same afterwards, so that the run still leads where it led, unless a condition asked for the words themselves.
    public func erased(keeping: Set<String> = []) -> RunEvent {
        RunEvent(at: at, erasedKind(keeping))
    }

    private func erasedKind(_ keeping: Set<String>) -> Kind {
        func inputs(_ values: [String: Value]) -> [String: Value] {
            Dictionary(uniqueKeysWithValues: values.map { ($0, keeping.contains($0) ? $1 : $1.withoutText) })
        }
        return switch kind {
        case .started(let values, let language): .started(inputs: inputs(values), language: language)
        case .learned(let values): .learned(inputs: inputs(values))
        case .answered(let path, let answer, true, let language):
            .answered(path, answer.erased(at), isPersonal: true, language: language)
        case .itemChecked(let path, let item, .notApplicable):
            .itemChecked(path, item: item, .notApplicable(reason: Self.erasedText))
        case .actionReported(let path, .cannot): .actionReported(path, .cannot(reason: Self.erasedText))
        case .skipped(let path, _): .skipped(path, reason: Self.erasedText)
        case .decided(let path, let recommended, let chosen, let reason):
            .decided(path, recommended: recommended, chosen: chosen, reason: reason.map { _ in Self.erasedText })
        case .referred(let path, let to, let hasConsent, let reference):
            .referred(path, to: to, hasConsent: hasConsent, reference: reference.map { _ in Self.erasedText })
        case .waitSatisfied(let path, let values): .waitSatisfied(path, values: inputs(values))
        case .corrected(let path, let old, let new, let isPersonal, _):
            .corrected(
                path, old: isPersonal ? old.erased(at) : old, new: isPersonal ? new.erased(at) : new,
                isPersonal: isPersonal, reason: Self.erasedText)
        case .timersPaused: .timersPaused(reason: Self.erasedText)
        default: kind
        }
    }
}

extension Answer {
    fileprivate func erased(_ at: Timestamp) -> Answer {
        guard case .value(let value) = self else { return self }
        return .value(value.erased(at))
    }
}

extension Value {
    /// The value with a mark for every text in it.
    fileprivate var withoutText: Value {
        switch self {
        case .string: .string(RunEvent.erasedText)
        case .list(let values): .list(values.map(\.withoutText))
        case .bool, .int, .timestamp, .duration, .money: self
        }
    }

    /// A value of the same type that says nothing; `at` stands for every moment.
    fileprivate func erased(_ at: Timestamp) -> Value {
        switch self {
        case .bool: .bool(false)
        case .int: .int(0)
        case .string: .string(RunEvent.erasedText)
        case .timestamp: .timestamp(at)
        case .duration: .duration(0)
        case .money(let money): .money(Money(minor: 0, currency: money.currency))
        case .list(let values): .list(values.map { $0.erased(at) })
        }
    }
}
