import Canonical

extension Scenario {
    /// The test as the file format writes it.
    var canonicalForm: JSON {
        let times: JSON = .members([
            "start": start.map { .string($0.description) }, "advance": advance.map { .string($0.description) },
        ])
        return .members([
            "name": .string(name),
            "inputs": inputs.isEmpty ? nil : Scenario.object(inputs, root: "case."),
            "answers": answers.isEmpty ? nil : Scenario.object(answers, root: ""),
            "results": results.isEmpty ? nil : .object(JSON.Members(mapping: results) { .string($0) }),
            "interrupts": interrupts.isEmpty
                ? nil : .array(interrupts.map { ["raise": .string($0.interrupt), "at": .string($0.at)] }),
            "events": events.isEmpty ? nil : .object(JSON.Members(mapping: events) { Scenario.object($0, root: "o.") }),
            "clock": times.unlessEmpty,
            "expect": expect.canonicalForm,
        ])
    }

    private static func object(_ values: [String: Given], root: String) -> JSON {
        .object(
            JSON.Members(values.map { ("\(root)\($0.key)", $0.value.value) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension Scenario.Expectation {
    /// What must come true, as the file format writes it; nil when nothing must.
    var canonicalForm: JSON? {
        let form: JSON = .members([
            "visits": visits.isEmpty ? nil : .array(visits.map { .string($0) }),
            "never": never.isEmpty ? nil : .array(never.map { .string($0) }),
            "outcome": outcome.map { .string($0) },
            "deadlines": deadlines.isEmpty
                ? nil : .object(JSON.Members(mapping: deadlines) { .string($0.description) }),
        ])
        return form.unlessEmpty
    }
}
