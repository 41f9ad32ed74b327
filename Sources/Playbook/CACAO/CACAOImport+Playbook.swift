import Canonical

/// The playbook around the steps.
extension CACAOImport {
    /// What the specification lets a playbook say and ours has no place for.
    private static let notCarried = [
        "description", "playbook_types", "playbook_activities", "valid_from", "valid_until", "derived_from",
        "related_to", "priority", "severity", "impact", "industry_sectors", "labels", "external_references", "markings",
        "playbook_extensions", "authentication_info_definitions", "data_marking_definitions", "signatures", "revoked",
    ]

    /// The form of a playbook that somebody else wrote.
    func foreign() -> JSON {
        let steps = block(root["workflow_start"]?.string, depth: 0).steps
        let exception = exception()
        warnOfLosses()
        let title = root["name"]?.string ?? ""
        let identifier = root["id"]?.string.flatMap { CACAOIdentifier($0) }
        let name = CACAOImport.slug(title, separator: "-") ?? "cacao"
        return .members([
            "playbook": .string("\(name)-\(identifier?.uuid.prefix(8) ?? "0")"), "schema": "playbook/1",
            "version": .string(CACAOImport.version(root["modified"]?.string)),
            "languages": .array(languages.map { .string($0) }),
            "title": text(title.allSatisfy(\.isWhitespace) ? "CACAO" : title), "steps": .array(steps),
            "interrupts": exception.map { .array([$0]) },
        ])
    }

    /// What is done when something goes wrong, as a side path; nil when that is only an end.
    private func exception() -> JSON? {
        guard let node = root["workflow_exception"], let id = node.string, steps[id]?["type"]?.string != "end" else {
            return Optional.none
        }
        asked = [:]
        let own = block(id, depth: 1).steps
        let end = end("exception end")
        if end == nil {
            warn(
                "exception-returns", at: node.place, path: "workflow_exception",
                "Behind the steps of the exception the run goes on where it was.",
                hint: "Give an outcome with which it ends.")
        }
        return .members([
            "interrupt": "exception", "label": words("Something went wrong", "Что-то пошло не так"),
            "abort": end == nil ? nil : true, "steps": .array(own + [end].compactMap { $0 }),
        ])
    }

    /// An end of the whole run; nil when nobody has said with which outcome.
    func end(_ words: String) -> JSON? {
        guard let outcome = options.outcome else { return Optional.none }
        return [
            "end": .string(name(words, else: "end")), "abort": true, "outcome": .string(CACAOImport.quoted(outcome)),
        ]
    }

    /// The version of a playbook in CACAO is the moment when it was modified: days, seconds and milliseconds of it.
    private static func version(_ modified: String?) -> String {
        let moment = max(0, modified.flatMap { CACAOMoment($0) }?.timestamp.microseconds ?? 0)
        let milliseconds = moment / 1000
        return "\(milliseconds / 86_400_000).\(milliseconds / 1000 % 86_400).\(milliseconds % 1000)"
    }

    private func warnOfLosses() {
        let lost = CACAOImport.notCarried.filter { key in
            guard let node = root[key] else { return false }
            return node.bool != false
        }
        guard let first = lost.first, let node = root[first] else { return }
        warn(
            "not-carried", at: node.place, path: "",
            "These properties are not taken over: \(lost.joined(separator: ", ")).")
    }
}

// MARK: - What this program exported

extension CACAOImport {
    /// The form of a playbook that this program exported: what the extension says, with the steps of the workflow.
    func restored(_ shell: JSON) -> JSON? {
        guard var form = shell.object else { return nil }
        form["steps"] = .array(block(root["workflow_start"]?.string, depth: 0).steps)
        if let interrupts = shell["interrupts"]?.array { form["interrupts"] = .array(sidePaths(interrupts)) }
        return .object(form)
    }

    private func sidePaths(_ interrupts: [JSON]) -> [JSON] {
        let keys = CACAOExport.keys(interrupts.map { $0["interrupt"]?.string ?? "" })
        guard let id = root["workflow_exception"]?.string, let entry = steps[id], visit(id),
            let (found, _) = branches(of: entry, id: id, depth: 0)
        else { return interrupts }
        return zip(interrupts, keys).map { interrupt, key in
            guard var form = interrupt.object, let block = found[key] else {
                mismatch(entry, id: id, "The side path '\(key)' is missing.")
                return interrupt
            }
            form["steps"] = .array(block.steps)
            return .object(form)
        }
    }

    /// The branches that follow a step of ours, by key, and where the walk goes on.
    func branches(of step: CACAONode, id: String, depth: Int) -> (blocks: [String: Block], way: Way)? {
        guard let next = step.successor, let choice = steps[next], choice["type"]?.string == "switch-condition",
            choice["step_extensions"]?[CACAO.extensionID]?["part"]?.string == "branches"
        else {
            mismatch(step, id: id, "Its branches are missing.")
            return nil
        }
        guard visit(next) else { return nil }
        let members = choice["cases"]?.members ?? []
        let blocks = blocks(members.map(\.value.string), depth: depth)
        let named = Dictionary(zip(members.map(\.key), blocks), uniquingKeysWith: { first, _ in first })
        return (named, merge(blocks, successor: choice.successor, of: choice, id: next))
    }

    /// Adds the error that a step and its extension do not agree.
    func mismatch(_ step: CACAONode, id: String, _ message: String) {
        guard !hasFailed else { return }
        fail(
            "extension-mismatch", at: step.place, path: "workflow/\(id)", message,
            hint: "The step was changed outside. Remove its extension to import what is seen.")
    }

    /// Compares what is seen in each step with what its extension would show: nobody is shown one thing and given another.
    func compare(_ playbook: Playbook) {
        let own = root["playbook_extensions"]?[CACAO.extensionID]
        guard let language = own?["language"]?.string, root["id"]?.string == CACAO.identifier(of: playbook.id) else {
            return mismatch(root, id: "", "The extension does not say its language, or belongs to another playbook.")
        }
        let export = CACAOExport(LoadedPlaybook(playbook, file: ""), language: Language(language))
        let again = export.workflow()
        for (id, step) in steps.sorted(by: { $0.key < $1.key }) {
            guard step["step_extensions"]?[CACAO.extensionID] != nil else { continue }
            let seen = step.json.map(CACAOImport.content)
            if again[id].map(CACAOImport.content) == seen { continue }
            mismatch(step, id: id, "What the step shows is not what its extension says.")
        }
        for (name, parties) in [("agent_definitions", export.agents), ("target_definitions", export.targets)] {
            for (id, party) in parties where root[name]?[id]?.json != party {
                mismatch(root[name] ?? root, id: id, "What is said of this agent or target was changed.")
            }
        }
        let title = playbook.title.wording(in: Language(language))
        if root["name"]?.string != CACAOExport.shown(title, else: playbook.id) {
            mismatch(root, id: "", "The name of the playbook is not what its extension says.")
        }
    }

    /// A step without what leads on from it.
    private static func content(_ step: JSON) -> JSON {
        let ways = CACAOStep.successors.union(["cases", "next_steps", "on_true", "on_false", "playbook_version"])
        return .object((step.object ?? [:]).filter { !ways.contains($0.key) })
    }
}
