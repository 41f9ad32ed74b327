import Canonical

/// Judges one CACAO file by the rules of the specification, in time that grows with its size.
final class CACAOCheck {
    /// The file.
    let root: CACAONode
    /// What was found.
    let log: FindingLog
    /// The steps by id.
    let steps: [String: CACAONode]
    /// Where the names of the steps stand.
    let places: [String: Place]
    /// The steps in the order of the file.
    let order: [String]

    /// Begins with the value that the file holds.
    init(_ root: CACAONode, log: FindingLog) {
        (self.root, self.log) = (root, log)
        let members = root["workflow"]?.members ?? []
        steps = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        places = Dictionary(members.map { ($0.key, $0.place) }, uniquingKeysWith: { first, _ in first })
        order = members.map(\.key)
    }

    /// Runs all checks.
    func run() {
        guard root.isObject else {
            return report("wrong-type", at: root.place, path: "", "A playbook is an object, not \(root.kindName).")
        }
        check(root, .object(.playbook), path: "")
        checkVersion()
        checkStepIDs()
        checkUniqueness()
        checkTimes()
        checkReferences()
        checkCommands()
        checkVariables()
        checkConditions()
        checkFlow()
        checkSummary()
        checkSignatures()
    }

    /// Adds an error.
    func report(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, at: place, path: path, message: message, hint: hint)
    }

    /// Adds a warning.
    func warn(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, .warning, at: place, path: path, message: message, hint: hint)
    }

    /// The type of a step.
    func type(_ id: String) -> String? { steps[id]?["type"]?.string }
}

// MARK: - Shapes

extension CACAOCheck {
    /// Judges a value by what its property holds.
    func check(_ node: CACAONode, _ kind: CACAOKind, path: String) {
        switch kind {
        case .anything: break
        case .text, .word, .openWord, .base64, .timestamp, .identifier, .email: checkText(node, kind, path: path)
        case .variableValue: checkVariableValue(node, path: path)
        case .flag: if node.bool == nil { refuse(node, "true or false", path: path) }
        case .integer(let range): checkInteger(node, range, path: path)
        case .list(let element, let minimum):
            guard case .array(let elements) = node.content else { return refuse(node, "a list", path: path) }
            checkCount(elements.count, minimum, node, path: path)
            for (index, one) in elements.enumerated() { check(one, element, path: "\(path)/\(index)") }
        case .dictionary(let keys, let value, let minimum): checkDictionary(node, keys, value, minimum, path: path)
        case .object(let shape): checkObject(node, shape, path: path)
        case .typed(let family): checkTyped(node, family, path: path)
        }
    }

    private func checkVariableValue(_ node: CACAONode, path: String) {
        switch node.content {
        case .string, .null: break
        default:
            report(
                "bad-variable-value", at: node.place, path: path, "The value is \(node.kindName), not text.",
                hint: "Numbers and truth values are written as text too: \"5\", \"true\".")
        }
    }

    private func checkInteger(_ node: CACAONode, _ range: ClosedRange<Int64>, path: String) {
        guard case .int(let value) = node.content else { return refuse(node, "a whole number", path: path) }
        if range.contains(value) { return }
        let most = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
        report(
            "out-of-range", at: node.place, path: path,
            "The number is \(value); it must be at least \(range.lowerBound)\(most).")
    }

    private func refuse(_ node: CACAONode, _ wanted: String, path: String) {
        report("wrong-type", at: node.place, path: path, "Here \(wanted) is expected, not \(node.kindName).")
    }

    private func checkCount(_ count: Int, _ minimum: Int, _ node: CACAONode, path: String) {
        if count < minimum {
            report(
                "empty-value", at: node.place, path: path, "There is nothing in it.", hint: "Leave the property out.")
        }
    }

    private func checkDictionary(
        _ node: CACAONode, _ keys: CACAOKeys, _ value: CACAOKind, _ minimum: Int, path: String
    ) {
        guard node.isObject else { return refuse(node, "an object", path: path) }
        let members = node.members
        checkCount(members.count, minimum, node, path: path)
        for member in members {
            checkKey(member, keys, path: path)
            check(member.value, value, path: "\(path.isEmpty ? "" : path + "/")\(member.key)")
        }
    }

