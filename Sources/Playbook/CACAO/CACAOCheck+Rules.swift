import Canonical

/// Rules that look at more than one property.
extension CACAOCheck {
    /// The version of the specification.
    func checkVersion() {
        guard let node = root["spec_version"], let version = node.string, version != "cacao-2.0" else { return }
        report(
            "bad-spec-version", at: node.place, path: "spec_version", "The version is '\(version.shortened)'.",
            hint: "Only cacao-2.0 is known.")
    }

    /// The names of the steps: a type, which is the step's own, and a UUID of version 4.
    func checkStepIDs() {
        for id in order {
            let place = places[id] ?? .start
            let path = "workflow/\(id.shortened)"
            guard let identifier = CACAOIdentifier(id) else {
                report("bad-step-id", at: place, path: path, "'\(id.shortened)' is no identifier of a step.")
                continue
            }
            if identifier.version != 4 {
                report(
                    "bad-step-id", at: place, path: path,
                    "The UUID is of version \(identifier.version); steps have version 4.")
            }
            if let type = type(id), type != identifier.type {
                report(
                    "id-type-mismatch", at: place, path: path,
                    "The identifier says '\(identifier.type)', the step says '\(type.shortened)'.")
            }
        }
    }

    /// No two objects have one UUID.
    func checkUniqueness() {
        var seen: Set<String> = []
        let dictionaries = [
            "workflow", "agent_definitions", "target_definitions", "authentication_info_definitions",
            "extension_definitions", "data_marking_definitions",
        ]
        if let id = root["id"]?.string.flatMap({ CACAOIdentifier($0) }) { seen.insert(id.uuid) }
        for name in dictionaries {
            for member in root[name]?.members ?? [] {
                guard let id = CACAOIdentifier(member.key), !seen.insert(id.uuid).inserted else { continue }
                report("duplicate-uuid", at: member.place, path: name, "Another object has the UUID \(id.uuid).")
            }
        }
    }

    /// Moments that stand in an order.
    func checkTimes() {
        checkTimes(of: root, path: "", isPrecise: true)
        for (index, node) in (root["signatures"]?.elements ?? []).enumerated() {
            checkTimes(of: node, path: "signatures/\(index)", isPrecise: true)
        }
        for member in root["data_marking_definitions"]?.members ?? [] {
            checkTimes(of: member.value, path: "data_marking_definitions/\(member.key)", isPrecise: false)
        }
    }

    private func checkTimes(of node: CACAONode, path: String, isPrecise: Bool) {
        func moment(_ key: String) -> CACAOMoment? { node[key]?.string.flatMap { CACAOMoment($0) } }
        func order(_ first: String, _ second: String, mayEqual: Bool) {
            guard let left = moment(first), let right = moment(second) else { return }
            if left < right || mayEqual && left == right { return }
            report(
                "bad-timestamps", at: node[second]?.place ?? node.place, path: path,
                "'\(second)' is \(left == right ? "the same moment as" : "earlier than") '\(first)'.")
        }
        order("created", "modified", mayEqual: true)
        if node["revoked"]?.bool != true { order("valid_from", "valid_until", mayEqual: false) }
        for key in ["created", "modified"] where isPrecise {
            guard let moment = moment(key), moment.precision != 3 else { continue }
            warn(
                "timestamp-precision", at: node[key]?.place ?? node.place, path: path,
                "'\(key)' has \(moment.precision) digits behind the second, not three.")
        }
    }

    /// Agents, targets, markings and ways in that must be defined, and calls of oneself.
    func checkReferences() {
        let agents = names(in: "agent_definitions")
        let targets = names(in: "target_definitions")
        let defined = names(in: "extension_definitions")
        for id in order {
            guard let step = steps[id] else { continue }
            let path = "workflow/\(id)"
            if let agent = step["agent"] { checkReference(agent, agents, path: "\(path)/agent") }
            for target in step["targets"]?.elements ?? [] {
                checkReference(target, targets, path: "\(path)/targets")
            }
            if let called = step["playbook_id"], let name = called.string, name == root["id"]?.string {
                report("recursive-call", at: called.place, path: path, "The playbook calls itself.")
            }
            for member in step["step_extensions"]?.members ?? [] { checkExtension(member, defined, path: path) }
        }
        for member in root["playbook_extensions"]?.members ?? [] {
            checkExtension(member, defined, path: "playbook_extensions")
        }
        let markings = names(in: "data_marking_definitions")
        for marking in root["markings"]?.elements ?? [] { checkReference(marking, markings, path: "markings") }
        let logins = names(in: "authentication_info_definitions")
        for name in ["agent_definitions", "target_definitions"] {
            for member in root[name]?.members ?? [] {
                guard let login = member.value["authentication_info"] else { continue }
                checkReference(login, logins, path: "\(name)/\(member.key)")
            }
        }
    }

