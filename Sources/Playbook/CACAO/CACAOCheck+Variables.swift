import Canonical

/// Variables: declared where they are used, and conditions that can be read.
extension CACAOCheck {
    /// Arguments and texts that use variables.
    func checkVariables() {
        let global = variables(of: root, "playbook_variables")
        for id in order {
            guard let step = steps[id] else { continue }
            let known = global.union(variables(of: step, "step_variables"))
            let path = "workflow/\(id)"
            for key in ["in_args", "out_args"] {
                for node in step[key]?.elements ?? [] {
                    guard let text = node.string else { continue }
                    checkUse(CACAOVariable.name(ofArgument: text), known, node, path: "\(path)/\(key)", isError: true)
                }
            }
            for command in step["commands"]?.elements ?? [] {
                for key in ["command", "content", "description"] {
                    guard let node = command[key], let text = node.string else { continue }
                    for name in CACAOVariable.uses(in: text) {
                        checkUse(name, known, node, path: "\(path)/commands", isError: false)
                    }
                }
            }
        }
    }

    private func variables(of node: CACAONode, _ key: String) -> Set<String> {
        Set(node[key]?.members.map(\.key) ?? [])
    }

    private func checkUse(_ name: String, _ known: Set<String>, _ node: CACAONode, path: String, isError: Bool) {
        guard !known.contains(name), !log.isFull("undeclared-variable") else { return }
        let message = "The variable '\(name.shortened)' is not declared."
        let hint = Spelling.guess(name, among: known).map { "Did you mean '\($0)'?" } ?? ""
        if isError {
            report("undeclared-variable", at: node.place, path: path, message, hint: hint)
        } else {
            warn("undeclared-variable", at: node.place, path: path, message, hint: hint)
        }
    }

    /// Conditions and what switches look at.
    func checkConditions() {
        let global = variables(of: root, "playbook_variables")
        for id in order {
            guard let step = steps[id] else { continue }
            let known = global.union(variables(of: step, "step_variables"))
            if let node = step["condition"], let text = node.string {
                checkCondition(text, known, node, path: "workflow/\(id)/condition")
            }
            guard let node = step["switch"], let text = node.string else { continue }
            let name = CACAOVariable.name(ofArgument: text)
            if CACAOVariable.isName(name) {
                checkUse(name, known, node, path: "workflow/\(id)/switch", isError: true)
            } else {
                report(
                    "bad-condition", at: node.place, path: "workflow/\(id)/switch",
                    "'\(text.shortened)' is no variable.", hint: "__name__:value")
            }
        }
    }

    private func checkCondition(_ text: String, _ known: Set<String>, _ node: CACAONode, path: String) {
        if text.allSatisfy(\.isWhitespace) {
            return report("bad-condition", at: node.place, path: path, "The condition is empty.")
        }
        for name in CACAOVariable.uses(in: text) { checkUse(name, known, node, path: path, isError: true) }
        if STIXCondition(text) == nil {
            warn(
                "free-text-condition", at: node.place, path: path,
                "The condition is not in the STIX grammar; a person has to decide it.",
                hint: "__name__:value = 'text'")
        }
    }
}
