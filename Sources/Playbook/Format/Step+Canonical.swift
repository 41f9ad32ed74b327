import Canonical

extension Canonicalizer {
    /// One step with everything in it.
    func step(_ step: Step, types: [String: ChoiceType]) -> JSON {
        let common: JSON = .members([
            "role": step.role.map { .string($0) },
            "mandatory": step.isMandatory ? true : nil,
            "applies": step.applies.map { .string($0.source) },
            "deadline": step.deadline.map(deadline),
            "on_redo": step.onRedo == .keep ? nil : .string(step.onRedo.rawValue),
            "detail": text(step.detail),
            "sources": step.sources.isEmpty ? nil : aside(.array(step.sources.map { .string($0) })),
            "review_by": aside(step.reviewBy.map { .string($0) }),
            "self_service": step.isSelfService ? true : nil,
        ])
        let own = members(of: step, types: types)
        return .object((common.object ?? [:]).merging(own.object ?? [:]) { _, own in own })
    }

    private func members(of step: Step, types: [String: ChoiceType]) -> JSON {
        let id = JSON.string(step.id)
        switch step.kind {
        case .say(let say):
            return .members([
                "say": id, "read": say.reading == .guide ? nil : .string(say.reading.rawValue), "text": text(say.text),
            ])
        case .ask(let ask): return self.ask(ask, id: step.id, types: types)
        case .action(let action):
            let result: JSON = .members([
                "done": steps(action.onDone, types), "cannot": steps(action.onCannot, types),
            ])
            return .members([
                "do": id, "text": text(action.text), "done": text(action.doneText), "result": result.unlessEmpty,
            ])
        case .checklist(let list): return checklist(list, id: id)
        case .decide(let decision):
            return .members([
                "decide": id, "text": text(decision.text),
                "mode": decision.mode == .auto ? nil : .string(decision.mode.rawValue),
                "cases": .array(decision.cases.map { self.case($0, types) }),
            ])
        case .wait(let wait): return self.wait(wait, id: id, types)
        case .parallel(let parallel): return self.parallel(parallel, id: id, types)
        case .loop(let loop): return self.loop(loop, id: id, types)
        case .call, .refer, .escalate, .end: return outward(step)
        }
    }

    private func parallel(_ parallel: Step.Parallel, id: JSON, _ types: [String: ChoiceType]) -> JSON {
        let branches = parallel.branches.map { branch -> JSON in
            ["branch": .string(branch.id), "steps": .array(branch.steps.map { step($0, types: types) })]
        }
        return .members([
            "parallel": id, "join": parallel.join == .all ? nil : .string(parallel.join.rawValue),
            "branches": .array(branches),
        ])
    }

    private func loop(_ loop: Step.Loop, id: JSON, _ types: [String: ChoiceType]) -> JSON {
        .members([
            "repeat": id, "over": .string(loop.over), "item": loop.item.map { .string($0) },
            "max": .int(Int64(loop.maximum)), "steps": .array(loop.steps.map { step($0, types: types) }),
        ])
    }

    private func outward(_ step: Step) -> JSON {
        let id = JSON.string(step.id)
        switch step.kind {
        case .call(let call):
            return .members([
                "call": .string(call.playbook), "as": id, "version": .string(call.version.description),
                "with": call.with.isEmpty ? nil : .object(JSON.Members(mapping: call.with) { .string($0.source) }),
                "take": call.take.isEmpty
                    ? nil
                    : .object(
                        JSON.Members(
                            call.take.map { ("o.\($0.key)", .string($0.value)) }, uniquingKeysWith: { a, _ in a })),
            ])
        case .refer(let referral):
            return .members([
                "refer": id, "to": .string(referral.to), "text": text(referral.text),
                "consent": .string(referral.consent.rawValue),
                "needs": referral.needs.isEmpty ? nil : .array(referral.needs.map { .string($0) }),
            ])
        case .escalate(let escalation):
            return .members([
                "escalate": id, "to": .string(escalation.to), "severity": .string(escalation.severity.rawValue),
                "reason": text(escalation.reason),
            ])
        case .end(let end):
            return .members([
                "end": id, "outcome": end.outcome.map { .string($0.source) }, "abort": end.aborts ? true : nil,
            ])
        default: return [:]
        }
    }

    private func steps(_ steps: [Step], _ types: [String: ChoiceType]) -> JSON? {
        steps.isEmpty ? nil : .array(steps.map { step($0, types: types) })
    }

    private func ask(_ ask: Step.Ask, id: String, types: [String: ChoiceType]) -> JSON {
        var (type, options, range, length): (String, JSON?, ClosedRange<Int64>?, Int?) = (ask.type.name, nil, nil, nil)
        switch ask.type {
        case .choice(let set), .choices(let set):
            let isList = if case .choices = ask.type { true } else { false }
            let isDeclared = types[set.name] == set || ChoiceType.builtIn[set.name] == set
            if !isDeclared { options = self.options(set.options) }
            type = isDeclared ? set.name : "choice"
            if isList { type = "list(\(type))" }
        case .integer(let bounds), .money(let bounds): range = bounds
        case .text(let maximum): length = maximum
        default: break
        }
        return .members([
            "ask": .string(id), "text": text(ask.text), "type": .string(type), "options": options,
            "range": range.map { ["min": .int($0.lowerBound), "max": .int($0.upperBound)] },
            "max_length": length.map { .int(Int64($0)) },
            "allow": ask.allows.isEmpty ? nil : .array(ask.allows.map(\.rawValue).sorted().map { .string($0) }),
            "check": ask.check.map { .string($0.source) }, "fact": ask.fact.map { .string($0) },
            "why": text(ask.why),
        ])
    }

    private func checklist(_ list: Step.Checklist, id: JSON) -> JSON {
        let items = list.items.map { item in
            JSON.members([
                "item": .string(item.id), "required": item.isRequired ? true : nil, "text": text(item.text),
            ])
        }
        return .members([
            "checklist": id, "text": text(list.text), "items": .array(items),
            "not_applicable": list.allowsNotApplicable ? nil : "no",
        ])
    }

    private func `case`(_ option: Step.Decision.Case, _ types: [String: ChoiceType]) -> JSON {
        let steps = JSON.array(option.steps.map { step($0, types: types) })
        guard let when = option.when else { return .members(["else": steps, "label": text(option.label)]) }
        return .members(["when": .string(when.source), "label": text(option.label), "then": steps])
    }

    private func wait(_ wait: Step.Wait, id: JSON, _ types: [String: ChoiceType]) -> JSON {
        .members([
            "wait": id, "text": text(wait.text),
            "for": wait.event.map { .members(["event": .string($0), "sets": inputs(wait.sets, root: "o.")]) },
            "until": offset(wait.until), "on_timeout": .array(wait.onTimeout.map { step($0, types: types) }),
        ])
    }

    private func offset(_ offset: Offset) -> JSON {
        .members(["after": .string(offset.after.description), "from": offset.from.map { .string($0) }])
    }

    private func deadline(_ deadline: Deadline) -> JSON {
        .members([
            "within": .string(deadline.due.after.description), "from": deadline.due.from.map { .string($0) },
            "warn": deadline.warn.map { .string($0.description) },
            "on_breach": deadline.escalateTo.map { ["escalate": .string($0)] },
            "then": deadline.escalateLater.map {
                ["after": .string($0.after.description), "escalate": .string($0.to)]
            },
            "pausable": deadline.isPausable ? true : nil,
        ])
    }
}
