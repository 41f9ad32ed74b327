import Canonical
import Foundation
import Playbook
import Testing

@testable import Casework

/// A call that is played with the answers of a story of the library: what the desk does is done, what the victim does
/// later than today stays open.
struct PlayedCall {
    let place: Jurisdiction
    let parameters: ParameterSet
    private(set) var simulation: Simulation
    let scam: ScamType
    private let answers: JSON.Members
    /// What was typed in the call: none of it may stand in the plan.
    private(set) var typed: Set<String> = []
    private(set) var stopped: String?

    /// When the call began.
    let start: Timestamp
    private static let reference = "26-000123-4"

    /// - Parameter library: the playbooks of the place by id, with its words in their texts.
    init(_ place: Jurisdiction, _ scam: ScamType, in library: PlaceLibrary) throws {
        let playbook = try library.plan(for: scam)
        (self.place, self.scam) = (place, scam)
        parameters = library.parameters
        // The story with the most to do: others end at once, because nothing was lost or a relative called.
        let own = playbook.scenarios.filter { $0.inputs["scam_type"]?.value == .string(scam.rawValue) }
        let story = (own.isEmpty ? playbook.scenarios : own).max { $0.answers.count < $1.answers.count }
        start = try #require(story?.start)
        answers = JSON.Members(mapping: story?.answers ?? [:], \.value)
        let program = try Program(playbook) { id, _ in library.playbooks[id] }
        let known: [String: Value] = [
            "reference": .string(Self.reference), "opened_at": .timestamp(start), "channel": .string("HOTLINE"),
            "language": .string("ru"), "jurisdiction": .string(place.rawValue), "scam_type": .string(scam.rawValue),
        ]
        let declared = Set(([program.playbook] + program.called).flatMap { $0.inputs.map(\.name) })
        simulation = try Simulation(
            program: program, inputs: known.filter { declared.contains($0.key) }, language: "ru", start: start,
            calendar: .of(jurisdiction: place.rawValue))
        play()
    }

    private mutating func play() {
        for _ in 0..<400 where !simulation.run.isEnded {
            let steps = simulation.openSteps.filter { $0.state == .active && !isForLater($0) }
            guard let step = steps.first else { return }
            do throws(Refusal) { try work(on: step) } catch {
                stopped = "\(step.path): \(error)"
                return
            }
        }
    }

    /// Whether the victim does it after the call.
    private func isForLater(_ step: OpenStep) -> Bool {
        guard step.step.role == nil, let due = step.due else { return false }
        switch step.step.kind {
        case .action, .checklist: return due > start.adding(seconds: 12 * 3_600)
        default: return false
        }
    }

    private mutating func work(on step: OpenStep) throws(Refusal) {
        switch step.step.kind {
        case .ask:
            let answer = answer(to: step)
            let isWords = step.options.isEmpty && answer != "unknown" && answer != "refused"
            if isWords, let text = answer.string, text.count > 3 { typed.insert(text) }
            try simulation.answer(step.path, answer)
        case .checklist(let list):
            try simulation.record(
                step.path, .items(Dictionary(list.items.map { ($0.id, .done) }) { first, _ in first }))
        case .decide(let decision):
            let number = step.recommended ?? decision.cases.count - 1
            try simulation.record(step.path, .choose(case: number, reason: "test"))
        case .refer: try simulation.record(step.path, .consentedDone(reference: nil))
        default: try simulation.record(step.path, .done)
        }
    }

    private func answer(to step: OpenStep) -> JSON {
        let path = step.path.text
        let names = answers.keys.filter { path == $0 || path.hasSuffix("/\($0)") }
        if let name = names.max(by: { $0.count < $1.count }), let known = answers[name] { return known }
        if let option = step.options.first {
            if case .choices = step.answerType { return [.string(option.value)] }
            return .string(option.value)
        }
        if step.allows.contains(.unknown) { return "unknown" }
        return switch step.answerType {
        case .integer: 0
        case .timestamp: .string(start.description)
        case .phone: "+79161234567"
        case .money: ["minor": 1_234_567, "currency": "EUR"]
        default: "ромашка"
        }
    }

    /// Whether nothing was lost in the story.
    var isAttempt: Bool { answers.contains { $0.key.hasSuffix("/stage") && $0.value == "S0_ATTEMPT" } }

    /// The plan that the victim gets.
    func handout(_ language: Language) -> Handout {
        Handout(
            [(run: simulation.run, program: simulation.program)], reference: Self.reference, scamType: scam,
            parameters: parameters, offsetMinutes: simulation.calendar.offsetMinutes, language: language, at: start)
    }
}

/// The library as a place reads it.
struct PlaceLibrary {
    let parameters: ParameterSet
    let playbooks: [String: Playbook]
    private let place: Jurisdiction

    init(_ place: Jurisdiction) throws {
        let found = ShippedLibrary.judgement.parameters.first { $0.set.jurisdiction == place.rawValue }
        let set = try #require(found?.set)
        parameters = set
        self.place = place
        let served = ShippedLibrary.playbooks.filter { $0.serves(place) }
        playbooks = Dictionary(served.map { ($0.id, $0.resolved(with: set)) }) { first, _ in first }
    }

    /// The playbook that fits.
    func plan(for scam: ScamType) throws -> Playbook {
        let facts = CaseFacts(scamType: scam, jurisdiction: place, channel: .hotline, language: "ru")
        let slots = try #require(facts.slots)
        let found = try playbooks.values.first { playbook in
            guard let applies = playbook.applies else { return false }
            return try CheckedExpression.check(applies.source, in: CaseFacts.environment, expecting: .bool)
                .isTrue(slots)
        }
        return try #require(found)
    }
}

