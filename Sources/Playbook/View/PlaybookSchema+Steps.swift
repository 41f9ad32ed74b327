import Canonical

extension PlaybookSchema {
    /// A step: exactly one key says its kind, and the kind says which keys there can be.
    static var stepDefinitions: JSON.Members {
        var definitions: JSON.Members = [:]
        for (kind, keys) in kinds {
            let properties = keys.properties.merging(common) { own, _ in own }
            definitions["step_\(kind)"] = object(properties, required: [kind] + keys.required)
        }
        let names = kinds.keys.sorted()
        definitions["step"] = [
            "type": "object", "oneOf": .array(names.map { ["required": [.string($0)]] }),
            "allOf": .array(names.map { ["if": ["required": [.string($0)]], "then": reference("step_\($0)")] }),
        ]
        return definitions
    }

    private static var common: JSON.Members {
        [
            "role": reference("line", "Who does it; default: the agent who has the case."),
            "mandatory": ["type": "boolean", "default": false, "description": "The case may not be closed before."],
            "applies": reference("condition", "The step is left out when this is false."),
            "deadline": reference("deadline", "A clock; it warns and escalates and never interrupts."),
            "on_redo": choice(
                ["keep", "ask_again", "review"], default: "keep", "What a correction of an earlier answer does to it."),
            "detail": reference("text", "Longer help for somebody new."),
            "sources": [
                "type": "array", "items": reference("line"),
                "description": "Ids of facts; K marks general knowledge that nobody has checked.",
            ],
            "review_by": reference("day"),
            "self_service": [
                "type": "boolean", "default": false, "description": "A bot may do it with the victim alone.",
            ],
        ]
    }

    /// The keys of each kind, and those that must be there beside the one of the kind.
    static var kinds: [String: (properties: JSON.Members, required: [String])] {
        [
            "say": (
                ["say": step, "read": choice(["guide", "verbatim"], default: "guide"), "text": reference("text")],
                ["text"]
            ),
            "ask": (ask, ["text", "type"]),
            "do": (
                [
                    "do": step, "text": reference("text"),
                    "done": reference("text", "How the victim's plan says that it is done."),
                    "result": object(["done": reference("steps"), "cannot": reference("steps")]),
                ], ["text"]
            ),
            "checklist": (checklist, ["items"]), "decide": (decide, ["cases"]),
            "wait": (wait, ["until", "on_timeout"]), "parallel": (parallel, ["branches"]),
            "repeat": (
                [
                    "repeat": step, "over": reference("line", "A list answer, or an integer answer that counts."),
                    "item": reference("name"), "max": ["type": "integer", "minimum": 1, "maximum": 100],
                    "steps": reference("steps"),
                ], ["over", "max", "steps"]
            ),
            "call": (call, ["version"]),
            "refer": (
                [
                    "refer": step, "to": reference("line"), "text": reference("text"),
                    "consent": choice(["required", "not_needed"]),
                    "needs": ["type": "array", "items": reference("line")],
                ], ["to", "consent"]
            ),
            "escalate": (
                [
                    "escalate": step, "to": reference("line"), "reason": reference("text"),
                    "severity": choice(["low", "medium", "high", "critical"]),
                ], ["to", "severity", "reason"]
            ),
            "end": (
                [
                    "end": step, "outcome": reference("condition", "An expression that gives a code: '\"prevented\"'."),
                    "abort": ["type": "boolean", "default": false],
                ], []
            ),
        ]
    }

    private static var step: JSON { reference("name", "The id of the step; it never changes its meaning.") }

    private static var ask: JSON.Members {
        [
            "ask": step, "text": reference("text"), "why": reference("text", "Why this is asked, for the victim."),
            "type": [
                "type": "string",
                "anyOf": [
                    ["enum": .array(answerTypes.map { .string($0) })],
                    ["pattern": "^(list\\()?[A-Z][A-Za-z0-9]{0,63}\\)?$"],
                ],
            ],
            "options": reference("options"), "max_length": ["type": "integer", "minimum": 1, "maximum": 20000],
            "range": object(["min": ["type": "integer"], "max": ["type": "integer"]]),
            "allow": ["type": "array", "items": choice(["unknown", "refused"])], "check": reference("condition"),
            "fact": reference("line", "What the desk learns about the case."),
        ]
    }

