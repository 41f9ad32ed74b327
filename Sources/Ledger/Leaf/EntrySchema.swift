public import Canonical

/// What the entries of one type may hold, which is what keeps personal data out of the log.
public struct EntrySchema: Sendable, Equatable {
    /// The kind of value under a `data` key. None of them can carry free text.
    public indirect enum Value: Sendable, Equatable {
        /// A whole number up to 2^53 - 1 on either side.
        case integer
        /// `true` or `false`.
        case flag
        /// A code string `[A-Za-z0-9_.:/@+-]{1,128}`: an id, a name from an enumeration, a version, a time.
        case code
        /// 32 bytes in base64.
        case hash
        /// A signed note such as a checkpoint.
        case note
        /// A list of values of one kind.
        case list(Value)

        /// Whether `value` is of this kind.
        public func allows(_ value: JSON) -> Bool {
            switch (self, value) {
            case (.integer, .int(let number)): LeafNumber.isValid(number)
            case (.flag, .bool): true
            case (.code, .string(let text)): Code.isValid(text)
            case (.hash, .string(let text)): TreeHash(base64: text) != nil
            case (.note, .string(let text)): (try? SignedNote(parsing: Array(text.utf8))) != nil
            case (.list(let kind), .array(let elements)): elements.allSatisfy(kind.allows)
            default: false
            }
        }
    }

    /// The allowed `data` keys with the kinds of their values.
    public let data: [String: Value]
    /// The allowed `commit` keys.
    public let commit: Set<String>

    /// A schema with these keys.
    public init(data: [String: Value], commit: Set<String>) { (self.data, self.commit) = (data, commit) }
}

extension Leaf {
    /// Checks `data` and `commit` against the schema of the type.
    ///
    /// - Throws: ``LeafError`` for a type without schema and for the first key, in order, that is not allowed.
    public func checkSchema() throws(LeafError) {
        guard let schema = type.schema else { throw .unknownType(type.rawValue) }
        for (key, value) in data {
            guard let kind = schema.data[key] else { throw .dataNotAllowed(type: type.rawValue, key: key) }
            guard kind.allows(value) else { throw .dataMalformed(type: type.rawValue, key: key) }
        }
        for key in commit.keys.sorted() where !schema.commit.contains(key) {
            throw .commitNotAllowed(type: type.rawValue, key: key)
        }
    }
}
