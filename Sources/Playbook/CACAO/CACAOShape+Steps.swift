extension CACAOFamily {
    /// The steps of a workflow.
    static let steps = CACAOFamily(
        name: "step",
        shapes: [
            "start": step("a start step", ["on_completion": .identifier]),
            "end": step("an end step", [:]),
            "action": step(
                "an action step", required: ["commands", "agent"], isFallible: true,
                [
                    "commands": .list(.typed(.commands)), "agent": .identifier, "targets": .list(.identifier),
                    "in_args": .list(.text), "out_args": .list(.text),
                ]),
            "playbook-action": step(
                "a playbook-action step", required: ["playbook_id"], isFallible: true,
                [
                    "playbook_id": .identifier(["playbook"]), "playbook_version": .timestamp,
                    "in_args": .list(.text), "out_args": .list(.text),
                ]),
            "parallel": step(
                "a parallel step", required: ["next_steps"], isFallible: true, ["next_steps": .list(.identifier)]),
            "if-condition": step(
                "an if step", required: ["condition", "on_true"], isFallible: true,
                ["condition": .text, "on_true": .identifier, "on_false": .identifier]),
            "while-condition": step(
                "a while step", required: ["condition", "on_true"], isFallible: true,
                ["condition": .text, "on_true": .identifier]),
            "switch-condition": step(
                "a switch step", required: ["switch", "cases"], isFallible: true,
                ["switch": .text, "cases": .dictionary(.plain, .identifier)]),
        ], common: CACAOShape("a step", required: ["type"], [:]), isClosed: true)

    private static func step(
        _ name: String, required: [String] = [], isFallible: Bool = false, _ properties: [String: CACAOKind]
    ) -> CACAOShape {
        var common = CACAOShape(
            name, required: ["type"],
            [
                "type": .text, "name": .text, "description": .text,
                "external_references": .list(.object(.reference)), "delay": .integer(0...Int64.max),
                "timeout": .integer(0...Int64.max),
                "step_variables": .dictionary(.variable, .object(.variable), minimum: 0),
                "owner": .identifier(["identity"]), "step_extensions": .extensions,
            ])
        if isFallible {
            for key in ["on_completion", "on_success", "on_failure"] { common.properties[key] = .identifier }
        }
        return CACAOShape(name, required: required, properties).adding(common)
    }

    /// What an action step does.
    static let commands = CACAOFamily(
        name: "command",
        shapes: [
            "manual": textCommand("manual"), "bash": textCommand("bash"), "caldera-cmd": textCommand("caldera-cmd"),
            "powershell": textCommand("powershell"), "ssh": textCommand("ssh"),
            "elastic": binaryCommand("elastic"), "jupyter": binaryCommand("jupyter"),
            "kestrel": binaryCommand("kestrel"), "sigma": binaryCommand("sigma"), "yara": binaryCommand("yara"),
            "http-api": CACAOShape(
                "an http-api command", required: ["command"],
                ["command": .text, "headers": headers, "content": .text, "content_b64": .base64]
            ).adding(command),
            "openc2-http": CACAOShape(
                "an openc2-http command", required: ["command", "content_b64"],
                ["command": .text, "headers": headers, "content_b64": .base64]
            ).adding(command),
        ], common: command, isClosed: false)

    private static let headers = CACAOKind.dictionary(.free, .list(.text, minimum: 0), minimum: 0)

    private static let command = CACAOShape(
        "a command", required: ["type"],
        [
            "type": .text, "description": .text, "version": .text,
            "playbook_activity": .openWord(CACAOVocabulary.activities),
            "external_references": .list(.object(.reference), minimum: 0),
        ])

    private static func textCommand(_ type: String) -> CACAOShape {
        CACAOShape("a \(type) command", ["command": .text, "command_b64": .base64]).adding(command)
    }

    private static func binaryCommand(_ type: String) -> CACAOShape {
        CACAOShape("a \(type) command", required: ["command_b64"], ["command_b64": .base64]).adding(command)
    }
}
