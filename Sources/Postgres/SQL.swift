/// A statement and its parameters, written as one literal: `"select … where id = \(id)"` binds `id` as `$1`.
///
/// The text without the values is the key of the prepared-statement cache, so a statement written once is
/// planned once a connection. `\(unescaped:)` splices trusted text and `\(fragment)` another `SQL`.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The statement as the server sees it, with `$1`, `$2`, … in the places of the values.
    public let text: String

    /// The values, in the order of their numbers.
    public let parameters: [SQLParameter]

    /// Where in the text each `$n` stands, in bytes: for a statement that this one becomes a part of.
    fileprivate let places: [Int]

    /// A statement without parameters.
    public init(stringLiteral value: String) {
        (text, parameters, places) = (value, [], [])
    }

    /// A statement out of an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        (text, parameters) = (stringInterpolation.text, stringInterpolation.parameters)
        places = stringInterpolation.places
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
}

extension SQL {
    /// Collects text and parameters while the compiler walks through the literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var parameters: [SQLParameter] = []
        fileprivate var places: [Int] = []

        /// Called by the compiler.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            parameters.reserveCapacity(interpolationCount)
            places.reserveCapacity(interpolationCount)
        }

        /// Called by the compiler.
        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Binds a value: it is sent apart from the text and never becomes part of it.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value) {
            appendPlace(value.sqlParameter)
        }

        /// Binds a value or NULL.
        public mutating func appendInterpolation<Value: SQLEncodable>(_ value: Value?) {
            appendPlace(value.sqlParameter)
        }

        private mutating func appendPlace(_ parameter: SQLParameter) {
            parameters.append(parameter)
            places.append(text.utf8.count)
            text += "$"
            text += String(parameters.count)
        }

        /// Splices another statement with its parameters, which are numbered anew.
        public mutating func appendInterpolation(_ fragment: SQL) {
            let bytes = fragment.text.utf8
            var rest = bytes.startIndex
            for (parameter, place) in zip(fragment.parameters, fragment.places) {
                let dollar = bytes.index(bytes.startIndex, offsetBy: place)
                text += fragment.text[rest..<dollar]
                appendPlace(parameter)
                rest = bytes[bytes.index(after: dollar)...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.endIndex
            }
            text += fragment.text[rest...]
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
