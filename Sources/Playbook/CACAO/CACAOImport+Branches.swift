import Canonical

/// What becomes of the branching steps of others.
extension CACAOImport {
    /// Branches side by side.
    func parallel(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        let name = name(step["name"]?.string, else: "parallel")
        let blocks = blocks((step["next_steps"]?.elements ?? []).map(\.string), depth: depth)
        let branches = blocks.enumerated().map { index, block -> JSON in
            ["branch": .string("branch\(index + 1)"), "steps": .array(block.steps)]
        }
        list.append(["parallel": .string(name), "branches": .array(branches)])
        return merge(blocks, successor: step.successor, of: step, id: id)
    }

    /// A decision between two ways.
    func condition(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        let when = JSON.string(test(step, into: &list))
        let name = name(step["name"]?.string, else: "decision")
        let blocks = blocks([step["on_true"]?.string, step["on_false"]?.string], depth: depth)
        list.append([
            "decide": .string(name),
            "cases": [["when": when, "then": .array(blocks[0].steps)], ["else": .array(blocks[1].steps)]],
        ])
        return merge(
            step["on_false"] == nil ? [blocks[0]] : blocks, successor: step.successor, of: step, id: id)
    }

    /// The condition of a step in our words; when it cannot be said in them, a question comes before it.
    private func test(_ step: CACAONode, into list: inout [JSON]) -> String {
        let written = step["condition"]?.string ?? ""
        if let condition = STIXCondition(written), let expression = expression(condition) { return expression }
        let question = name((step["name"]?.string ?? "condition") + " holds", else: "holds")
        let shown = [step["description"]?.string, written].compactMap { $0 }.joined(separator: "\n")
        list.append([
            "ask": .string(question), "type": "YesNo",
            "text": prefixed("Does this hold?", "Верно ли это?", shown),
        ])
        return "a.\(question) == \"yes\""
    }

    private func prefixed(_ english: String, _ russian: String, _ shown: String) -> JSON {
        let plain = text(shown).object ?? [:]
        let intro = words(english, russian).object ?? [:]
        return .object(plain.merging(intro) { .string("\($1.string ?? "") \($0.string ?? "")") })
    }

    /// A decision between the values of a variable.
    func choice(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        var values: [(target: String, keys: [String])] = []
        var places: [String: Int] = [:]
        var last: String?
        for member in step["cases"]?.members ?? [] {
            guard let target = member.value.string else { continue }
            if member.key == "default" {
                last = target
            } else if let index = places[target] {
                values[index].keys.append(member.key)
            } else {
                places[target] = values.count
                values.append((target, [member.key]))
            }
        }
        // A case that goes where the others go by default says nothing.
        values.removeAll { $0.target == last }
        let conditions = conditions(step, values.map(\.keys), into: &list)
        let name = name(step["name"]?.string, else: "decision")
        let blocks = blocks(values.map(\.target) + [last], depth: depth)
        let cases = zip(conditions, blocks).map { when, block -> JSON in
            ["when": .string(when), "then": .array(block.steps)]
        }
        list.append([
            "decide": .string(name),
            "cases": .array(cases + [["else": .array(blocks.last?.steps ?? [])]]),
        ])
        return merge(blocks, successor: step.successor, of: step, id: id)
    }

    /// When each of the cases is taken.
    private func conditions(_ step: CACAONode, _ keys: [[String]], into list: inout [JSON]) -> [String] {
        let variable = CACAOVariable.name(ofArgument: step["switch"]?.string ?? "")
        if let question = asked[variable], CACAOImport.isText(question.type) {
            return keys.map { keys in
                let tests = keys.map { "a.\(question.id) == \(CACAOImport.quoted($0))" }
                return "answered(a.\(question.id)) && (\(tests.joined(separator: " || ")))"
            }
        }
        let id = name((step["name"]?.string ?? variable) + " value", else: "value")
        let options = keys.enumerated().map { index, keys -> JSON in
            ["value": .string("case\(index + 1)"), "label": text(keys.joined(separator: ", "))]
        }
        list.append([
            "ask": .string(id), "type": "choice",
            "text": prefixed("Which value is this?", "Какое это значение?", step["name"]?.string ?? variable),
            "options": .array(options + [["value": "other", "label": words("Another one", "Другое")]]),
        ])
        return keys.indices.map { "a.\(id) == \"case\($0 + 1)\"" }
    }

