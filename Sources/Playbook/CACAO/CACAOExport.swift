public import Canonical

extension CACAO {
    /// A playbook in the form of the standard.
    ///
    /// The same arguments always give the same bytes. What is seen is in one language; both, and all that CACAO has no
    /// word for, stand in the extension ``extensionID`` of each step, from which ``load(_:options:)`` restores it.
    ///
    /// - Parameters:
    ///   - language: The language of what is seen.
    ///   - createdBy: The STIX identity of the desk, `identity--uuid`; from any other text one is derived.
    ///   - created: When the playbook was first published; the same for all of its versions.
    ///   - modified: When this version was published. Never earlier than `created`.
    ///   - versions: When the called playbooks were published, where it is known.
    public static func export(
        _ playbook: LoadedPlaybook, language: Language, createdBy: String, created: Timestamp, modified: Timestamp,
        versions: [Library.Key: Timestamp] = [:]
    ) -> JSON {
        let export = CACAOExport(playbook, language: language, versions: versions)
        let creator = CACAOIdentifier(createdBy)?.type == "identity" ? createdBy : nil
        return export.playbook(
            createdBy: creator ?? CACAOIdentifier.derived("identity", from: createdBy), created: created,
            modified: max(created, modified))
    }

    /// The identifiers that the steps of a playbook have in its export, by the path of the step.
    public static func identifiers(of playbook: LoadedPlaybook) -> [String: String] {
        let export = CACAOExport(playbook, language: "en")
        _ = export.workflow()
        return export.ids
    }
}

/// Writes one playbook as CACAO.
final class CACAOExport {
    /// What is written.
    let source: Playbook
    /// The language of what is seen.
    let language: Language
    /// When called playbooks were published.
    let versions: [Library.Key: Timestamp]
    /// The steps that were written.
    var steps: JSON.Members = [:]
    /// The identifiers of the native steps by path.
    private(set) var ids: [String: String] = [:]
    /// Who does something.
    var agents: JSON.Members = [:]
    /// To whom a case is passed.
    var targets: JSON.Members = [:]
    /// What is asked, brought or reported.
    var variables: JSON.Members = [:]
    private var paths: Set<String> = []

    /// Begins with nothing written.
    init(_ playbook: LoadedPlaybook, language: Language, versions: [Library.Key: Timestamp] = [:]) {
        (source, self.language, self.versions) = (playbook.playbook, language, versions)
        declareVariables()
    }

    /// The playbook with everything around its steps.
    func playbook(createdBy: String, created: Timestamp, modified: Timestamp) -> JSON {
        let workflow = workflow()
        return .members([
            "type": "playbook", "spec_version": "cacao-2.0", "id": .string(CACAO.identifier(of: source.id)),
            "name": .string(CACAOExport.shown(source.title.wording(in: language), else: source.id)),
            "created_by": .string(createdBy), "created": .string(created.cacaoText),
            "modified": .string(modified.cacaoText), "industry_sectors": ["financial"],
            "labels": ["fraud-victim-assistance", .string("version:\(source.version)")],
            "playbook_processing_summary": summary,
            "playbook_variables": JSON.object(variables).unlessEmpty,
            "workflow_start": .string(id("start", "start")),
            "workflow_exception": source.interrupts.isEmpty ? nil : .string(id("action", "interrupts")),
            "workflow": .object(workflow), "agent_definitions": JSON.object(agents).unlessEmpty,
            "target_definitions": JSON.object(targets).unlessEmpty,
            "playbook_extensions": [
                CACAO.extensionID: ["language": .string(language.code), "playbook": shell]
            ],
            "extension_definitions": [
                CACAO.extensionID: [
                    "type": "extension-definition", "name": "Redress playbook", "created_by": .string(createdBy),
                    "description": "What a guided conversation with a victim of fraud needs and CACAO has no word for.",
                    "schema": "urn:redress:cacao-extension:1", "version": "1.0.0",
                ]
            ],
        ])
    }

    /// The steps by identifier.
    func workflow() -> JSON.Members {
        guard steps.isEmpty else { return steps }
        let first = block(source.steps, path: "steps")
        steps[id("start", "start")] = ["type": "start", "on_completion": .string(first)]
        if !source.interrupts.isEmpty { writeInterrupts() }
        return steps
    }

