/// A statement and its parameters, written as one literal: `"select … where id = \(id)"` binds `id` as `$1`.
///
/// The text without the values is the key of the prepared-statement cache, so a statement written once is
/// planned once a connection. `\(unescaped:)` splices trusted text and `\(fragment)` another `SQL`.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The statement as the server sees it, with `$1`, `$2`, … in the places of the values.
    public let text: String

    /// The values, in the order of their numbers.
    public let parameters: [SQLParameter]

    /// The text around the parameters; one more than there are parameters.
    fileprivate let segments: [String]

    /// A statement without parameters.
    public init(stringLiteral value: String) {
        text = value
        parameters = []
        segments = [value]
    }

    /// A statement out of an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        parameters = stringInterpolation.parameters
        segments = stringInterpolation.segments
        text = Self.number(stringInterpolation.segments)
    }

    /// A statement out of text made by the program. Never pass text that came from a person.
    public init(unescaped text: String) {
        self.init(stringLiteral: text)
    }

    /// A statement followed by another; parameters are numbered anew.
    public static func + (left: SQL, right: SQL) -> SQL {
        "\(left)\(right)"
    }

    /// A name quoted as an identifier, for the few places where a parameter is not allowed.
    public static func quotedIdentifier(_ name: String) -> String {
        var quoted = "\""
        for character in name.unicodeScalars where character != "\0" {
            if character == "\"" { quoted.append("\"") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    private static func number(_ segments: [String]) -> String {
        var text = segments[0]
        for (index, segment) in segments.enumerated().dropFirst() {
            text += "$"
            text += String(index)
            text += segment
        }
        return text
    }
}

extension SQL {
    /// Collects text and parameters while the compiler walks through the literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var segments: [String] = [""]
        fileprivate var parameters: [SQLParameter] = []

        /// Called by the compiler.
        public init(literalCapacity: Int, interpolationCount: Int) {
            parameters.reserveCapacity(interpolationCount)
            segments.reserveCapacity(interpolationCount + 1)
            segments[0].reserveCapacity(literalCapacity)
        }

        /// Called by the compiler.
        public mutating func appendLiteral(_ literal: String) {
            segments[segments.count - 1] += literal
        }

        /// Binds a value: it is sent apart from the text and never becomes part of it.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
            parameters.append(value.sqlParameter)
            segments.append("")
        }

        /// Binds a value or NULL.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
            parameters.append(value.sqlParameter)
            segments.append("")
        }

        /// Splices another statement with its parameters.
        public mutating func appendInterpolation(_ fragment: SQL) {
            segments[segments.count - 1] += fragment.segments[0]
            segments.append(contentsOf: fragment.segments.dropFirst())
            parameters.append(contentsOf: fragment.parameters)
        }

        /// Splices trusted text as it is. Never pass text that came from a person.
        public mutating func appendInterpolation(unescaped text: String) {
            appendLiteral(text)
        }

        /// Splices a name, quoted.
        public mutating func appendInterpolation(identifier name: String) {
            appendLiteral(SQL.quotedIdentifier(name))
        }
    }
}

extension SQL: CustomStringConvertible, CustomReflectable {
    /// The text only: values do not appear in descriptions, logs or dumps.
    public var description: String { text }

    /// The text and the number of parameters, so that `dump` shows no values.
    public var customMirror: Mirror {
        Mirror(self, children: ["text": text, "parameters": parameters.count])
    }
}
