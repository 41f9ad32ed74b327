import Canonical

/// What becomes of the steps of others.
extension CACAOImport {
    /// An action: one thing to do for each command, then one question for each variable that comes out.
    func action(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        var actions: [JSON.Members] = []
        for (index, command) in (step["commands"]?.elements ?? []).enumerated() {
            guard let action = self.command(command, index, of: step, id: id) else { return .end }
            actions.append(action)
        }
        if let timeout = step["timeout"], case .int(let milliseconds) = timeout.content, !actions.isEmpty {
            actions[actions.count - 1]["deadline"] = deadline(milliseconds, at: timeout.place, id: id)
        }
        guard let failure = step["on_failure"]?.string, !actions.isEmpty else {
            list += actions.map { .object($0) } + questions(step)
            return .next(step.successor)
        }
        return fork(step, actions, failure: failure, id: id, depth: depth, into: &list)
    }

    /// An action that goes on in two ways.
    private func fork(
        _ step: CACAONode, _ actions: [JSON.Members], failure: String, id: String, depth: Int, into list: inout [JSON]
    ) -> Way {
        var actions = actions
        let last = actions.removeLast()
        list += actions.map { .object($0) }
        let failed = blocks([failure], depth: depth)
        if depth == 0, failed[0].join == nil, let end = end("failed") {
            // Nothing follows the failure, so the run ends there and the rest needs no block of its own.
            let result: JSON = ["cannot": .array(failed[0].steps + [end])]
            list.append(.object(last.merging(["result": result]) { own, _ in own }))
            list += questions(step)
            return .next(step.successor)
        }
        let before = asked
        let questions = questions(step)
        let done = blocks([step.successor], depth: depth)
        asked = before
        let result = JSON.members([
            "done": (questions + done[0].steps).isEmpty ? nil : .array(questions + done[0].steps),
            "cannot": failed[0].steps.isEmpty ? nil : .array(failed[0].steps),
        ])
        list.append(.object(result.unlessEmpty.map { last.merging(["result": $0]) { own, _ in own } } ?? last))
        return merge(done + failed, successor: nil, of: step, id: id)
    }

    private func command(_ command: CACAONode, _ index: Int, of step: CACAONode, id: String) -> JSON.Members? {
        let type = command["type"]?.string ?? ""
        let path = "workflow/\(id)/commands/\(index)"
        if type != "manual", !options.allowsExecutableCommands {
            fail(
                "executable-command", at: command.place, path: path,
                "The command is for a machine (\(type.shortened)).",
                hint: "With leave to do so it is imported as text that is shown and never run.")
            return nil
        }
        let encoded = command["command_b64"]?.string.flatMap { CACAOBase64.decode($0) }
        let decoded = encoded.flatMap { String(validating: $0, as: UTF8.self) }
        let parts = [command["command"]?.string, decoded ?? command["command_b64"]?.string, command["content"]?.string]
        let shown = parts.compactMap { $0 }.joined(separator: "\n")
        let words = type == "manual" ? shown : "[\(type)] \(shown)"
        let help = [
            step["description"]?.string, command["description"]?.string,
            party(step["agent"], "agent_definitions").map { "Agent: \($0)" },
            targets(step).map { "Targets: \($0)" },
        ].compactMap { $0 }.filter { !$0.allSatisfy(\.isWhitespace) }
        var form: JSON.Members = [
            "do": .string(name(step["name"]?.string, else: "action")),
            "text": text(words.allSatisfy(\.isWhitespace) ? step["name"]?.string ?? type : words),
        ]
        if !help.isEmpty { form["detail"] = text(help.joined(separator: "\n")) }
        return form
    }

    private func party(_ node: CACAONode?, _ dictionary: String) -> String? {
        node?.string.flatMap { root[dictionary]?[$0]?["name"]?.string }
    }

    private func targets(_ step: CACAONode) -> String? {
        let names = (step["targets"]?.elements ?? []).compactMap { party($0, "target_definitions") }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// Questions for the variables that come out of a step.
    private func questions(_ step: CACAONode) -> [JSON] {
        (step["out_args"]?.elements ?? []).compactMap { argument in
            guard let written = argument.string else { return nil }
            let variable = CACAOVariable.name(ofArgument: written)
            let declared = step["step_variables"]?[variable] ?? root["playbook_variables"]?[variable]
            let type = declared?["type"]?.string ?? "string"
            let id = name(variable, else: "answer")
            asked[variable] = Question(id: id, type: type)
            let words = declared?["description"]?.string ?? ""
            var form: JSON.Members = [
                "ask": .string(id), "text": text(words.allSatisfy(\.isWhitespace) ? variable : words),
                "allow": ["unknown"], "type": .string(CACAOImport.answerTypes[type] ?? "text"),
            ]
            if form["type"] == "integer" { form["range"] = ["min": -1_000_000_000, "max": 1_000_000_000] }
            return .object(form)
        }
    }

    private static let answerTypes = ["bool": "YesNo", "integer": "integer", "long": "integer"]

    private func minutes(_ milliseconds: Int64, at place: Place, id: String) -> Int64 {
        let minutes = milliseconds / 60_000 + (milliseconds % 60_000 == 0 ? 0 : 1)
        if milliseconds % 60_000 != 0 || minutes > 100_000 {
            warn(
                "rounded-time", at: place, path: "workflow/\(id)",
                "\(milliseconds) milliseconds become \(min(minutes, 100_000)) minutes.")
        }
        return min(minutes, 100_000)
    }

    /// A step may take so long; here it goes on all the same.
    private func deadline(_ milliseconds: Int64, at place: Place, id: String) -> JSON? {
        warn(
            "soft-timeout", at: place, path: "workflow/\(id)",
            "The timeout becomes a deadline, which reminds and does not interrupt.")
        let minutes = minutes(milliseconds, at: place, id: id)
        return minutes == 0 ? nil : ["within": .string("\(minutes)m")]
    }

    /// A pause before a step.
    func wait(_ delay: CACAONode, id: String) -> [JSON] {
        guard case .int(let milliseconds) = delay.content, milliseconds > 0 else { return [] }
        let minutes = minutes(milliseconds, at: delay.place, id: id)
        return [
            [
                "wait": .string(name("delay", else: "delay")), "until": ["after": .string("\(minutes)m")],
                "on_timeout": [],
            ]
        ]
    }

    /// A call of a playbook that is known here.
    func call(_ step: CACAONode, id: String, into list: inout [JSON]) -> Way {
        let called = step["playbook_id"]?.string ?? ""
        let versions = (options.known[called] ?? []).sorted { ($0.modified, $0.key) < ($1.modified, $1.key) }
        let wanted = step["playbook_version"]?.string.flatMap { CACAOMoment($0)?.timestamp }
        let found = wanted.map { moment in versions.last { $0.modified == moment } } ?? versions.last
        guard let found else {
            fail(
                "unknown-playbook", at: step["playbook_id"]?.place ?? step.place, path: "workflow/\(id)",
                "The playbook '\(called)' is not known here in this version.", hint: "Import it first.")
            return .end
        }
        if wanted == nil {
            warn(
                "unpinned-call", at: step.place, path: "workflow/\(id)",
                "The call names no version; it is bound to \(found.key.version).")
        }
        list.append([
            "call": .string(found.key.id), "as": .string(name(step["name"]?.string, else: "call")),
            "version": .string(found.key.version.description),
        ])
        return .next(step.successor)
    }
}
