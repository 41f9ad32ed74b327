import Canonical

/// The canonical form: the keys of the file format, written as JSON. What has its usual value is absent.
///
/// Mappings whose order means nothing are objects; branches, whose order the agent sees, are a list.
extension Playbook {
    /// Everything that the author said.
    var canonicalForm: JSON { form(Canonicalizer(keepsWording: true)) }

    /// What steers a run: without wording, tests, sources, days of review and the version.
    var structure: JSON { form(Canonicalizer(keepsWording: false)) }

    /// The wording alone, by the path of each text.
    var wording: JSON {
        .object(
            JSON.Members(
                placedTexts.map { ($0.path, Canonicalizer.json($0.text)) }, uniquingKeysWith: { first, _ in first }))
    }

    private func form(_ writer: Canonicalizer) -> JSON {
        .members([
            "playbook": .string(id),
            "schema": "playbook/1",
            "version": writer.aside(.string(version.description)),
            "languages": .array(languages.sorted().map { .string($0.code) }),
            "title": writer.text(title),
            "applies": applies.map { .string($0.source) },
            "jurisdictions": jurisdictions.map { .array($0.map(JSON.string)) },
            "review_by": writer.aside(reviewBy.map { .string($0.description) }),
            "types": types.isEmpty ? nil : .object(JSON.Members(mapping: types) { writer.options($0.options) }),
            "inputs": writer.inputs(inputs, root: "case."),
            "outputs": outputs.isEmpty
                ? nil
                : .object(
                    JSON.Members(outputs.map { ($0.name, .string($0.from)) }, uniquingKeysWith: { first, _ in first })),
            "interrupts": interrupts.isEmpty ? nil : .array(interrupts.map { form($0, writer) }),
            "steps": .array(steps.map { writer.step($0, types: types) }),
            "scenarios": scenarios.isEmpty ? nil : writer.aside(.array(scenarios.map(\.canonicalForm))),
        ])
    }

    private func form(_ interrupt: Interrupt, _ writer: Canonicalizer) -> JSON {
        .members([
            "interrupt": .string(interrupt.id), "label": writer.text(interrupt.label),
            "abort": interrupt.aborts ? true : nil,
            "steps": .array(interrupt.steps.map { writer.step($0, types: types) }),
        ])
    }
}

/// Writes the parts of a playbook, with or without what does not steer a run.
struct Canonicalizer {
    /// Whether texts, tests, sources and days of review are written.
    let keepsWording: Bool

    /// A part that does not steer a run.
    func aside(_ json: JSON?) -> JSON? { keepsWording ? json : nil }

    /// A text, which does not steer a run either.
    func text(_ text: Text?) -> JSON? { keepsWording ? text.map(Canonicalizer.json) : nil }

    /// The wordings by language.
    static func json(_ text: Text) -> JSON {
        .object(
            JSON.Members(text.wording.map { ($0.key.code, .string($0.value)) }, uniquingKeysWith: { first, _ in first })
        )
    }

    /// The values of a set.
    func options(_ options: [ChoiceType.Option]) -> JSON {
        .array(
            options.map { option in
                guard let label = text(option.label) else { return .string(option.value) }
                return ["value": .string(option.value), "label": label]
            })
    }

    /// Declared variables with their types.
    func inputs(_ inputs: [Playbook.Input], root: String) -> JSON? {
        if inputs.isEmpty { return nil }
        let members = inputs.map { ("\(root)\($0.name)", JSON.string($0.type.name + ($0.type.isOptional ? "?" : ""))) }
        return .object(JSON.Members(members, uniquingKeysWith: { first, _ in first }))
    }
}

extension JSON {
    /// The object, or nothing when it has no members. (`nil` behind a question mark would become `null`.)
    var unlessEmpty: JSON? {
        if case .object(let members) = self, members.isEmpty { return Optional.none }
        return self
    }
}
