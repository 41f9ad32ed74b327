import Canonical

@testable import Playbook

extension Run {
    /// Everything that can be seen of a run, as one JSON value: its canonical bytes are what golden runs compare.
    func picture(in program: Program) -> JSON {
        var picture: JSON.Members = [
            "is_started": .bool(isStarted), "is_ended": .bool(isEnded), "is_paused": .bool(isPaused),
            "done": .int(Int64(doneCount)), "outcome": outcome.map { .string($0) } ?? .null,
            "language": language.map { .string($0.code) } ?? .null,
            // Those that can be entered behind the end follow from the end: runs were recorded before they could be.
            "interrupts": .array(isEnded ? [] : interrupts(in: program).map { .string($0.id) }),
        ]
        picture["steps"] = .object(
            JSON.Members(steps(in: program).map { ($0.path.text, $0.picture) }) { first, _ in first })
        picture["open"] = .array(openSteps(in: program).map(\.picture))
        return .object(picture)
    }
}

extension StepInstance {
    /// The state alone where nothing else is known of the step.
    fileprivate var picture: JSON {
        guard openedAt != nil || record != nil || needsReview else { return .string(state.rawValue) }
        var picture: JSON.Members = ["state": .string(state.rawValue), "needs_review": .bool(needsReview)]
        picture["opened_at"] = openedAt.map { .string($0.description) }
        if let record {
            picture["at"] = .string(record.at.description)
            picture["answer"] = record.answer?.tagged
            picture["chosen"] = record.chosen.map { .int(Int64($0)) }
            picture["reason"] = record.reason.map { .string($0) }
            if !record.items.isEmpty { picture["items"] = .object(JSON.Members(mapping: record.items, \.picture)) }
        }
        return .object(picture)
    }
}

extension ItemOutcome {
    fileprivate var picture: JSON {
        switch self {
        case .done: "done"
        case .notApplicable(let reason): ["not_applicable": .string(reason)]
        }
    }
}

extension OpenStep {
    fileprivate var picture: JSON {
        var picture: JSON.Members = [
            "path": .string(path.text), "state": .string(state.rawValue), "is_review": .bool(isReview),
            "timers": .array(timers.map(\.picture)),
        ]
        picture["recommended"] = recommended.map { .int(Int64($0)) }
        return .object(picture)
    }
}

extension RunTimer {
    fileprivate var picture: JSON {
        [
            "rung": .string(rung.description), "at": .string(at.description), "has_fired": .bool(hasFired),
            "is_paused": .bool(isPaused),
        ]
    }
}
