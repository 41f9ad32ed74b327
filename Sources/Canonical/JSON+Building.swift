extension JSON.Members: ExpressibleByDictionaryLiteral {
    /// Named members; of a repeated name the last one counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init(lastOf: elements)
    }

    /// The members of a list in which a name may occur more than once: `combine` makes one value of two.
    public init(
        _ members: some Sequence<(String, JSON)>, uniquingKeysWith combine: (JSON, JSON) throws -> JSON
    ) rethrows {
        pairs = Array(members)
        if !Self.order(&pairs) { try unite(combine) }
    }

    /// The members of a list in which the last one of a name counts.
    init(lastOf members: [(String, JSON)]) {
        pairs = members
        if !Self.order(&pairs) { unite { _, last in last } }
    }

    /// The members of a list in which each name occurs once.
    ///
    /// - Precondition: No two names are equal.
    public init(uniqueKeysWithValues members: some Sequence<(String, JSON)>) {
        self.init(members) { _, _ in preconditionFailure("a name that should occur once occurs twice") }
    }

    /// The members that have a value: absent is absent, never `null`.
    public init(present members: KeyValuePairs<String, JSON?>) {
        var present: [(String, JSON)] = []
        present.reserveCapacity(members.count)
        for (name, value) in members {
            if let value { present.append((name, value)) }
        }
        self.init(lastOf: present)
    }

    /// One member for each entry of a dictionary, its value written by `form`.
    public init<Value>(mapping values: [String: Value], _ form: (Value) throws -> JSON) rethrows {
        pairs = try values.map { ($0.key, try form($0.value)) }
        pairs.sort { JSON.precedes($0.0, $1.0) }
    }

    /// Puts the pairs in canonical order. Answers false when two of them may have the same name; then those of one name
    /// still follow each other as they did.
    private static func order(_ pairs: inout [(String, JSON)]) -> Bool {
        guard pairs.count > 1 else { return true }
        // Names of ASCII are the same only when their bytes are, and for them the order of `String` is the canonical one.
        guard pairs.allSatisfy({ $0.0.isASCII }) else { return false }
        if isAscending(pairs) { return true }
        // Stable, and without a buffer of its own for as many members as objects have.
        pairs.sort { $0.0 < $1.0 }
        return isAscending(pairs)
    }

    /// - Precondition: All names are ASCII.
    private static func isAscending(_ pairs: [(String, JSON)]) -> Bool {
        for place in pairs.indices.dropFirst() where !(pairs[place - 1].0 < pairs[place].0) { return false }
        return true
    }

    private mutating func unite(_ combine: (JSON, JSON) throws -> JSON) rethrows {
        pairs = try Dictionary(pairs, uniquingKeysWith: combine).map { ($0.key, $0.value) }
        pairs.sort { JSON.precedes($0.0, $1.0) }
    }
}

extension JSON.Members {
    /// The same names, each value made anew.
    public func mapValues(_ transform: (JSON) throws -> JSON) rethrows -> Self {
        Self(ordered: try pairs.map { ($0.0, try transform($0.1)) })
    }

    /// What each value means, by its name.
    public func mapValues<Value>(_ transform: (JSON) throws -> Value) rethrows -> [String: Value] {
        try Dictionary(uniqueKeysWithValues: pairs.map { ($0.0, try transform($0.1)) })
    }

    /// What those values mean that mean anything, by their names.
    public func compactMapValues<Value>(_ transform: (JSON) throws -> Value?) rethrows -> [String: Value] {
        let kept = try pairs.compactMap { name, value in try transform(value).map { (name, $0) } }
        return Dictionary(uniqueKeysWithValues: kept)
    }

    /// The members that are asked for.
    public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> Self {
        Self(ordered: try pairs.filter { try isIncluded((key: $0.0, value: $0.1)) })
    }

    /// Takes in other members; where both have a name, `combine` makes one value of the old and the new one.
    public mutating func merge(_ others: Self, uniquingKeysWith combine: (JSON, JSON) throws -> JSON) rethrows {
        pairs.reserveCapacity(pairs.count + others.count)
        for (name, value) in others.pairs {
            if let place = place(of: name) {
                pairs[place].1 = try combine(pairs[place].1, value)
            } else {
                insert(value, as: name)
            }
        }
    }

    /// These members with others; where both have a name, `combine` makes one value of the old and the new one.
    public func merging(_ others: Self, uniquingKeysWith combine: (JSON, JSON) throws -> JSON) rethrows -> Self {
        var members = self
        try members.merge(others, uniquingKeysWith: combine)
        return members
    }
}

extension JSON.Members {
    /// Members as they come in, one by one, in whatever order a text has them.
    ///
    /// Nothing is looked up as long as each name stands after the one before it, as in all that this type has written.
    struct Incoming {
        private var pairs: [(String, JSON)] = []
        private var isAscending = true
        /// The names of the first pairs, once there were reasons to look for one among many.
        private var seen: Set<String> = []
        /// Up to so many members a walk is quicker than a set; beyond it a walk for each would take a hostile text's time.
        private static let few = 16

        /// Takes one member in. Answers false when there is one of that name already.
        mutating func append(_ value: JSON, as name: String) -> Bool {
            let follows = pairs.last.map { JSON.precedes($0.0, name) } ?? true
            if !(isAscending && follows && name.hasOneSpelling) {
                if contains(name) { return false }
                isAscending = isAscending && follows
            }
            pairs.append((name, value))
            return true
        }

        /// What came in.
        consuming func members() -> JSON.Members {
            if !isAscending { pairs.sort { JSON.precedes($0.0, $1.0) } }
            return JSON.Members(ordered: pairs)
        }

        private mutating func contains(_ name: String) -> Bool {
            if pairs.count < Self.few { return pairs.contains { $0.0 == name } }
            for place in seen.count..<pairs.count { seen.insert(pairs[place].0) }
            return seen.contains(name)
        }
    }
}
