/// Reads the strict part of YAML in which playbooks are written.
///
/// A full reader of YAML resolves `yes` to true and `012` to ten, expands aliases, and keeps the last of two equal keys.
/// This one knows mappings, lists and text, refuses everything that two readers could understand differently, and knows
/// the place of each character. What it accepts, other readers of YAML split in the same way: `YAMLAgreementTests`
/// holds it against libyaml. Time is linear in the size of the file; the depth is bounded.
struct YAMLReader {
    /// The deepest nesting of mappings and lists.
    static let maximumDepth = 32
    /// The longest key in bytes; libyaml knows no longer one either.
    static let maximumKeyLength = 1000

    /// The file does not hold together from here on.
    struct Failure: Error {
        let code: String
        let place: Place
        let message: String
        let hint: String
    }

    let bytes: [UInt8]
    let log: FindingLog
    var position = 0
    var locator = Locator()

    /// The one document of the file; nil when it has none or does not hold together, and then `log` says why.
    static func document(_ text: FileText, log: FindingLog) -> YAMLNode? {
        var reader = YAMLReader(bytes: text.bytes, log: log)
        do {
            return try reader.document()
        } catch {
            log.add(error.code, at: error.place, message: error.message, hint: error.hint)
            return nil
        }
    }

    private init(bytes: [UInt8], log: FindingLog) {
        self.bytes = bytes
        self.log = log
    }

    private mutating func document() throws(Failure) -> YAMLNode? {
        guard var indent = try nextLine(mayStartDocument: true) else {
            log.add("empty-file", at: .start, message: "The file is empty.")
            return nil
        }
        if indent == 0, isMarker("---") {
            position += 3
            if try !isAtLineEnd() {
                throw failure("yaml-document", "Something follows --- on its line.", "Begin on the next line.")
            }
            guard let next = try nextLine() else {
                log.add("empty-file", at: .start, message: "The file is empty.")
                return nil
            }
            indent = next
        }
        let node = try block(indent: indent, parent: -1, depth: 0)
        if try nextLine() != nil {
            throw failure("yaml-syntax", "This line belongs to nothing above it.", "Mend its indentation.")
        }
        return node
    }
}

// MARK: - Blocks

extension YAMLReader {
    /// The node that begins at the position, which is the first character of its line or stands behind `- `.
    mutating func block(indent: Int, parent: Int, depth: Int) throws(Failure) -> YAMLNode {
        if isDash { return try sequence(indent: indent, depth: depth + 1) }
        if try isKeyAhead() { return try mapping(indent: indent, depth: depth + 1) }
        return try value(parent: parent, depth: depth)
    }

    private mutating func sequence(indent: Int, depth: Int) throws(Failure) -> YAMLNode {
        try limit(depth)
        let place = here()
        var elements: [YAMLNode] = []
        while true {
            position += 1
            skipSpaces()
            if try isAtLineEnd() {
                elements.append(try onNextLine(after: indent, allowsDashes: false, depth: depth))
            } else {
                elements.append(try block(indent: indentHere, parent: indent, depth: depth))
            }
            guard let next = try nextLine(), next >= indent else { break }
            if next > indent { throw indentationFailure() }
            guard isDash else { break }
        }
        return YAMLNode(content: .sequence(elements), place: place)
    }

    private mutating func mapping(indent: Int, depth: Int) throws(Failure) -> YAMLNode {
        try limit(depth)
        let place = here()
        var members = Members()
        while true {
            guard try isKeyAhead() else { throw noKeyFailure() }
            let (key, keyPlace) = try self.key(inFlow: false)
            position += 1
            let value: YAMLNode
            if try isAtLineEnd() {
                value = try onNextLine(after: indent, allowsDashes: true, depth: depth)
            } else {
                skipSpaces()
                if isDash {
                    throw failure("yaml-syntax", "A list cannot begin behind a key.", "Begin it on the next line.")
                }
                value = try self.value(parent: indent, depth: depth)
            }
            members.add(YAMLNode.Member(key: key, place: keyPlace, value: value), log: log)
            guard let next = try nextLine(), next >= indent else { break }
            if next > indent { throw indentationFailure() }
        }
        return YAMLNode(content: .mapping(members.list), place: place)
    }

    /// What stands below a key or a dash that has nothing behind it.
    private mutating func onNextLine(after indent: Int, allowsDashes: Bool, depth: Int) throws(Failure) -> YAMLNode {
        let place = here()
        guard let next = try nextLine() else { return YAMLNode(content: .empty, place: place) }
        if next > indent || (allowsDashes && next == indent && isDash) {
            return try block(indent: next, parent: indent, depth: depth)
        }
        return YAMLNode(content: .empty, place: place)
    }

    /// A value on the rest of the line: text, brackets, or the head of a block of text.
    private mutating func value(parent: Int, depth: Int) throws(Failure) -> YAMLNode {
        if try refuseProperties() {
            if try isAtLineEnd() {
                let node = try onNextLine(after: parent, allowsDashes: parent >= 0, depth: depth)
                if case .empty = node.content { return YAMLNode(content: .refused, place: node.place) }
                return node
            }
            return try block(indent: indentHere, parent: parent, depth: depth)
        }
        let node: YAMLNode
        switch current {
        case UInt8(ascii: "|"), UInt8(ascii: ">"): return try blockScalar(parent: parent)
        case UInt8(ascii: "["), UInt8(ascii: "{"): node = try flow(depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): node = try quoted(parent: parent)
        case 0x0A, 0: return YAMLNode(content: .empty, place: here())
        default: return try plainBlock(parent: parent)
        }
        if try !isAtLineEnd() {
            skipSpaces()
            throw failure(
                "yaml-syntax", "Something follows a value that is complete.", "Put the whole value in quotes.")
        }
        return node
    }
}

/// The members of a mapping while they are collected.
struct Members {
    private(set) var list: [YAMLNode.Member] = []
    private var keys: [String: Place] = [:]

    /// Adds a member, or reports it when its key was there before.
    mutating func add(_ member: YAMLNode.Member, log: FindingLog) {
        if member.key == "<<" {
            log.add("yaml-merge", at: member.place, message: "Merge keys are not read.", hint: "Write the members out.")
        } else if let first = keys.updateValue(member.place, forKey: member.key) {
            keys[member.key] = first
            log.add(
                "duplicate-key", at: member.place,
                message: "The key '\(member.key)' stands already in line \(first.line).", hint: "Remove one of them.")
        } else {
            list.append(member)
        }
    }
}
