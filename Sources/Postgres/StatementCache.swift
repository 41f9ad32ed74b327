/// The prepared statements of one connection: by text and parameter types, the least recently used goes first.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [UInt32]

        init(_ statement: SQL) {
            text = statement.text
            types = statement.parameters.map { $0.type.rawValue }
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
        entries[key] = Entry(name: name, lastUse: clock)
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
