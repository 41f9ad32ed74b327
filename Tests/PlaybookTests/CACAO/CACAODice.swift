import Canonical

@testable import Playbook

/// Random playbooks of all constructs, for the exchange: every text and every option that the format knows.
struct CACAODice {
    private var state: UInt64
    private var number = 0

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func below(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }

    mutating func flips() -> Bool { below(2) == 0 }

    private mutating func id(_ kind: String) -> String {
        number += 1
        return "\(kind)_\(number)"
    }

    private mutating func text() -> Text {
        let words = [
            "Hello", "{{a.ask_1}} and {{case.reference}}", "{{o.x}} {{", "“Quoted” \\ \"text\"\nline two", "😀é",
        ]
        let word = words[below(words.count)]
        return Text(["ru": "ру \(word)", "en": word])
    }

    mutating func playbook() -> Playbook {
        var playbook = Playbook(
            id: "random-\(below(1000))", version: Version(below(9), below(9), below(9)), languages: ["en", "ru"],
            title: text(), steps: [])
        let set = ChoiceType(name: "Colour", options: [.init("red", label: text()), .init("green")])
        playbook.types = ["Colour": set]
        playbook.inputs = [
            .init(name: "reference", type: TypeName("string")), .init(name: "x", type: TypeName("Colour?")),
        ]
        playbook.outputs = [.init(name: "result", from: "a.ask_1")]
        if flips() { playbook.applies = Expression("case.reference != \"\"") }
        if flips() { playbook.reviewBy = Day(number: 21_000) }
        for _ in 0..<below(3) {
            playbook.interrupts.append(.init(id: id("side"), label: text(), aborts: flips(), steps: steps(depth: 2)))
        }
        playbook.steps = steps(depth: 3) + [Step(id: id("end"), kind: .end(.init(outcome: Expression("\"stopped\""))))]
        if flips() {
            playbook.scenarios = [
                Scenario(
                    name: "one", answers: ["ask_1": .init("yes")], expect: .init(visits: ["ask_1"], outcome: "stopped"))
            ]
        }
        return playbook
    }

    private mutating func steps(depth: Int) -> [Step] { (0..<below(depth > 0 ? 5 : 3)).map { _ in step(depth: depth) } }

    private mutating func step(depth: Int) -> Step {
        let (name, kind) = depth > 0 && below(3) == 0 ? block(depth: depth - 1) : leaf()
        var step = Step(id: id(name), kind: kind)
        if below(4) == 0 { step.role = "shift_lead" }
        if below(4) == 0 { step.isMandatory = true }
        if below(4) == 0 { step.applies = Expression("has(case.x)") }
        if below(4) == 0 { step.detail = text() }
        if below(4) == 0 { step.sources = ["RU-01", "K"] }
        if below(4) == 0 { step.onRedo = .review }
        if below(4) == 0 { step.reviewBy = "2027-01-01" }
        if below(4) == 0 { step.isSelfService = true }
        if below(4) == 0 {
            step.deadline = Deadline(
                due: Offset(after: Span(2, .businessDays), from: "case.opened_at"), warn: Span(1, .hours),
                escalateTo: "shift_lead", escalateLater: .init(after: Span(3, .days), to: "supervisor"),
                isPausable: flips())
        }
        return step
    }

    private mutating func leaf() -> (String, Step.Kind) {
        switch below(7) {
        case 0: return ("say", .say(.init(text: text(), reading: flips() ? .verbatim : .guide)))
        case 1: return ("ask", ask())
        case 2: return ("do", .action(.init(text: text())))
        case 3:
            let items = (0...below(3)).map { Step.Checklist.Item(id: "item_\($0)", text: text(), isRequired: flips()) }
            return ("list", .checklist(.init(text: flips() ? text() : nil, items: items, allowsNotApplicable: flips())))
        case 4:
            return (
                "call",
                .call(
                    .init(
                        playbook: "other-one", version: Version(1, 2, 3), with: ["x": Expression("case.reference")],
                        take: ["x": "result"]))
            )
        case 5:
            return (
                "refer",
                .refer(
                    .init(
                        to: "police", text: flips() ? text() : nil, consent: flips() ? .required : .notNeeded,
                        needs: flips() ? ["a.ask_1"] : []))
            )
        default: return ("tell", .escalate(.init(to: "shift_lead", severity: .high, reason: text())))
        }
    }

    private mutating func ask() -> Step.Kind {
        let own = ChoiceType(name: "ask_\(number + 1)", options: [.init("a", label: text()), .init("b")])
        let types: [AnswerType] = [
            .choice(.yesNo), .choice(own), .choices(own), .text(maximumLength: 5), .integer(-3...7), .money(1...500),
            .timestamp, .date, .phone, .reference,
        ]
        return .ask(
            .init(
                text: text(), type: types[below(types.count)], allows: flips() ? [.unknown, .refused] : [],
                check: flips() ? Expression("true") : nil, fact: flips() ? "distress" : nil, why: flips() ? text() : nil
            ))
    }

    private mutating func block(depth: Int) -> (String, Step.Kind) {
        switch below(6) {
        case 0: return ("do", .action(.init(text: text(), onDone: steps(depth: depth), onCannot: steps(depth: depth))))
        case 1:
            var cases = (0...below(3)).map {
                Step.Decision.Case(
                    when: Expression("case.x == \"\($0)\""), label: flips() ? text() : nil, steps: steps(depth: depth))
            }
            if flips() { cases.append(.init(when: nil, steps: steps(depth: depth))) }
            return (
                "decide", .decide(.init(text: flips() ? text() : nil, mode: flips() ? .auto : .advise, cases: cases))
            )
        case 2:
            return (
                "wait",
                .wait(
                    .init(
                        text: flips() ? text() : nil, event: "bank.reply",
                        sets: [.init(name: "x", type: TypeName("Colour"))],
                        until: Offset(after: Span(3, .businessDays), from: flips() ? "opened" : nil),
                        onTimeout: steps(depth: depth)))
            )
        case 3:
            let branches = (0..<below(4)).map { Step.Parallel.Branch(id: "branch_\($0)", steps: steps(depth: depth)) }
            return ("parallel", .parallel(.init(join: flips() ? .all : .any, branches: branches)))
        case 4:
            return (
                "repeat",
                .loop(
                    .init(
                        over: "a.ask_1", item: flips() ? id("item") : nil, maximum: 1 + below(9),
                        steps: steps(depth: depth)))
            )
        default:
            let end = Step(id: id("end"), kind: .end(.init(outcome: Expression("\"prevented\""), aborts: true)))
            return ("do", .action(.init(text: text(), onCannot: steps(depth: depth) + [end])))
        }
    }
}
