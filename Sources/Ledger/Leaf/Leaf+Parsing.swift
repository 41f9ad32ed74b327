import Canonical

extension Leaf {
    /// Reads a leaf and insists on the canonical form.
    ///
    /// The schema of the type is not applied: entries of older and newer versions of the program stay readable.
    ///
    /// - Throws: ``LeafError`` when the bytes are anything but the canonical form of a version 1 leaf.
    public init(parsing bytes: [UInt8]) throws(LeafError) {
        if bytes.count > Leaf.maximumLength { throw .tooLong(bytes.count) }
        let json = try CanonicalJSON.value(of: bytes)
        guard case .object(let members) = json else { throw .malformed("leaf") }
        let fields = LeafFields(members, path: "")
        try fields.allowOnly([
            "v", "log", "id", "ts", "type", "actor", "case", "subject", "purpose", "data", "commit",
        ])
        let version = try fields.number("v")
        if version != 1 { throw .unknownVersion(version) }
        let written = try fields.text("ts")
        guard let ts = Timestamp(written), ts.description == written else { throw .malformed("ts") }
        self.init(
            unchecked: try fields.text("log"), id: try fields.text("id"), ts: ts,
            type: EntryType(rawValue: try fields.text("type")), actor: try Actor(fields.object("actor")),
            case: try fields.optionalObject("case").map { members throws(LeafError) in try CasePlace(members) },
            subject: try fields.optionalText("subject"), purpose: try fields.optionalText("purpose"),
            data: try fields.optionalObject("data")?.members ?? [:],
            commit: try fields.optionalObject("commit").map { members throws(LeafError) in try members.commitments() }
                ?? [:])
    }
}

extension Leaf.Actor {
    fileprivate init(_ fields: LeafFields) throws(LeafError) {
        try fields.allowOnly(["kind", "id", "session", "n"])
        kind = try fields.text("kind")
        id = try fields.text("id")
        session = try fields.optionalText("session")
        n = try fields.optionalNumber("n")
        if (session == nil) != (n == nil) { throw .missing(session == nil ? "actor.session" : "actor.n") }
        if let n, n < 1 { throw .malformed("actor.n") }
    }
}

extension Leaf.CasePlace {
    fileprivate init(_ fields: LeafFields) throws(LeafError) {
        try fields.allowOnly(["id", "seq", "prev"])
        id = try fields.text("id")
        seq = try fields.number("seq")
        guard seq >= 1 else { throw .malformed("case.seq") }
        guard let prev = TreeHash(base64: try fields.text("prev")) else { throw .malformed("case.prev") }
        self.prev = prev
    }
}

/// Values that a leaf may hold: member names and whole numbers are narrower than in ``JSON``.
enum CanonicalJSON {
    static func value(of bytes: [UInt8]) throws(LeafError) -> JSON {
        let value: JSON
        do throws(JSONSyntaxError) { value = try JSON(parsing: bytes) } catch { throw .notJSON(error) }
        try check(value)
        let canonical = value.canonicalBytes
        if canonical != bytes {
            throw .notCanonical(offset: zip(canonical, bytes).prefix { $0 == $1 }.count)
        }
        return value
    }

    static func check(_ value: JSON) throws(LeafError) {
        switch value {
        case .null, .bool, .string: return
        case .int(let number): if !LeafNumber.isValid(number) { throw .integerOutOfRange(number) }
        case .array(let elements): for element in elements { try check(element) }
        case .object(let members):
            for (key, value) in members {
                if !LeafKey.isValid(key) { throw .keyNotAllowed(key) }
                try check(value)
            }
        }
    }
}

/// Typed access to the members of an object, with errors that name the field.
private struct LeafFields {
    let members: JSON.Members
    let path: String

    init(_ members: JSON.Members, path: String) { (self.members, self.path) = (members, path) }

    func allowOnly(_ keys: Set<String>) throws(LeafError) {
        if let unknown = members.first(where: { !keys.contains($0.key) })?.key { throw .unknownField(path + unknown) }
    }

    func optionalText(_ key: String) throws(LeafError) -> String? {
        guard let value = members[key] else { return nil }
        guard let text = value.string else { throw .malformed(path + key) }
        return text
    }

    func optionalNumber(_ key: String) throws(LeafError) -> Int64? {
        guard let value = members[key] else { return nil }
        guard let number = value.int else { throw .malformed(path + key) }
        return number
    }

    func optionalObject(_ key: String) throws(LeafError) -> LeafFields? {
        guard let value = members[key] else { return nil }
        guard let object = value.object else { throw .malformed(path + key) }
        return LeafFields(object, path: path + key + ".")
    }

    func text(_ key: String) throws(LeafError) -> String {
        guard let text = try optionalText(key) else { throw .missing(path + key) }
        return text
    }

    func number(_ key: String) throws(LeafError) -> Int64 {
        guard let number = try optionalNumber(key) else { throw .missing(path + key) }
        return number
    }

    func object(_ key: String) throws(LeafError) -> LeafFields {
        guard let object = try optionalObject(key) else { throw .missing(path + key) }
        return object
    }

    func commitments() throws(LeafError) -> [String: Commitment] {
        var commitments: [String: Commitment] = [:]
        for (key, value) in members {
            guard let text = value.string, let commitment = Commitment(base64: text) else {
                throw .malformed(path + key)
            }
            commitments[key] = commitment
        }
        return commitments
    }
}
