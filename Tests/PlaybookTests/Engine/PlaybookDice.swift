import Canonical
import Playbook

/// Random valid playbooks with all constructs, nested.
struct PlaybookDice {
    /// What may occur; laws that do not hold for a construct leave it out.
    struct Menu {
        var hasAnyJoins = true
        var hasClocks = true
        var hasWaits = true
        var hasInterrupts = true
        var hasAborts = true
        var redo: [Step.OnRedo] = [.keep, .askAgain, .review]
    }

    var dice: Dice
    let menu: Menu
    private var count = 0
    private var budget = 0
    private var modules: [Playbook] = []

    init(seed: Int, menu: Menu = Menu()) {
        dice = Dice(seed: seed)
        self.menu = menu
    }

    /// What a step may read.
    private struct Scope {
        var choices: [String] = []
        var numbers: [String] = []
        var lists: [String] = []
        var moments: [String] = []
        var done: [String] = []
        var depth = 0
    }

    static let banks = ChoiceType(name: "Bank", options: [.init("sber"), .init("vtb"), .init("alfa")])

    mutating func playbook(size: Int = 40) -> (Playbook, [Playbook]) {
        for number in 0..<2 { modules.append(module(number)) }
        budget = size
        var scope = Scope(moments: ["case.opened_at", "case.paid_at"])
        var steps = block(&scope, length: 6)
        while budget > 0 { steps += block(&scope, length: 4) }
        let outcome = scope.choices.first.map { "has(\($0)) && \($0) == \"yes\" ? \"good\" : \"bad\"" } ?? "\"bad\""
        steps.append(Step(id: name("end"), kind: .end(.init(outcome: Expression(outcome)))))
        var interrupts: [Playbook.Interrupt] = []
        if menu.hasInterrupts {
            budget = 8
            for (number, aborts) in [false, menu.hasAborts && dice.oneIn(2)].enumerated() {
                var inner = scope
                interrupts.append(
                    .init(
                        id: "side_\(number)", label: Forge.text("side"), aborts: aborts, steps: block(&inner, length: 3)
                    ))
            }
        }
        let inputs = [("opened_at", "timestamp"), ("paid_at", "timestamp?"), ("note", "string?")]
        return (Forge.playbook("main", inputs: inputs, interrupts: interrupts, steps), modules)
    }

    private mutating func module(_ number: Int) -> Playbook {
        budget = 6
        var scope = Scope(choices: ["case.flag"], moments: ["case.opened_at"])
        var steps = [Forge.ask("q_\(number)")]
        scope.choices.append("a.q_\(number)")
        steps += block(&scope, length: 3)
        return Forge.playbook(
            "module-\(number)", inputs: [("flag", "YesNo?"), ("opened_at", "timestamp")],
            outputs: [("answer", "a.q_\(number)")], steps)
    }

    private mutating func name(_ kind: String) -> String {
        count += 1
        return "\(kind)_\(count)"
    }

    private mutating func block(_ scope: inout Scope, length: Int) -> [Step] {
        var steps: [Step] = []
        for _ in 0..<dice.below(length) + 1 {
            budget -= 1
            steps.append(step(&scope))
        }
        return steps
    }

    /// A block inside of a step: what it assigns is not read outside of it.
    private mutating func inner(_ scope: Scope, length: Int = 3) -> [Step] {
        var scope = scope
        scope.depth += 1
        var steps = block(&scope, length: length)
        if menu.hasAborts, dice.oneIn(25) { steps.append(Forge.end("stopped", name("stop"), aborts: true)) }
        return steps
    }

    private mutating func step(_ scope: inout Scope) -> Step {
        let nested = scope.depth < 4 && budget > 0
        var step = dice.oneIn(2) && nested ? container(scope) : leaf(&scope)
        if dice.oneIn(6), let rule = condition(scope) { step = step.when(rule) }
        if menu.hasClocks, dice.oneIn(4) { step = step.due(deadline(scope)) }
        if dice.oneIn(3) { step = step.redone(dice.pick(menu.redo)) }
        if dice.oneIn(4) { step = step.required() }
        if !Self.isWait(step), case .action = step.kind { scope.done.append(step.id) }
        return step
    }

    private static func isWait(_ step: Step) -> Bool { if case .wait = step.kind { true } else { false } }

    private mutating func leaf(_ scope: inout Scope) -> Step {
        let words = dice.oneIn(2) && !scope.choices.isEmpty ? "It is {{\(dice.pick(scope.choices))}}." : "Plain."
        switch dice.below(menu.hasWaits ? 11 : 10) {
        case 0: return Forge.say(name("say"), words, verbatim: dice.oneIn(2))
        case 1, 2, 3, 4: return question(&scope)
        case 5: return Forge.act(name("act"), words)
        case 6: return Forge.checklist(name("list"), [("one", true), ("two", dice.oneIn(2))])
        case 7: return Forge.refer(name("refer"), needs: scope.choices.isEmpty ? [] : [dice.pick(scope.choices)])
        case 8: return Forge.escalate(name("tell"))
        case 9: return question(&scope)
        default: return wait(&scope)
        }
    }

