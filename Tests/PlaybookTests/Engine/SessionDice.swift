import Canonical
import Playbook

/// Random work on a desk.
struct SessionDice {
    var dice: Dice
    var desk: Desk
    /// What was recorded, in order.
    var recorded: [(path: StepPath, outcome: Outcome, at: Timestamp)] = []
    private var raised = 0

    /// A secret that is in every free text.
    static let canary = "канарейка-7f3a"

    /// What a case of the random playbooks knows.
    static let inputs: [String: Value] = ["opened_at": .timestamp(Desk.monday), "note": .string(canary)]

    init(_ program: Program, seed: Int, language: Language = "ru", inputs: [String: Value] = SessionDice.inputs) throws
    {
        dice = Dice(seed: seed)
        desk = Desk(program)
        desk.language = language
        try desk.apply(.start(inputs: inputs, language: language))
    }

    /// Works until the run ends.
    mutating func finish(limit: Int = 5000) throws {
        for _ in 0..<limit where !desk.run.isEnded { try work() }
    }

    /// Records one open step, or moves the clock when there is none.
    mutating func work() throws {
        let open = desk.run.openSteps(in: desk.program).filter { $0.state == .active && !$0.isReview }
        guard !open.isEmpty else { return try moveOn() }
        let step = dice.pick(open)
        try record(step.path, outcome(for: step))
    }

    mutating func record(_ path: StepPath, _ outcome: Outcome) throws {
        try desk.record(path, outcome)
        recorded.append((path, outcome, desk.now))
        desk.pass(minutes: 1)
    }

    /// Anything that may happen; what the run refuses, such as an answer that a check does not let in, did not happen.
    mutating func tryAnything() {
        let before = recorded.count
        do { try happen() } catch { recorded.removeLast(recorded.count - before) }
    }

    private mutating func moveOn() throws {
        let waits = desk.run.openSteps(in: desk.program).filter { $0.state == .waiting }
        if dice.oneIn(2), let wait = waits.first, case .wait(let kind) = wait.step.kind, let event = kind.event {
            try desk.apply(.event(event, [:]))
        } else {
            desk.pass(minutes: Int64(dice.below(3000)))
            try desk.apply(.tick)
        }
    }

    /// Anything that may happen, corrections included.
    mutating func happen() throws {
        switch dice.below(14) {
        case 0 where raised < 3 && !desk.run.interrupts(in: desk.program).isEmpty:
            raised += 1
            let side = dice.pick(desk.run.interrupts(in: desk.program).map(\.id))
            try desk.apply(.raise(interrupt: side))
        case 1:
            desk.pass(minutes: Int64(dice.below(6000)))
            try desk.apply(.tick)
        case 2:
            if desk.run.isPaused {
                try desk.apply(.resume)
            } else if !desk.run.isEnded {
                try desk.apply(.pause(reason: Self.canary))
            }
        case 3: try desk.apply(.learn(inputs: ["paid_at": .timestamp(desk.now)]))
        case 4, 5: try correctSomething()
        case 6:
            if let review = desk.run.openSteps(in: desk.program).first(where: \.isReview) {
                try desk.apply(.confirm(review.path))
            }
        default: if !desk.run.isEnded { try work() }
        }
    }

    mutating func correctSomething() throws {
        guard let (path, answer) = correction() else { return }
        try desk.apply(.correct(path, answer, reason: Self.canary))
    }

    /// A question that is answered, and another answer.
    mutating func correction() -> (StepPath, Answer)? {
        let answered = desk.run.steps(in: desk.program).filter {
            desk.run.answer(at: $0.path, in: desk.program) != nil
        }
        guard !answered.isEmpty else { return nil }
        let step = dice.pick(answered)
        guard case .ask(let ask) = step.step.kind else { return nil }
        return (step.path, answer(to: ask))
    }

    mutating func answer(to ask: Step.Ask) -> Answer {
        if let none = ask.allows.first, dice.oneIn(5) { return .none(none) }
        switch ask.type {
        case .choice(let set): return .value(.string(dice.pick(set.options).value))
        case .choices(let set):
            return .value(.list(set.options.filter { _ in dice.oneIn(2) }.map { .string($0.value) }))
        case .integer(let range): return .value(.int(Int64.random(in: range, using: &dice)))
        case .timestamp: return .value(.timestamp(desk.now.adding(seconds: -Int64(dice.below(100_000)))))
        case .money(let range):
            return .value(.money(Money(minor: Int64.random(in: range, using: &dice), currency: "RUB")))
        case .date: return .value(.string("2026-0\(dice.below(9) + 1)-15"))
        case .phone: return .value(.string("+7900123450\(dice.below(3))"))
        case .text, .reference: return .value(.string("\(Self.canary) \(dice.below(3))"))
        }
    }

    mutating func outcome(for step: OpenStep) -> Outcome {
        switch step.step.kind {
        case .ask(let ask): return .answer(answer(to: ask))
        case .decide(let decision):
            return .choose(case: dice.below(decision.cases.count), reason: Self.canary)
        case .checklist(let list):
            return .items(
                Dictionary(uniqueKeysWithValues: list.items.map { ($0.id, .notApplicable(reason: Self.canary)) }))
        case .refer: return .consentedDone(reference: Self.canary)
        case .action where dice.oneIn(3): return .cannot(reason: Self.canary)
        case .action where dice.oneIn(4): return .notNeeded(reason: Self.canary)
        default: return .done
        }
    }
}

extension Desk {
    /// What can be seen of where the run stands now, without history.
    var picture: [String: String] {
        var picture: [String: String] = ["ended": "\(run.isEnded) \(run.outcome ?? "-")"]
        for step in run.steps(in: program) {
            // A step that its own rule leaves out is shown as superseded when it was done before.
            let isLeftOut = step.state == .skipped && step.record == nil
            let state = step.state == .superseded || isLeftOut ? .dead : step.state == .review ? .done : step.state
            picture[step.path.text] = "\(state) \(run.answer(at: step.path, in: program).map { "\($0)" } ?? "")"
        }
        return picture
    }

    /// As ``picture``, with superseded and review told apart.
    var fullPicture: [String: String] {
        var picture = picture
        for step in run.steps(in: program) where step.state == .review || step.needsReview {
            picture[step.path.text, default: ""] += " review"
        }
        return picture
    }
}

/// Where two pictures differ.
func differences(_ left: [String: String], _ right: [String: String]) -> [String] {
    Set(left.keys).union(right.keys).sorted().compactMap { key in
        left[key] == right[key] ? nil : "\(key): \(left[key] ?? "-") | \(right[key] ?? "-")"
    }
}