    private static var answerTypes: [String] {
        [
            "choice", "list(choice)", "text", "integer", "money", "timestamp", "date", "phone", "reference", "YesNo",
            "YesNoUnknown",
        ]
    }

    private static var checklist: JSON.Members {
        let item: JSON = object(
            ["item": reference("name"), "required": ["type": "boolean", "default": false], "text": reference("text")],
            required: ["item", "text"])
        return [
            "checklist": step, "text": reference("text"),
            "items": ["type": "array", "minItems": 1, "items": item],
            "not_applicable": choice(["with_reason", "no"], default: "with_reason"),
        ]
    }

    private static var decide: JSON.Members {
        let when: JSON = object(
            ["when": reference("condition"), "label": reference("text"), "then": reference("steps")],
            required: ["when", "then"])
        let otherwise: JSON = object(["else": reference("steps"), "label": reference("text")], required: ["else"])
        return [
            "decide": step, "text": reference("text"),
            "mode": choice(["auto", "advise"], default: "auto", "advise: the agent confirms."),
            "cases": [
                "type": "array", "minItems": 1,
                "items": ["if": ["required": ["else"]], "then": otherwise, "else": when],
            ],
        ]
    }

    private static var wait: JSON.Members {
        [
            "wait": step, "text": reference("text"),
            "for": object(
                ["event": reference("line"), "sets": variables("o", "What the event brings.")], required: ["event"]),
            "until": reference("offset", "A wait must end."), "on_timeout": reference("steps"),
        ]
    }

    private static var parallel: JSON.Members {
        let branch: JSON = object(
            ["branch": reference("name"), "steps": reference("steps")], required: ["branch", "steps"])
        return [
            "parallel": step, "join": choice(["all", "any"], default: "all"),
            "branches": [
                "if": ["type": "array"], "then": ["items": branch],
                "else": [
                    "type": "object", "propertyNames": reference("name"), "additionalProperties": reference("steps"),
                ],
            ],
        ]
    }

    private static var call: JSON.Members {
        [
            "call": reference("id", "The other playbook."), "as": reference("name", "The id of the step."),
            "version": reference("version", "Its exact version."),
            "with": [
                "type": "object", "propertyNames": reference("name"), "additionalProperties": reference("condition"),
            ],
            "take": variables("o", "Its outputs: the name here, and the name there."),
        ]
    }
}

extension PlaybookSchema {
    /// The author's tests.
    static var scenarioDefinitions: JSON.Members {
        func values(_ root: String) -> JSON {
            ["type": "object", "propertyNames": ["pattern": .string("^\(root)\\.[a-z][a-z0-9_]{0,63}$")]]
        }
        let lines: JSON = ["type": "array", "items": reference("line")]
        let result: JSON = [
            "anyOf": [
                ["enum": ["done", "cannot", "not_needed"]], ["type": "integer", "minimum": 0], word("^[0-9]+$"),
            ]
        ]
        let properties: JSON.Members = [
            "name": reference("line", "The test as a sentence."), "inputs": values("case"),
            "answers": ["type": "object", "description": "By id, or by path when ids repeat."],
            "results": ["type": "object", "additionalProperties": result],
            "interrupts": [
                "type": "array",
                "items": object(["raise": reference("name"), "at": reference("line")], required: ["raise", "at"]),
            ],
            "events": ["type": "object", "additionalProperties": values("o")],
            "clock": object(["start": reference("moment"), "advance": reference("span")]),
            "expect": object([
                "visits": lines, "never": lines, "outcome": reference("line"),
                "deadlines": ["type": "object", "additionalProperties": reference("moment")],
            ]),
        ]
        return ["scenario": object(properties, required: ["name"])]
    }
}
