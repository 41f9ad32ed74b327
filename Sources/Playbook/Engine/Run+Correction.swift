public import Canonical

/// What a correction alters.
public struct CorrectionEffect: Sendable, Equatable {
    /// Recorded steps that stand as they are.
    public internal(set) var kept: [StepPath] = []
    /// Recorded steps that open again.
    public internal(set) var askAgain: [StepPath] = []
    /// Steps that somebody must look at: done on old data.
    public internal(set) var review: [StepPath] = []
    /// Recorded steps that no longer count.
    public internal(set) var superseded: [StepPath] = []
    /// Steps that open and were not open before.
    public internal(set) var opened: [StepPath] = []
    /// Recorded steps that count again as soon as what is open before them is done.
    public internal(set) var held: [StepPath] = []
    /// Whether the run is over afterwards.
    public internal(set) var isEnded = false
    /// The outcome afterwards.
    public internal(set) var outcome: String?
}

extension Run {
    /// What ``Command/correct(_:_:reason:)`` would alter; nothing is changed.
    /// - Throws: ``Refusal``, as the command would.
    public func preview(
        correcting path: StepPath, to answer: Answer, at time: Timestamp, in program: Program,
        calendar: BusinessCalendar
    ) throws(Refusal) -> CorrectionEffect {
        var after = self
        _ = try after.perform(
            .correct(path, answer, reason: "preview"), at: time, in: program, calendar: calendar)
        var effect = CorrectionEffect()
        effect.isEnded = after.isEnded
        effect.outcome = after.outcome
        for instance in after.instancesInOrder(program) where after.code(of: instance, in: program).isWork {
            compare(instance, after, program, &effect)
        }
        return effect
    }

    private func compare(_ instance: Int, _ after: Run, _ program: Program, _ effect: inout CorrectionEffect) {
        let path = after.path(of: instance, in: program)
        let isOpen = after.live[instance].state == .active || after.live[instance].state == .waiting
        let wasOpen = live[instance].state == .active || live[instance].state == .waiting
        if after.needsReview(instance, in: program) { effect.review.append(path) }
        if isOpen, live[instance].isRecorded {
            effect.askAgain.append(path)
        } else if isOpen, !wasOpen {
            effect.opened.append(path)
        } else if live[instance].isRecorded {
            switch after.state(of: instance, in: program) {
            case .superseded, .dead: effect.superseded.append(path)
            case .pending: effect.held.append(path)
            case .done, .skipped, .cannot, .active, .waiting: effect.kept.append(path)
            case .review: break
            }
        }
    }
}