    private func names(in dictionary: String) -> Set<String> { Set(root[dictionary]?.members.map(\.key) ?? []) }

    private func checkReference(_ node: CACAONode, _ known: Set<String>, path: String) {
        guard let id = node.string, CACAOIdentifier(id) != nil, !known.contains(id) else { return }
        report("dangling-reference", at: node.place, path: path, "There is no '\(id.shortened)'.")
    }

    private func checkExtension(_ member: CACAONode.Member, _ defined: Set<String>, path: String) {
        guard !defined.contains(member.key) else { return }
        warn(
            "undefined-extension", at: member.place, path: path,
            "The extension '\(member.key.shortened)' is not defined in the playbook.")
    }

    /// Commands that say nothing.
    func checkCommands() {
        for id in order {
            for (index, command) in (steps[id]?["commands"]?.elements ?? []).enumerated() {
                guard command.isObject, let type = command["type"]?.string else { continue }
                // What a command of unknown type holds is not known either.
                guard CACAOFamily.commands.shapes[type] != nil else { continue }
                let texts = [command["command"]?.string, command["command_b64"]?.string].compactMap { $0 }
                if texts.isEmpty || texts.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
                    report(
                        "empty-command", at: command.place, path: "workflow/\(id)/commands/\(index)",
                        "The command says nothing.")
                }
            }
        }
    }

    /// What the playbook says of itself against what it is.
    func checkSummary() {
        if let types = root["playbook_types"], !types.elements.isEmpty, root["playbook_activities"] == nil {
            warn(
                "missing-activities", at: types.place, path: "playbook_types",
                "With playbook_types there must be playbook_activities.")
        }
        let commands = order.flatMap { steps[$0]?["commands"]?.elements ?? [] }
        let activities = Set(commands.compactMap { $0["playbook_activity"]?.string })
        for node in root["playbook_activities"]?.elements ?? [] {
            guard let word = node.string, !activities.contains(word) else { continue }
            warn(
                "unused-activity", at: node.place, path: "playbook_activities",
                "No command has the activity '\(word.shortened)'.")
        }
        let types = Set(order.compactMap { type($0) })
        let facts = [
            "parallel_processing": types.contains("parallel"), "if_logic": types.contains("if-condition"),
            "while_logic": types.contains("while-condition"), "switch_logic": types.contains("switch-condition"),
            "external_playbooks": types.contains("playbook-action"),
            "digital_signatures": root["signatures"] != nil,
        ]
        for member in root["playbook_processing_summary"]?.members ?? [] {
            guard let said = member.value.bool, let fact = facts[member.key], said != fact else { continue }
            warn(
                "summary-mismatch", at: member.value.place, path: "playbook_processing_summary",
                "The summary says that \(member.key) is \(said); it is \(fact).")
        }
    }

    /// Where the key of a signature is, and whose signature it is.
    func checkSignatures() {
        for (index, node) in (root["signatures"]?.elements ?? []).enumerated() where node.isObject {
            let path = "signatures/\(index)"
            let keys = ["public_key", "public_cert_chain", "cert_url", "thumbprint"].filter { node[$0] != nil }
            if keys.count != 1 {
                report(
                    "bad-signature", at: node.place, path: path,
                    "There must be one of public_key, public_cert_chain, cert_url and thumbprint, not \(keys.count).")
            }
            for (key, own) in [("related_to", "id"), ("related_version", "modified")] {
                guard let said = node[key], let text = said.string, text != root[own]?.string else { continue }
                report("bad-signature", at: said.place, path: path, "'\(key)' is not the '\(own)' of the playbook.")
            }
            if let algorithm = node["algorithm"], algorithm.string?.hasPrefix("HS") == true {
                warn("weak-signature", at: algorithm.place, path: path, "A shared secret proves nothing to others.")
            }
        }
    }
}
