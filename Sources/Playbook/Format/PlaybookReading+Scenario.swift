import Canonical

extension PlaybookReading {
    /// One of the author's own tests.
    func scenario(_ node: YAMLNode) -> Scenario? {
        guard let fields = Fields(node, path: "scenarios", reading: self) else { return nil }
        fields.refuseOthers(than: [
            "name", "inputs", "answers", "results", "interrupts", "events", "clock", "expect",
        ])
        guard let name = fields.requiredString("name") else { return nil }
        var scenario = Scenario(name: name, place: node.place)
        for member in fields.mapping("inputs") {
            guard let input = variableName(member, root: "case.", path: "scenarios") else { continue }
            scenario.inputs[input] = given(member.value)
        }
        for member in fields.mapping("answers") { scenario.answers[member.key] = given(member.value) }
        for member in fields.mapping("results") { scenario.results[member.key] = result(member) }
        scenario.interrupts = fields.list("interrupts").compactMap(raise)
        for member in fields.mapping("events") { scenario.events[member.key] = event(member) }
        clock(fields, of: &scenario)
        if let expected = fields.optional("expect") { scenario.expect = expectation(expected) }
        return scenario
    }

    private func given(_ node: YAMLNode) -> Scenario.Given { Scenario.Given(node.json, place: node.place) }

    /// `done`, `cannot`, `not_needed`, or the number of the chosen case.
    private func result(_ member: YAMLNode.Member) -> String? {
        guard let text = string(member.value, path: "scenarios") else { return nil }
        if ["done", "cannot", "not_needed"].contains(text) || YAMLNode.wholeNumber(text).map({ $0 >= 0 }) == true {
            return text
        }
        refuse(
            "wrong-value", at: member.value.place, path: "scenarios", "'\(text.shortened)' is no result.",
            hint: "done, cannot, not_needed, or the number of the chosen case from 0.")
        return nil
    }

    private func raise(_ node: YAMLNode) -> Scenario.Raise? {
        guard let fields = Fields(node, path: "scenarios", reading: self) else { return nil }
        fields.refuseOthers(than: ["raise", "at"])
        guard let interrupt = fields.requiredString("raise"), let step = fields.requiredString("at") else { return nil }
        return Scenario.Raise(interrupt: interrupt, at: step)
    }

    private func event(_ member: YAMLNode.Member) -> [String: Scenario.Given]? {
        guard let members = mapping(member.value, path: "scenarios") else { return nil }
        var values: [String: Scenario.Given] = [:]
        for value in members {
            guard let name = variableName(value, root: "o.", path: "scenarios") else { continue }
            values[name] = given(value.value)
        }
        return values
    }

    private func clock(_ fields: Fields, of scenario: inout Scenario) {
        guard let node = fields.optional("clock"), let clock = Fields(node, path: "scenarios", reading: self) else {
            return
        }
        clock.refuseOthers(than: ["start", "advance"])
        scenario.start = clock.optional("start").flatMap { timestamp($0, path: "scenarios") }
        scenario.advance = clock.span("advance")
    }

    private func expectation(_ node: YAMLNode) -> Scenario.Expectation {
        guard let fields = Fields(node, path: "scenarios", reading: self) else { return Scenario.Expectation() }
        fields.refuseOthers(than: ["visits", "never", "outcome", "deadlines"])
        var deadlines: [String: Timestamp] = [:]
        for member in fields.mapping("deadlines") {
            deadlines[member.key] = timestamp(member.value, path: "scenarios")
        }
        return Scenario.Expectation(
            visits: fields.strings("visits"), never: fields.strings("never"), outcome: fields.string("outcome"),
            deadlines: deadlines)
    }
}
