/// A language of the desk, as an ISO 639-1 code: `ru`, `en`.
public struct Language: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The code in lower case.
    public let code: String

    /// The language with this code.
    public init(_ code: String) { self.code = code.lowercased() }
    /// The language with this code.
    public init(stringLiteral value: String) { self.init(value) }

    /// The code.
    public var description: String { code }
    /// By code.
    public static func < (left: Language, right: Language) -> Bool { left.code < right.code }
}

/// A sentence in every language of its playbook; `{{a.amount}}` in it stands for a value of the run.
public struct Text: Sendable, Hashable {
    /// The wording by language.
    public var wording: [Language: String]

    /// A sentence from its wordings.
    public init(_ wording: [Language: String]) { self.wording = wording }

    /// The wording in `language`, or in the first language by code that there is.
    public func wording(in language: Language) -> String {
        wording[language] ?? wording.sorted { $0.key < $1.key }.first?.value ?? ""
    }
}

/// A place in a source file, both counted from 1.
public struct Place: Sendable, Hashable, Comparable {
    /// The line.
    public let line: Int
    /// The column, in characters.
    public let column: Int

    /// The place at this line and column.
    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }
    /// Where nothing better is known: the start of the file.
    public static let start = Place(line: 1, column: 1)

    /// In reading order.
    public static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
}
