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
        /// Whether the checker must let it in: then only what is surely there is counted from, passed on or shown.
        var isStrict = false
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
        /// Choices that surely have a value.
        var sure: [String] = []
        var depth = 0
    }

    static let banks = ChoiceType(
        name: "Bank", options: ["sber", "vtb", "alfa"].map { .init($0, label: Forge.text($0)) })

    mutating func playbook(size: Int = 40) -> (Playbook, [Playbook]) {
        for number in 0..<2 { modules.append(module(number)) }
        budget = size
        var scope = Scope(moments: menu.isStrict ? ["case.opened_at"] : ["case.opened_at", "case.paid_at"])
        var steps = block(&scope, length: 6)
        while budget > 0 { steps += block(&scope, length: 4) }
        let outcome = scope.choices.first.map { "has(\($0)) && \($0) == \"yes\" ? \"good\" : \"bad\"" } ?? "\"bad\""
        steps.append(Step(id: name("end"), kind: .end(.init(outcome: Expression(outcome)))))
        var interrupts: [Playbook.Interrupt] = []
        if menu.hasInterrupts {
            budget = 8
            for (number, aborts) in [false, menu.hasAborts && dice.oneIn(2)].enumerated() {
                // A side path can be taken at any time: then nothing is sure.
                var inner = menu.isStrict ? Scope(moments: ["case.opened_at"]) : scope
                var side = block(&inner, length: 3)
                if menu.isStrict, aborts { side.append(Forge.end("stopped", name("stop"), aborts: true)) }
                interrupts.append(
                    .init(id: "side_\(number)", label: Forge.text("side"), aborts: aborts, steps: side))
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
    private mutating func inner(_ scope: Scope, length: Int = 3, isFailure: Bool = false) -> [Step] {
        var scope = scope
        scope.depth += 1
        var steps = block(&scope, length: length)
        // Behind what cannot end in every way, no step is out of reach.
        if menu.hasAborts, isFailure || !menu.isStrict, dice.oneIn(isFailure ? 5 : 25) {
            steps.append(Forge.end("stopped", name("stop"), aborts: true))
        }
        return steps
    }

    private mutating func step(_ scope: inout Scope) -> Step {
        let nested = scope.depth < 4 && budget > 0
        var step = dice.oneIn(2) && nested ? container(scope) : leaf(&scope)
        if dice.oneIn(6), let rule = condition(scope) {
            step = step.when(rule.text)
            scope.sure.removeAll { $0 == "a.\(step.id)" }
        }
        if menu.hasClocks, dice.oneIn(4) { step = step.due(deadline(scope)) }
        if dice.oneIn(3) { step = step.redone(dice.pick(menu.redo)) }
        if dice.oneIn(4) { step = step.required() }
        let isSure = step.applies == nil || !menu.isStrict
        if !Self.isWait(step), isSure, case .action = step.kind { scope.done.append(step.id) }
        return step
    }

    private static func isWait(_ step: Step) -> Bool { if case .wait = step.kind { true } else { false } }

    private mutating func leaf(_ scope: inout Scope) -> Step {
        let words = dice.oneIn(2) && !scope.choices.isEmpty ? "It is {{\(dice.pick(scope.choices))}}." : "Plain."
        switch dice.below(menu.hasWaits ? 11 : 10) {
        case 0:
            let isVerbatim = dice.oneIn(2)
            return Forge.say(name("say"), isVerbatim && menu.isStrict ? "Plain." : words, verbatim: isVerbatim)
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
        let from = dice.oneIn(2) && !menu.isStrict ? dice.pick(scope.moments) : nil
        return Forge.wait(id, event: "event_\(dice.below(3))", sets: [(id, "YesNo")], span, from: from, timeout: steps)
    }

    private mutating func question(_ scope: inout Scope) -> Step {
        let id = name("ask")
        let words = dice.oneIn(3) && !scope.choices.isEmpty ? "About {{\(dice.pick(scope.choices))}}?" : "What?"
        let redo = dice.pick(menu.redo)
        switch dice.below(11) {
        case 0:
            scope.numbers.append("a.\(id)")
            return Forge.ask(id, .integer(0...4), words, onRedo: redo)
        case 1:
            scope.lists.append("a.\(id)")
            return Forge.ask(id, .choices(Self.banks), words, allows: [.unknown], onRedo: redo)
        case 2:
            if !menu.isStrict { scope.moments.append("a.\(id)") }
            return Forge.ask(
                id, .timestamp, words, allows: [.unknown], check: "!has(a.\(id)) || a.\(id) <= now", onRedo: redo)
        case 3: return Forge.ask(id, .text(maximumLength: 50), words, onRedo: redo)
        case 4: return Forge.ask(id, .money(1...500_000), words, allows: [.unknown, .refused], onRedo: redo)
        case 5: return Forge.ask(id, dice.pick([.date, .phone, .reference]), words, onRedo: redo)
        default:
            scope.choices.append("a.\(id)")
            let isSure = menu.isStrict && dice.oneIn(2)
            if isSure { scope.sure.append("a.\(id)") }
            return Forge.ask(id, .choice(.yesNo), words, allows: isSure ? [] : [.refused], onRedo: redo)
        }
    }

    /// A condition, and the variable that it is about.
    private mutating func condition(_ scope: Scope) -> (text: String, about: String)? {
        if dice.oneIn(3), !scope.numbers.isEmpty {
            let number = dice.pick(scope.numbers)
            return ("has(\(number)) && \(number) >= \(dice.below(4) + 1)", number)
        }
        guard !scope.choices.isEmpty else { return nil }
        let choice = dice.pick(scope.choices)
        return ("has(\(choice)) && \(choice) == \"\(dice.oneIn(2) ? "yes" : "no")\"", choice)
    }

    private mutating func deadline(_ scope: Scope) -> Deadline {
        var anchors: [String?] = scope.moments + [nil]
        anchors += scope.done.suffix(1).map { "\($0).done_at" }
        let due = Offset(
            after: dice.pick([Span(30, .minutes), Span(4, .hours), Span(2, .businessDays)]), from: dice.pick(anchors))
        return Deadline(
            due: due, warn: dice.oneIn(2) ? Span(10, .minutes) : nil, escalateTo: dice.oneIn(2) ? "lead" : nil,
            escalateLater: dice.oneIn(2) ? .init(after: Span(5, .businessDays), to: "head") : nil,
            isPausable: dice.oneIn(2))
    }

    private mutating func container(_ scope: Scope) -> Step {
        switch dice.below(6) {
        case 0:
            let done = inner(scope, length: 2)
            return Forge.act(name("act"), done: done, cannot: inner(scope, length: 2, isFailure: true))
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
            let given = menu.isStrict ? scope.sure : scope.choices
            let with = given.isEmpty ? [:] : ["flag": dice.pick(given)]
            let number = dice.below(modules.count)
            return Forge.call(id, "module-\(number)", with: with, take: [id: "answer"])
        }
    }

    private mutating func decision(_ scope: Scope, advise: Bool) -> Step {
        guard let first = condition(scope) else { return Forge.say(name("say")) }
        var cases: [(String?, [Step])] = [(first.text, inner(scope))]
        // Two cases about one variable may be one, or shut one another out.
        if dice.oneIn(2), let second = condition(scope), second.about != first.about || !menu.isStrict {
            cases.append((second.text, inner(scope)))
        }
        cases.append((nil, dice.oneIn(2) ? [] : inner(scope)))
        return Forge.decide(name("case"), cases, advise: advise)
    }
}