    /// What the extension says of the playbook: all but the steps.
    private var shell: JSON {
        var hollow = source
        hollow.steps = []
        for index in hollow.interrupts.indices { hollow.interrupts[index].steps = [] }
        return hollow.canonicalForm
    }

    private var summary: JSON {
        let types = Set(steps.values.compactMap { $0["type"]?.string })
        return .members([
            "manual_playbook": true, "extensions": true,
            "parallel_processing": types.contains("parallel") ? true : nil,
            "switch_logic": types.contains("switch-condition") ? true : nil,
            "while_logic": types.contains("while-condition") ? true : nil,
            "external_playbooks": types.contains("playbook-action") ? true : nil,
        ])
    }

    private func writeInterrupts() {
        let keys = CACAOExport.keys(source.interrupts.map(\.id))
        let branches = zip(source.interrupts, keys).map { ($1, $0.steps, "interrupts/\($0.id)") }
        let end = end("interrupts")
        let choice = choice(of: "interrupts", variable: "__r_interrupt__", branches, next: end)
        let labels = zip(source.interrupts, keys).map { "\($1): \(shown($0.label))" }
        variables["__r_interrupt__"] = variable("string", words.interrupt)
        write(
            CACAOPart(
                type: "action", path: "interrupts", name: words.interrupt, command: labels.joined(separator: "\n"),
                results: ["__r_interrupt__"], extra: ["part": "interrupts"]), next: choice)
    }
}

// MARK: - Names

extension CACAOExport {
    /// The identifier of something in the playbook.
    func id(_ type: String, _ path: String) -> String { CACAOIdentifier.derived(type, from: source.id, path) }

    /// A path that no other step has; only a playbook with findings has one id twice.
    func unique(_ path: String) -> String {
        var result = path
        var number = 2
        while !paths.insert(result).inserted {
            result = "\(path)#\(number)"
            number += 1
        }
        return result
    }

    /// Notes under which identifier a native step is found.
    func note(_ id: String, at path: String) { ids[path] = id }

    /// Names of cases: the given ones, the second of one name with a number.
    static func keys(_ names: [String]) -> [String] {
        var seen: Set<String> = ["default"]
        return names.map { name in
            var key = name
            var number = 2
            while !seen.insert(key).inserted {
                key = "\(name)-\(number)"
                number += 1
            }
            return key
        }
    }

    /// Words that are not empty.
    static func shown(_ words: String, else other: String) -> String {
        words.allSatisfy(\.isWhitespace) ? other : words
    }

    /// The wording of a text with the variables of CACAO in place of ours.
    func shown(_ text: Text) -> String {
        let wording = text.wording(in: language)
        guard wording.contains("{{") else { return wording }
        var result = ""
        var rest = Substring(wording)
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let inner = rest[open.upperBound..<close.lowerBound].filter { !$0.isWhitespace }
            let name = CACAOExport.variable(inner)
            result += rest[..<open.lowerBound]
            result += variables[name] == nil ? String(rest[open.lowerBound..<close.upperBound]) : "\(name):value"
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    /// What `a.amount` is called in CACAO: `__a_amount__`.
    static func variable(_ path: String) -> String {
        "__\(path.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "_"))__"
    }

    /// A variable of a type.
    func variable(_ type: String, _ description: String, isExternal: Bool = false) -> JSON {
        .members([
            "type": .string(type), "description": description.isEmpty ? nil : .string(description),
            "external": isExternal ? true : nil,
        ])
    }

    private func declareVariables() {
        for input in source.inputs {
            let description = input.type.name + (input.type.isOptional ? "?" : "")
            variables["__case_\(input.name)__"] = variable(
                CACAOExport.type(input.type.name), description, isExternal: true)
        }
        for (_, step) in source.allSteps {
            switch step.kind {
            case .ask(let ask):
                variables["__a_\(step.id)__"] = variable(CACAOExport.type(ask.type.name), ask.type.name)
            case .wait(let wait):
                for output in wait.sets {
                    variables["__o_\(output.name)__"] = variable(CACAOExport.type(output.type.name), output.type.name)
                }
            case .call(let call):
                for name in call.take.keys { variables["__o_\(name)__"] = variable("string", "") }
            case .loop(let loop):
                if let item = loop.item { variables["__a_\(item)__"] = variable("string", "") }
            default: break
            }
        }
    }

    private static func type(_ name: String) -> String {
        switch name {
        case "integer": "integer"
        case "bool": "bool"
        default: "string"
        }
    }
}