@Suite struct `A case of each kind of scam` {
    private static let languages: [Language] = ["ru", "en"]

    @Test(arguments: ShippedLibrary.places) func `ends with a plan that helps nobody but the victim`(
        _ place: Jurisdiction
    ) throws {
        let library = try PlaceLibrary(place)
        for scam in ScamType.allCases {
            let call = try PlayedCall(place, scam, in: library)
            try check(call, "\(place) \(scam)")
            // After a loss there is always something left to do, and a time by which; triage hands over before that.
            let isTriage = scam == .other || scam == .attempt
            let hasTasks = call.handout("en").next.contains { $0.due != nil }
            #expect(isTriage || call.isAttempt || hasTasks, "\(place) \(scam)")
        }
    }

    private func check(_ call: PlayedCall, _ name: String) throws {
        #expect(call.stopped == nil, "\(name)")
        let program = call.simulation.program
        let desk = ([program.playbook] + program.called).flatMap(\.everyStep).filter { $0.role != nil }
        for language in Self.languages {
            let handout = call.handout(language)
            let body = handout.text
            #expect(body.contains("26-000123-4") && !body.contains("{{"), "\(name)")
            // Two numbers must be on every plan, danger to life and somebody to talk to, and what never to do.
            for parameter in ["emergency", "crisis_line_adult"] {
                #expect(body.contains(try #require(call.parameters.words(for: parameter, in: language))), "\(name)")
            }
            #expect(handout.words.neverList.allSatisfy { body.contains($0) })
            for step in desk {
                guard let words = step.words(in: language), words.count > 12 else { continue }
                #expect(!body.contains(words), "\(name): work of the desk stands in the plan: \(step.id)")
            }
            for text in call.typed { #expect(!body.contains(text), "\(name): what was said stands in the plan") }
            // Whoever passed stolen money on is judged neither way.
            let isAbsolved = body.contains("не виноваты") || body.contains("blame is theirs")
            #expect(isAbsolved == (call.scam != .mule), "\(name)")
            let dues = handout.next.compactMap(\.due)
            #expect(dues == dues.sorted(), "\(name): the earliest comes first")
            #expect(handout.next.count <= 12, "\(name): \(handout.next.count) things to do are too many")
            #expect(body.count < 6_000, "\(name)")
        }
    }

    @Test func `is told what is done as done, not as an order once more`() throws {
        for playbook in ShippedLibrary.playbooks {
            for step in playbook.everyStep where step.role == nil {
                guard case .action(let action) = step.kind else { continue }
                let done = try #require(action.doneText, "\(playbook.id)/\(step.id) has no 'done'")
                for language in Self.languages {
                    let (words, order) = (done.wording(in: language), action.text.wording(in: language))
                    #expect(words.count <= 80 && words != order, "\(playbook.id)/\(step.id)")
                }
            }
        }
        let plan = try PlayedCall(.russia, .safeAccount, in: PlaceLibrary(.russia)).handout("en")
        #expect(plan.done.contains("Bank told."))
        #expect(!plan.done.contains { $0.hasPrefix("Call ") })
    }

    @Test func `keeps a phone number in one piece and lets a long address break`() throws {
        let british = try PlayedCall(.unitedKingdom, .safeAccount, in: PlaceLibrary(.unitedKingdom)).handout("en").html
        #expect(british.contains("<b>116 123</b>") && british.contains("<b class=\"long\">Report Fraud"))
        #expect(!british.contains("class=\"two\""))
        let russian = try PlayedCall(.russia, .safeAccount, in: PlaceLibrary(.russia)).handout("ru").html
        #expect(russian.contains("<b>8-800-2000-122</b>") && russian.contains("class=\"two\""))
    }

    /// Plans as they were read and found good. `REDRESS_RECORD_GOLDEN=1 swift test` writes them anew.
    @Test(arguments: [
        (Jurisdiction.russia, ScamType.safeAccount, "ru"), (.russia, .recovery, "ru"), (.russia, .loanIdentity, "en"),
        (.unitedKingdom, .safeAccount, "en"), (.unitedStates, .phishing, "en"), (.europeanUnion, .simSwap, "en"),
    ]) func `has the plan that was found good`(_ place: Jurisdiction, _ scam: ScamType, _ language: String) throws {
        let text = try PlayedCall(place, scam, in: PlaceLibrary(place)).handout(Language(language)).text
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/plan-\(place.rawValue)-\(scam.rawValue)-\(language).txt")
        if ProcessInfo.processInfo.environment["REDRESS_RECORD_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}

extension Playbook {
    /// Every step, those inside of others too.
    fileprivate var everyStep: [Step] { (steps + interrupts.flatMap(\.steps)).flatMap(\.everyStep) }
}

extension Step {
    fileprivate var everyStep: [Step] {
        let inside: [Step] =
            switch kind {
            case .action(let action): action.onDone + action.onCannot
            case .decide(let decision): decision.cases.flatMap(\.steps)
            case .parallel(let parallel): parallel.branches.flatMap(\.steps)
            case .loop(let loop): loop.steps
            case .wait(let wait): wait.onTimeout
            default: []
            }
        return [self] + inside.flatMap(\.everyStep)
    }

    /// What is read of it.
    fileprivate func words(in language: Language) -> String? {
        switch kind {
        case .say(let say): say.text.wording(in: language)
        case .action(let action): action.text.wording(in: language)
        case .checklist(let list): list.text?.wording(in: language)
        default: nil
        }
    }
}