    private func checkKey(_ member: CACAONode.Member, _ keys: CACAOKeys, path: String) {
        let name = member.key.shortened
        switch keys {
        case .free: break
        case .plain:
            let isPlain = member.key.utf8.count <= 250 && member.key.utf8.allSatisfy(CACAOCheck.isKeyByte)
            if isPlain { return }
            report("bad-key", at: member.place, path: path, "'\(name)' has signs other than letters, digits, _ and -.")
        case .variable:
            if CACAOVariable.isName(member.key) { return }
            report(
                "bad-variable-name", at: member.place, path: path, "'\(name)' cannot name a variable.",
                hint: "Two underscores, a letter or underscore, letters, digits, _ and -, two underscores: __bank__.")
        case .identifier, .typedIdentifier, .extensionID: checkIdentifierKey(member, keys, path: path)
        }
    }

    private func checkIdentifierKey(_ member: CACAONode.Member, _ keys: CACAOKeys, path: String) {
        guard let id = CACAOIdentifier(member.key) else {
            return report(
                "bad-identifier", at: member.place, path: path, "'\(member.key.shortened)' is no identifier.",
                hint: "A type, two hyphens, a UUID.")
        }
        if case .extensionID = keys, id.type != "extension-definition" {
            report(
                "bad-identifier", at: member.place, path: path, "'\(member.key.shortened)' names no extension.",
                hint: "extension-definition--<uuid>")
        }
        guard case .typedIdentifier = keys, let type = member.value["type"]?.string, type != id.type else { return }
        warn(
            "id-type-mismatch", at: member.place, path: path,
            "The identifier says '\(id.type)', its object says '\(type.shortened)'.")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
            || byte == 0x2D
    }

    private func checkTyped(_ node: CACAONode, _ family: CACAOFamily, path: String) {
        guard node.isObject else { return refuse(node, "an object", path: path) }
        guard let type = node["type"]?.string, let shape = family.shapes[type] else {
            if let type = node["type"], let word = type.string, !log.isFull("unknown-type") {
                let message = "The \(family.name) type '\(word.shortened)' is not known."
                let hint = Spelling.hint(for: word, among: family.shapes.keys, verb: "Known are")
                if family.isClosed {
                    report("unknown-type", at: type.place, path: path, message, hint: hint)
                } else {
                    warn("unknown-type", at: type.place, path: path, message, hint: hint)
                }
            }
            // Of a type that nobody knows, only what is common to all can be judged.
            return checkMembers(node, family.common, path: path, isOpen: true)
        }
        checkMembers(node, shape, path: path, isOpen: false)
    }

    private func checkObject(_ node: CACAONode, _ shape: CACAOShape, path: String) {
        guard node.isObject else { return refuse(node, "an object", path: path) }
        checkMembers(node, shape, path: path, isOpen: false)
    }

    private func checkMembers(_ node: CACAONode, _ shape: CACAOShape, path: String, isOpen: Bool) {
        let prefix = path.isEmpty ? "" : "\(path)/"
        var names: Set<String> = []
        for member in node.members {
            names.insert(member.key)
            if let kind = shape.properties[member.key] {
                check(member.value, kind, path: prefix + member.key)
            } else if !isOpen, !CACAOStep.successors.contains(member.key), !log.isFull("unknown-property") {
                report(
                    "unknown-property", at: member.place, path: path,
                    "'\(member.key.shortened)' is no property of \(shape.name).",
                    hint: Spelling.guess(member.key, among: shape.properties.keys).map { "Did you mean '\($0)'?" }
                        ?? "What the specification does not know goes into an extension.")
            }
        }
        for name in shape.required where !names.contains(name) {
            report("missing-property", at: node.place, path: path, "The property '\(name)' is missing.")
        }
    }
}