    /// Repetition, when somebody has said how often at most.
    func loop(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        guard let maximum = options.maximumRounds, (1...100).contains(maximum) else {
            fail(
                "unbounded-while", at: step.place, path: "workflow/\(id)",
                "The repetition has no bound.", hint: "Say how many rounds there are at most: 1 to 100.")
            return .end
        }
        let question = name((step["name"]?.string ?? "while") + " rounds", else: "rounds")
        let name = name(step["name"]?.string, else: "repetition")
        let blocks = blocks([step["on_true"]?.string], depth: depth)
        list.append([
            "ask": .string(question), "type": "integer", "range": ["min": 0, "max": .int(Int64(maximum))],
            "text": prefixed(
                "How many times is this needed?", "Сколько раз это нужно?", step["condition"]?.string ?? ""),
        ])
        list.append([
            "repeat": .string(name), "over": .string("a.\(question)"),
            "max": .int(Int64(maximum)), "steps": .array(blocks[0].steps),
        ])
        return merge(blocks, successor: step.successor, of: step, id: id)
    }
}

// MARK: - Conditions

extension CACAOImport {
    /// Whether a variable of this type is asked for as text.
    private static func isText(_ type: String) -> Bool { !["bool", "integer", "long"].contains(type) }

    /// Text as a condition writes it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }

    /// A condition in our words; nil when it reads something that is not surely asked before, or does what ours do not.
    private func expression(_ condition: STIXCondition) -> String? {
        switch condition {
        case .all(let terms): joined(terms, " && ")
        case .any(let terms): joined(terms, " || ")
        case .not(let term): expression(term).map { "!(\($0))" }
        case .holds(let path): question(path).flatMap { $0.type == "bool" ? comparison($0, "=", .truth(true)) : nil }
        case .compare(let path, let sign, let values):
            question(path).flatMap { question in
                let tests = values.map { comparison(question, sign == "IN" ? "=" : sign, $0) }
                guard !tests.contains(where: { $0 == nil }) else { return nil }
                return "answered(a.\(question.id)) && (\(tests.compactMap { $0 }.joined(separator: " || ")))"
            }
        }
    }

    private func joined(_ terms: [STIXCondition], _ sign: String) -> String? {
        let parts = terms.compactMap { expression($0).map { "(\($0))" } }
        return parts.count == terms.count ? parts.joined(separator: sign) : nil
    }

    private func question(_ path: String) -> Question? {
        path.hasSuffix(":value") ? asked[CACAOVariable.name(ofArgument: path)] : nil
    }

    private func comparison(_ question: Question, _ sign: String, _ value: STIXCondition.Literal) -> String? {
        let ours = sign == "=" ? "==" : sign
        guard ["==", "!=", "<", "<=", ">", ">="].contains(ours) else { return nil }
        let isOrdered = ours != "==" && ours != "!="
        switch (question.type, value) {
        case ("integer", .integer(let number)), ("long", .integer(let number)):
            return "a.\(question.id) \(ours) \(number)"
        case ("integer", .text(let text)), ("long", .text(let text)):
            return Int64(text).map { "a.\(question.id) \(ours) \($0)" }
        case ("bool", .truth(let truth)) where !isOrdered: return "a.\(question.id) \(ours) \"\(truth ? "yes" : "no")\""
        case ("bool", .text(let text)) where !isOrdered && (text == "true" || text == "false"):
            return "a.\(question.id) \(ours) \"\(text == "true" ? "yes" : "no")\""
        case (let type, .text(let text)) where !isOrdered && CACAOImport.isText(type):
            return "a.\(question.id) \(ours) \(CACAOImport.quoted(text))"
        default: return nil
        }
    }
}
