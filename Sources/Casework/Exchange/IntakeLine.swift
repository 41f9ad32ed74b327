public import Canonical

/// One line of a file of cases: the body of `POST /v1/cases`, and an id by which it is known again.
struct IntakeLine: Sendable {
    let intake: Intake
    /// Unique among the files when the line has no `external_id`.
    let key: String?

    /// What keeps the same line from becoming two cases.
    func conversation(_ keys: KeyRing) -> ConversationKey? {
        if let id = intake.externalID { return ConversationKey(id, in: .channel(intake.channel), keys: keys) }
        return key.map { ConversationKey($0, in: .file, keys: keys) }
    }

    /// Reads a line as strictly as `case open` reads its words: every field known and of its kind.
    ///
    /// - Throws: ``JSONSyntaxError``, ``DeskError/malformed(field:problem:value:)``, ``CodeError``.
    init(_ bytes: [UInt8], now: Timestamp) throws {
        let json: JSON
        do { json = try JSON(parsing: bytes, maximumDepth: 4) } catch {
            throw DeskError.malformed(
                field: "line", problem: .form(example: "{\"channel\": \"hotline\", …} on one line"))
        }
        guard let members = json.object else {
            throw DeskError.malformed(
                field: "line", problem: .form(example: "{\"channel\": \"hotline\", …} on one line"))
        }
        if let unknown = members.keys.first(where: { !Self.fields.contains($0) }) {
            throw DeskError.malformed(
                field: "field",
                problem: .notOnList(
                    suggestion: CodeText.nearest(to: unknown.uppercased(), among: Self.fields.map { $0.uppercased() })?
                        .lowercased(), allowed: Self.fields), value: String(unknown.prefix(40)))
        }
        func text(_ name: String) throws(DeskError) -> String? {
            guard let value = members[name] else { return nil }
            guard let text = value.string else { throw .malformed(field: name, problem: .form(example: "\"a text\"")) }
            return text
        }
        func needed(_ name: String) throws(DeskError) -> String {
            guard let text = try text(name) else { throw .malformed(field: name, problem: .missing) }
            return text
        }
        func texts(_ name: String) throws(DeskError) -> [String] {
            guard let value = members[name] else { return [] }
            let texts = value.array?.compactMap(\.string) ?? []
            guard let array = value.array, texts.count == array.count else {
                throw .malformed(field: name, problem: .form(example: "[\"a text\"]"))
            }
            return texts
        }
        if let safe = members["safe_to_contact"], safe.bool == nil {
            throw DeskError.malformed(field: "safe_to_contact", problem: .form(example: "true"))
        }
        key = try Intake.text(try text("key"), "key", limit: 200)
        intake = try Intake(
            channel: try needed("channel"), language: try needed("language"), jurisdiction: try needed("jurisdiction"),
            scamType: try text("scam"), phone: try text("phone"), name: try text("name"), payments: try texts("paid"),
            indicators: try texts("indicators"), summary: try text("summary"), discoveredAt: try text("discovered_at"),
            externalID: try text("external_id"), isSafeToContact: members["safe_to_contact"]?.bool ?? true, now: now)
        // Without one the second import of a file would open everything again.
        if key == nil, intake.externalID == nil { throw DeskError.malformed(field: "external_id", problem: .missing) }
    }

    private static let fields = [
        "channel", "language", "jurisdiction", "scam", "phone", "name", "paid", "indicators", "summary",
        "discovered_at",
        "external_id", "safe_to_contact", "key",
    ]
}

/// A line of a file that cannot become a case.
public struct RefusedLine: Error, Sendable, Equatable {
    /// Its number in the file, from 1.
    public let line: Int
    /// The stable code.
    public let code: String
    /// The field, where one is to blame.
    public let field: String?
    /// What is wrong and the way out; no value of the line is in it.
    public let message: String

    init(_ line: Int, _ error: any Error) {
        let explanation = Explanation(error)
        (self.line, code, field, message) = (line, explanation.code, explanation.field, explanation.line)
    }

    /// The stable form.
    public var json: JSON {
        .members([
            "line": .int(Int64(line)), "code": .string(code), "field": field.map(JSON.string),
            "message": .string(message),
        ])
    }
}
