public import Canonical

/// Shows the code lists with their Russian and English names. They are no secret, so this writes no entry.
public struct ListCodes: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "codes.list"
    /// The right that it needs.
    public static let permission = Permission.readPlaybooks
    private let list: String?

    /// All lists, or the one of this name, in any case.
    public init(_ list: String? = nil) { self.list = list }

    /// Does it; the store is not asked.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON { try Self.answer(list) }

    /// The lists, without a desk: they are part of the program.
    ///
    /// - Throws: ``CodeError`` with the nearest name.
    public static func answer(_ list: String?) throws(CodeError) -> JSON {
        guard let list else { return ["lists": .array(CodeLists.all.map(\.json))] }
        let wanted = CodeText.normalised(list).lowercased()
        if let known = CodeLists.list(named: wanted) { return known.json }
        let names = CodeLists.all.map(\.name)
        throw CodeError(
            list: "code_list", value: list,
            suggestion: CodeText.nearest(to: wanted.uppercased(), among: names.map { $0.uppercased() })?.lowercased(),
            allowed: names)
    }
}

extension CodeList {
    /// `{"list", "codes": [{"code", "ru", "en"}]}`
    public var json: JSON {
        [
            "list": .string(name),
            "codes": .array(
                codes.map { ["code": .string($0.code), "ru": .string($0.ru), "en": .string($0.en)] }),
        ]
    }
}
