/// The prepared statements of one connection: by text and parameter types, the least recently used goes first.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        /// Only their types count.
        private let parameters: [SQLParameter]

        init(_ statement: SQL) {
            (text, parameters) = (statement.text, statement.parameters)
        }

        private init(text: String, parameters: [SQLParameter]) {
            (self.text, self.parameters) = (text, parameters)
        }

        /// The same key without the values: what is kept must not hold them.
        var withoutValues: Key { Key(text: text, parameters: parameters.map { .null($0.type) }) }

        var types: [UInt32] { parameters.map { $0.type.rawValue } }

        static func == (left: Key, right: Key) -> Bool {
            left.text == right.text
                && left.parameters.elementsEqual(right.parameters) { $0.type.rawValue == $1.type.rawValue }
        }

        /// A program has a few hundred statements: length and end tell nearly all of them apart, and the rest is compared.
        func hash(into hasher: inout Hasher) {
            let end = text.utf8.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            hasher.combine(end)
            hasher.combine(text.utf8.count << 8 | parameters.count & 255)
        }
    }

    private struct Entry {
        let name: String
        var lastUse: Int
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var clock = 0
    private var namesGiven = 0

    /// Names that the server still holds and that nobody will use again.
    var evicted: [String] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var count: Int { entries.count }

    /// The name under which the server knows the statement, or `nil`.
    mutating func name(for key: Key) -> String? {
        clock += 1
        guard let found = entries.index(forKey: key) else { return nil }
        entries.values[found].lastUse = clock
        return entries.values[found].name
    }

    /// Makes a name for a statement that is about to be prepared.
    mutating func insert(_ key: Key) -> String {
        namesGiven += 1
        let name = "redress_\(namesGiven)"
        entries[key.withoutValues] = Entry(name: name, lastUse: clock)
        return name
    }

    /// Marks what is over the limit for deallocation. Called between batches: a batch may be larger than the limit.
    mutating func trim() {
        guard entries.count > limit else { return }
        let oldest = entries.sorted { $0.value.lastUse < $1.value.lastUse }.prefix(entries.count - limit)
        for (key, entry) in oldest {
            entries[key] = nil
            evicted.append(entry.name)
        }
    }

    /// Forgets a statement; the server holds it no longer, unless it is to be `deallocated`.
    mutating func remove(_ key: Key, deallocating: Bool) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        if deallocating { evicted.append(entry.name) }
    }

    /// Forgets everything: the server says that it does.
    mutating func removeAll() {
        entries = [:]
        evicted = []
    }
}
