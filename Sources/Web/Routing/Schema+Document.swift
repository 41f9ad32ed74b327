internal import Canonical

extension Schema {
    /// The form as JSON Schema writes it.
    var json: JSON {
        var members = base.object ?? [:]
        if let note { members["description"] = .string(note) }
        if !codes.isEmpty { members["enum"] = .array(codes.map(JSON.string)) }
        if let pattern { members["pattern"] = .string(pattern.source) }
        if let example { members["examples"] = [example] }
        if let content {
            members["contentMediaType"] = "application/json"
            members["contentSchema"] = ["$ref": .string("#/components/schemas/\(content)")]
        }
        return .object(members)
    }

    private var base: JSON {
        switch kind {
        case .text(let limit, let least):
            .members([
                "type": "string", "maxLength": limit.map { .int(Int64($0)) },
                "minLength": least > 0 ? .int(Int64(least)) : nil,
            ])
        case .number(let range):
            [
                "type": "integer", "minimum": .int(range?.lowerBound ?? .min),
                "maximum": .int(range?.upperBound ?? .max),
            ]
        case .flag: ["type": "boolean"]
        case .anything: ["$ref": "#/components/schemas/Value"]
        case .list(let element): ["type": "array", "items": element.json]
        case .map(let value): ["type": "object", "additionalProperties": value.json]
        case .object(let list, let isOpen): Self.object(list, isOpen)
        case .either(let forms): ["anyOf": .array(forms.map(\.json))]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    private static func object(_ members: [Member], _ isOpen: Bool) -> JSON {
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        return .members([
            "type": "object",
            "properties": .object(JSON.Members(members.map { ($0.name, $0.schema.json) }) { first, _ in first }),
            "required": required.isEmpty ? nil : .array(required),
            "additionalProperties": isOpen ? nil : false,
        ])
    }

    /// A value of the form: every member that has an example or a code, and all that must be there.
    var sample: JSON? {
        if let example { return example }
        if let code = codes.first { return .string(code) }
        switch kind {
        case .number(let range): return .int(range?.lowerBound ?? 1)
        case .flag: return true
        case .text(_, let least): return .string(String(repeating: "x", count: least))
        case .anything: return "unknown"
        case .list(let element): return element.sample.map { [$0] }
        case .map: return [:]
        case .object(let members, _):
            let shown = members.filter { $0.isRequired || $0.schema.isTelling }
            return .object(
                JSON.Members(shown.compactMap { member in member.schema.sample.map { (member.name, $0) } }) {
                    first, _ in
                    first
                })
        case .either(let forms): return forms.first?.sample
        case .named: return nil
        }
    }

    /// Whether an example of it says something to a reader.
    private var isTelling: Bool {
        if example != nil || !codes.isEmpty { return true }
        if case .list(let element) = kind { return element.isTelling }
        return false
    }

    /// Whether the answer tells the revision of a case, which is its entity tag.
    var tellsRevision: Bool {
        switch kind {
        case .object(let members, _): members.contains { $0.name == "revision" }
        case .either(let forms): forms.contains(where: \.tellsRevision)
        case .named(let name): Documents.all[name]?.tellsRevision ?? false
        default: false
        }
    }
}
