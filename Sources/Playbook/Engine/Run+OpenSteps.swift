extension Run {
    /// What can be worked on: side paths first, then the main flow in the order of the playbook, then what must be
    /// looked at because it was done on old data.
    public func openSteps(in program: Program) -> [OpenStep] {
        guard isStarted else { return [] }
        let main = active.firstIndex { $0 >= Int32(program.mainNodes) } ?? active.count
        var steps: [OpenStep] = []
        steps.reserveCapacity(active.count)
        for instance in active[main...] { append(Int(instance), to: &steps, program) }
        for instance in active[..<main] { append(Int(instance), to: &steps, program) }
        guard hasCorrections else { return steps }
        for instance in instancesInOrder(program) where needsReview(instance, in: program) {
            steps.append(openStep(instance, isReview: true, program))
        }
        return steps
    }

    /// The open steps without which the case may not be closed.
    public func mandatoryOpen(in program: Program) -> [OpenStep] {
        openSteps(in: program).filter(\.isMandatory)
    }

    private func append(_ instance: Int, to steps: inout [OpenStep], _ program: Program) {
        guard code(of: instance, in: program).isWork else { return }
        steps.append(openStep(instance, isReview: false, program))
    }

    private func openStep(_ instance: Int, isReview: Bool, _ program: Program) -> OpenStep {
        let code = code(of: instance, in: program)
        let unit = unit(of: instance, in: program)
        var best: Int?
        if code.shape == .advise { best = recommended(code, unit: unit, now: now, in: program) }
        return OpenStep(
            path: path(of: instance, in: program), step: code.step, state: state(of: instance, in: program),
            isReview: isReview, openedAt: marks[instance].openedAt,
            timers: code.hasClock && !isReview ? timers(of: instance, in: program) : [],
            items: checked(at: instance), recommended: best,
            answer: answer(at: instance), values: slots[unit], plan: plan(of: unit, program))
    }

    private func answer(at instance: Int) -> Answer? {
        guard live[instance].isRecorded, case .answer(let answer) = records[Int(marks[instance].record)].outcome else {
            return nil
        }
        return answer
    }
}
