public import Canonical

/// The form of a playbook file as a JSON Schema, for editors that know YAML: completion, help at each key, and the
/// plainest mistakes while one types.
///
/// It knows less than the linter: references, types, languages and paths are beyond a schema.
public enum PlaybookSchema {
    /// The schema of format 1, draft 2020-12.
    public static var json: JSON {
        .object([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "https://redress.example/schema/playbook-1.json", "title": "Playbook, format 1", "type": "object",
            "additionalProperties": false,
            "required": ["playbook", "schema", "version", "languages", "title", "steps"],
            "properties": .object(properties), "$defs": .object(definitions),
        ])
    }

    private static var properties: JSON.Members {
        [
            "playbook": reference("id", "The stable id: a-z, 0-9, hyphen."),
            "schema": ["const": "playbook/1", "description": "The version of the format."],
            "version": reference("version", "Semantic version of the content; never change a published one."),
            "languages": [
                "type": "array", "minItems": 1, "uniqueItems": true,
                "items": ["type": "string", "pattern": "^[a-z]{2}$"],
                "description": "The languages that every text must carry.",
            ],
            "title": reference("text", "What the playbook is called on screen."),
            "applies": reference("condition", "When it fits a case; absent in a module that is only called."),
            "jurisdictions": [
                "type": "array", "items": ["enum": .array(ParameterSet.jurisdictions.map(JSON.string))],
                "minItems": 1, "uniqueItems": true,
                "description": "Where it is used; absent for all of them.",
            ],
            "review_by": reference("day", "The day by which a person must have read it again."),
            "types": [
                "type": "object", "propertyNames": ["pattern": "^[A-Z][A-Za-z0-9]{0,63}$"],
                "additionalProperties": reference("options"), "description": "Closed sets of values.",
            ],
            "inputs": variables("case", "What the case or the caller provides; ? behind the type: may be absent."),
            "outputs": [
                "type": "object", "propertyNames": reference("name"), "additionalProperties": reference("line"),
                "description": "What a caller may take, and the variable it is read from at the end.",
            ],
            "interrupts": list(of: "interrupt", "Side paths that are open at every moment."),
            "steps": reference("steps", "The steps, in order."),
            "scenarios": list(of: "scenario", "The author's own tests."),
        ]
    }

    private static var definitions: JSON.Members {
        var definitions: JSON.Members = [
            "id": word("^[a-z][a-z0-9-]{0,63}$"), "name": word("^[a-z][a-z0-9_]{0,63}$"),
            "version": word("^(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})$"),
            "day": word("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), "span": word("^(0|[1-9][0-9]{0,5})(m|h|d|bd|mo)$"),
            "moment": word("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}"),
            "anchor": word("^(opened|case\\.[a-z][a-z0-9_]*|a\\.[a-z][a-z0-9_]*|[a-z][a-z0-9_]*\\.done_at)$"),
            "line": ["type": "string", "minLength": 1, "maxLength": 1000],
            "condition": ["type": "string", "minLength": 1, "maxLength": 500],
            "text": [
                "type": "object", "minProperties": 1, "propertyNames": ["pattern": "^[a-z]{2}$"],
                "additionalProperties": ["type": "string", "pattern": "\\S"],
            ],
            "options": ["type": "array", "minItems": 1, "items": reference("option")],
            "option": [
                "anyOf": [
                    reference("code"),
                    object(["value": reference("code"), "label": reference("text")], required: ["value"]),
                ]
            ],
            "code": word("^[A-Za-z0-9_-]{1,64}$"), "steps": ["type": "array", "items": reference("step")],
            "interrupt": object(
                [
                    "interrupt": reference("name"), "label": reference("text", "What stands on the button."),
                    "abort": ["type": "boolean", "default": false], "steps": reference("steps"),
                ], required: ["interrupt", "label", "steps"]),
            "deadline": deadline,
            "offset": object(["after": reference("span"), "from": reference("anchor")], required: ["after"]),
        ]
        definitions.merge(scenarioDefinitions) { own, _ in own }
        definitions.merge(stepDefinitions) { own, _ in own }
        return definitions
    }

    private static var deadline: JSON {
        let told: JSON = object(["escalate": reference("line")], required: ["escalate"])
        let later: JSON = object(
            ["after": reference("span"), "escalate": reference("line")], required: ["after", "escalate"])
        return object(
            [
                "within": reference("span"), "from": reference("anchor", "What it counts from; default: opened."),
                "warn": reference("span"), "on_breach": told, "then": later,
                "pausable": ["type": "boolean", "default": false],
            ], required: ["within"])
    }
}

extension PlaybookSchema {
    /// A definition of the schema, with help for the author.
    static func reference(_ name: String, _ description: String? = nil) -> JSON {
        .members(["$ref": .string("#/$defs/\(name)"), "description": description.map { .string($0) }])
    }

    /// A mapping with these keys and no others.
    static func object(_ properties: JSON.Members, required: [String] = []) -> JSON {
        .members([
            "type": "object", "additionalProperties": false, "properties": .object(properties),
            "required": required.isEmpty ? nil : .array(required.map { .string($0) }),
        ])
    }

    /// Text of one form.
    static func word(_ pattern: String) -> JSON { ["type": "string", "pattern": .string(pattern)] }

    /// A list of things of one definition.
    static func list(of name: String, _ description: String) -> JSON {
        ["type": "array", "items": reference(name), "description": .string(description)]
    }

    /// One of a few words.
    static func choice(_ words: [String], default usual: String? = nil, _ description: String? = nil) -> JSON {
        .members([
            "enum": .array(words.map { .string($0) }), "default": usual.map { .string($0) },
            "description": description.map { .string($0) },
        ])
    }

    /// Variables of one root with their types.
    static func variables(_ root: String, _ description: String) -> JSON {
        [
            "type": "object", "propertyNames": ["pattern": .string("^\(root)\\.[a-z][a-z0-9_]{0,63}$")],
            "additionalProperties": reference("line"), "description": .string(description),
        ]
    }
}
