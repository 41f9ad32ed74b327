import Playbook
import Testing

@Suite struct LinkTests {
    private static func condition(_ playbook: Playbook, _ called: [Playbook] = []) -> LinkError? {
        do throws(LinkError) {
            _ = try Forge.program(playbook, called)
            return nil
        } catch {
            return error
        }
    }

    @Test func `what cannot run is refused`() {
        let version = Version(1, 0, 0)
        let table: [([Step], LinkError)] = [
            ([Forge.call("m", "missing")], .unknownPlaybook("missing", version, step: "m")),
            ([Forge.call("m", "test")], .unknownPlaybook("test", version, step: "m")),
            ([Forge.say("x"), Forge.ask("x")], .duplicateStep("x", playbook: "test")),
            ([Forge.loop("l", over: "a.none", [])], .unknownVariable("a.none", step: "l", playbook: "test")),
            ([Forge.ask("q"), Forge.loop("l", over: "a.q", [])], .notCountable("a.q", step: "l", playbook: "test")),
            (
                [Forge.act("x", deadline: Deadline(due: Offset(after: Span(1, .hours), from: "a.none")))],
                .unknownAnchor("a.none", step: "x", playbook: "test")
            ),
            (
                [Forge.act("x", deadline: Deadline(due: Offset(after: Span(1, .hours), from: "y.done_at")))],
                .unknownAnchor("y.done_at", step: "x", playbook: "test")
            ),
            ([Forge.end("a"), Forge.say("x")], .endInside(step: "finished", playbook: "test")),
            ([Forge.act("x", done: [Forge.end("a")])], .endInside(step: "finished", playbook: "test")),
            ([Forge.ask("q", .choice(.init(name: "N", options: [])))], .empty(step: "q", playbook: "test")),
            ([Forge.wait("w", sets: [("x", "Nothing")], Span(1, .days))], .unknownType("Nothing", playbook: "test")),
        ]
        for (steps, error) in table { #expect(Self.condition(Forge.playbook(steps)) == error) }
    }

    @Test func `a bad condition is refused with its reason`() {
        let error = Self.condition(Forge.playbook([Forge.say("x").when("a.nothing == 1")]))
        guard case .condition(let condition, "x", "test")? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(condition.code == "unknown-variable")
    }

    @Test func `calls in a circle are refused`() {
        let one = Forge.playbook("one", [Forge.call("c", "two")])
        let two = Forge.playbook("two", [Forge.call("c", "one")])
        #expect(Self.condition(one, [one, two]) == .callsItself(["one@1.0.0", "two@1.0.0", "one@1.0.0"]))
    }

    @Test func `what would be too large is refused before it is built`() {
        var steps = [Forge.ask("n", .integer(0...100))]
        var inner = [Forge.say("x")]
        for depth in 0..<4 { inner = [Forge.loop("l\(depth)", over: "a.n", max: 100, inner)] }
        steps += inner
        #expect(Self.condition(Forge.playbook(steps)) == .tooLarge(limit: 50_000))

        var deep = [Forge.say("x")]
        for depth in 0..<100 { deep = [Forge.act("a\(depth)", done: deep)] }
        #expect(Self.condition(Forge.playbook(deep)) == .tooDeep(limit: 64))
    }

    @Test func `a call may not ask for what the other playbook does not have`() {
        let module = Forge.playbook("module", inputs: [("x", "int")], outputs: [("y", "case.x")], [])
        for call in [Forge.call("c", "module", with: ["z": "1"]), Forge.call("c", "module", take: ["o": "z"])] {
            #expect(
                Self.condition(Forge.playbook([call]), [module])
                    == .unknownParameter("z", step: "c", playbook: "test"))
        }
    }

    @Test func `the bound counts rounds and calls`() throws {
        let module = Forge.playbook("module", [Forge.say("x"), Forge.say("y")])
        let program = try Forge.program(
            Forge.playbook([
                Forge.ask("n", .integer(0...9)), Forge.loop("l", over: "a.n", max: 4, [Forge.call("c", "module")]),
            ]),
            [module])
        #expect(program.maximumSteps == 2 + 4 * 3)
        #expect(program.step(at: "l[4]/c/y")?.id == "y")
        #expect(program.step(at: "l[5]/c/y") == nil)
    }
}
