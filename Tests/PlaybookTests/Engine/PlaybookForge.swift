import Canonical
import Playbook

/// Short ways to write playbooks in tests.
enum Forge {
    static func text(_ words: String) -> Text { Text(["ru": "ру \(words)", "en": words]) }

    static func playbook(
        _ id: String = "test", inputs: [(String, String)] = [], outputs: [(String, String)] = [],
        interrupts: [Playbook.Interrupt] = [], scenarios: [Scenario] = [], _ steps: [Step]
    ) -> Playbook {
        Playbook(
            id: id, version: Version(1, 0, 0), languages: ["ru", "en"], title: text(id),
            inputs: inputs.map { Playbook.Input(name: $0.0, type: TypeName($0.1)) },
            outputs: outputs.map { Playbook.Output(name: $0.0, from: $0.1) }, interrupts: interrupts, steps: steps,
            scenarios: scenarios)
    }

    static func playbook(_ steps: [Step]) -> Playbook { playbook("test", steps) }

    static func program(_ playbook: Playbook, _ called: [Playbook] = []) throws(LinkError) -> Program {
        try Program(playbook) { id, version in called.first { $0.id == id && $0.version == version } }
    }

    static func say(_ id: String, _ words: String = "Hello.", verbatim: Bool = false) -> Step {
        Step(id: id, kind: .say(.init(text: text(words), reading: verbatim ? .verbatim : .guide)))
    }

    static func ask(
        _ id: String, _ type: AnswerType = .choice(.yesNo), _ words: String = "What?", allows: Set<NoValue> = [],
        check: String? = nil, onRedo: Step.OnRedo = .keep
    ) -> Step {
        let ask = Step.Ask(text: text(words), type: type, allows: allows, check: check.map { Expression($0) })
        return Step(id: id, kind: .ask(ask), onRedo: onRedo)
    }

    static func act(
        _ id: String, _ words: String = "Do it.", done: [Step] = [], cannot: [Step] = [], deadline: Deadline? = nil
    ) -> Step {
        Step(id: id, kind: .action(.init(text: text(words), onDone: done, onCannot: cannot)), deadline: deadline)
    }

    static func decide(_ id: String, _ cases: [(String?, [Step])], advise: Bool = false) -> Step {
        let cases = cases.map {
            Step.Decision.Case(when: $0.0.map { Expression($0) }, label: text("case"), steps: $0.1)
        }
        return Step(id: id, kind: .decide(.init(text: text("Which?"), mode: advise ? .advise : .auto, cases: cases)))
    }

    static func parallel(_ id: String, _ branches: [(String, [Step])], join: Step.Parallel.Join = .all) -> Step {
        Step(id: id, kind: .parallel(.init(join: join, branches: branches.map { .init(id: $0.0, steps: $0.1) })))
    }

    static func loop(_ id: String, over: String, item: String? = nil, max: Int = 3, _ steps: [Step]) -> Step {
        Step(id: id, kind: .loop(.init(over: over, item: item, maximum: max, steps: steps)))
    }

    static func call(_ id: String, _ playbook: String, with: [String: String] = [:], take: [String: String] = [:])
        -> Step
    {
        let call = Step.Call(
            playbook: playbook, version: Version(1, 0, 0), with: with.mapValues { Expression($0) }, take: take)
        return Step(id: id, kind: .call(call))
    }

    static func wait(
        _ id: String, event: String? = nil, sets: [(String, String)] = [], _ span: Span, from: String? = nil,
        timeout: [Step] = []
    ) -> Step {
        let sets = sets.map { Playbook.Input(name: $0.0, type: TypeName($0.1)) }
        let wait = Step.Wait(
            text: text("Waiting."), event: event, sets: sets, until: Offset(after: span, from: from), onTimeout: timeout
        )
        return Step(id: id, kind: .wait(wait))
    }

    static func refer(_ id: String, consent: Step.Referral.Consent = .required, needs: [String] = []) -> Step {
        Step(id: id, kind: .refer(.init(to: "police", text: text("Pass on."), consent: consent, needs: needs)))
    }

    static func escalate(_ id: String) -> Step {
        Step(id: id, kind: .escalate(.init(to: "shift_lead", severity: .high, reason: text("Look."))))
    }

    static func checklist(_ id: String, _ items: [(String, Bool)], excusable: Bool = true) -> Step {
        let items = items.map { Step.Checklist.Item(id: $0.0, text: text($0.0), isRequired: $0.1) }
        return Step(id: id, kind: .checklist(.init(items: items, allowsNotApplicable: excusable)))
    }

    static func end(_ outcome: String? = nil, _ id: String = "finished", aborts: Bool = false) -> Step {
        let expression = outcome.map { Expression("\"\($0)\"") }
        return Step(id: id, kind: .end(.init(outcome: expression, aborts: aborts)))
    }
}

extension Step {
    func when(_ condition: String) -> Step {
        var step = self
        step.applies = Expression(condition)
        return step
    }

    func required() -> Step {
        var step = self
        step.isMandatory = true
        return step
    }

    func due(_ deadline: Deadline) -> Step {
        var step = self
        step.deadline = deadline
        return step
    }

    func redone(_ onRedo: Step.OnRedo) -> Step {
        var step = self
        step.onRedo = onRedo
        return step
    }
}