    private mutating func wait(_ scope: inout Scope) -> Step {
        let id = name("wait")
        var inner = scope
        inner.depth += 1
        let steps = scope.depth < 4 && budget > 0 ? block(&inner, length: 2) : []
        let span = dice.pick([Span(30, .minutes), Span(5, .hours), Span(2, .businessDays)])
        let from = dice.oneIn(2) ? dice.pick(scope.moments) : nil
        return Forge.wait(id, event: "event_\(dice.below(3))", sets: [(id, "YesNo")], span, from: from, timeout: steps)
    }

    private mutating func question(_ scope: inout Scope) -> Step {
        let id = name("ask")
        let words = dice.oneIn(3) && !scope.choices.isEmpty ? "About {{\(dice.pick(scope.choices))}}?" : "What?"
        let redo = dice.pick(menu.redo)
        switch dice.below(7) {
        case 0:
            scope.numbers.append("a.\(id)")
            return Forge.ask(id, .integer(0...4), words, onRedo: redo)
        case 1:
            scope.lists.append("a.\(id)")
            return Forge.ask(id, .choices(Self.banks), words, allows: [.unknown], onRedo: redo)
        case 2:
            scope.moments.append("a.\(id)")
            return Forge.ask(id, .timestamp, words, allows: [.unknown], onRedo: redo)
        case 3: return Forge.ask(id, .text(maximumLength: 50), words, onRedo: redo)
        default:
            scope.choices.append("a.\(id)")
            return Forge.ask(id, .choice(.yesNo), words, allows: [.refused], onRedo: redo)
        }
    }

    private mutating func condition(_ scope: Scope) -> String? {
        if dice.oneIn(3), !scope.numbers.isEmpty {
            let number = dice.pick(scope.numbers)
            return "has(\(number)) && \(number) >= \(dice.below(4))"
        }
        guard !scope.choices.isEmpty else { return nil }
        let choice = dice.pick(scope.choices)
        return "has(\(choice)) && \(choice) == \"\(dice.oneIn(2) ? "yes" : "no")\""
    }

    private mutating func deadline(_ scope: Scope) -> Deadline {
        var anchors: [String?] = scope.moments + [nil]
        anchors += scope.done.suffix(1).map { "\($0).done_at" }
        let due = Offset(
            after: dice.pick([Span(30, .minutes), Span(4, .hours), Span(2, .businessDays)]), from: dice.pick(anchors))
        return Deadline(
            due: due, warn: dice.oneIn(2) ? Span(10, .minutes) : nil, escalateTo: dice.oneIn(2) ? "lead" : nil,
            escalateLater: dice.oneIn(2) ? .init(after: Span(5, .days), to: "head") : nil, isPausable: dice.oneIn(2))
    }

    private mutating func container(_ scope: Scope) -> Step {
        switch dice.below(6) {
        case 0: return Forge.act(name("act"), done: inner(scope, length: 2), cannot: inner(scope, length: 2))
        case 1: return decision(scope, advise: false)
        case 2: return decision(scope, advise: dice.oneIn(2))
        case 3:
            let branches = (0..<dice.below(2) + 2).map { ("b\($0)", inner(scope)) }
            return Forge.parallel(name("par"), branches, join: menu.hasAnyJoins && dice.oneIn(2) ? .any : .all)
        case 4:
            let over = scope.lists + scope.numbers
            guard !over.isEmpty else { return decision(scope, advise: false) }
            return Forge.loop(name("loop"), over: dice.pick(over), item: name("item"), max: 3, inner(scope, length: 2))
        default:
            guard !modules.isEmpty else { return decision(scope, advise: false) }
            let id = name("call")
            let with = scope.choices.isEmpty ? [:] : ["flag": dice.pick(scope.choices)]
            let number = dice.below(modules.count)
            return Forge.call(id, "module-\(number)", with: with, take: [id: "answer"])
        }
    }

    private mutating func decision(_ scope: Scope, advise: Bool) -> Step {
        guard let first = condition(scope) else { return Forge.say(name("say")) }
        var cases: [(String?, [Step])] = [(first, inner(scope))]
        if dice.oneIn(2), let second = condition(scope) { cases.append((second, inner(scope))) }
        cases.append((nil, dice.oneIn(2) ? [] : inner(scope)))
        return Forge.decide(name("case"), cases, advise: advise)
    }
}
