extension JSON {
    /// The named members of an object: each name once, always in the order in which they are written.
    ///
    /// They stand in one list, sorted by UTF-16 code units as RFC 8785 asks. Writing is a walk over it, a look-up a short
    /// walk where there are few members and a binary search where there are many; nothing is hashed.
    ///
    /// Names are told apart as `String` does it: two spellings of one letter are one name, of which the first spelling
    /// stays, so that whatever is written can be read again by ``JSON/init(parsing:maximumDepth:takesAnyForm:)``. Equal
    /// are two sets of members only when their bytes are, names included.
    public struct Members: Sendable {
        /// In canonical order. Without labels, so that the list of a literal is taken over as it is.
        var pairs: [(String, JSON)]

        /// The pairs as they are.
        ///
        /// - Precondition: They are in canonical order and no two have the same name.
        init(ordered pairs: [(String, JSON)]) { self.pairs = pairs }

        /// No members.
        public init() { pairs = [] }
    }
}

extension JSON.Members {
    /// Up to so many members a walk is quicker than a search.
    private static let few = 16

    /// The member called `name`; setting nil removes it.
    public subscript(name: String) -> JSON? {
        get { place(of: name).map { pairs[$0].1 } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): pairs[place].1 = value
            case (let place?, nil): pairs.remove(at: place)
            case (nil, let value?): insert(value, as: name)
            case (nil, nil): break
            }
        }
    }

    /// Takes the member called `name` out and answers what it was.
    @discardableResult
    public mutating func removeValue(forKey name: String) -> JSON? {
        place(of: name).map { pairs.remove(at: $0).1 }
    }

    /// The names, in canonical order.
    public var keys: [String] { pairs.map(\.0) }

    /// The values, in the order of their names.
    public var values: [JSON] { pairs.map(\.1) }

    /// Where the member called `name` stands.
    func place(of name: String) -> Int? {
        if pairs.count > Self.few {
            let place = firstPlace(notBefore: name)
            if place < pairs.count, pairs[place].0 == name { return place }
            if name.hasOneSpelling { return nil }
        }
        for place in pairs.indices where pairs[place].0 == name { return place }
        return nil
    }

    /// - Precondition: There is no member of this name.
    mutating func insert(_ value: JSON, as name: String) {
        pairs.insert((name, value), at: firstPlace(notBefore: name))
    }

    private func firstPlace(notBefore name: String) -> Int {
        var (low, high) = (0, pairs.count)
        while low < high {
            let middle = (low + high) / 2
            if JSON.precedes(pairs[middle].0, name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension JSON.Members: RandomAccessCollection {
    /// One member.
    public typealias Element = (key: String, value: JSON)

    /// Walks over the members in canonical order.
    public struct Iterator: IteratorProtocol {
        fileprivate var pairs: IndexingIterator<[(String, JSON)]>

        /// The next member.
        public mutating func next() -> Element? {
            guard let (key, value) = pairs.next() else { return nil }
            return (key, value)
        }
    }

    /// Zero.
    public var startIndex: Int { 0 }
    /// How many there are.
    public var endIndex: Int { pairs.count }
    /// The member at a place in canonical order.
    public subscript(place: Int) -> Element { (pairs[place].0, pairs[place].1) }
    /// A walk over the members in canonical order.
    public func makeIterator() -> Iterator { Iterator(pairs: pairs.makeIterator()) }
}

extension JSON.Members: Hashable {
    /// Whether both have the same canonical bytes.
    public static func == (left: Self, right: Self) -> Bool {
        left.pairs.count == right.pairs.count
            && left.pairs.indices.allSatisfy { place in
                JSON.isSame(left.pairs[place].0, right.pairs[place].0) && left.pairs[place].1 == right.pairs[place].1
            }
    }

    /// Feeds names and values in their order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(pairs.count)
        for (name, value) in pairs {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}

extension JSON {
    /// Whether two texts are the same bytes.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
    }

    /// Whether a name stands before another by UTF-16 code units.
    ///
    /// The first byte that differs decides as the code units would: what the basic plane has above the surrogates begins
    /// with EE or EF, everything outside of it with F0 to F4, and only between those two is the order the other way round.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in
                for place in 0..<min(left.count, right.count) where left[place] != right[place] {
                    let (less, greater) = (min(left[place], right[place]), max(left[place], right[place]))
                    let isTurned = (0xEE...0xEF).contains(less) && greater >= 0xF0
                    return (left[place] == less) != isTurned
                }
                return left.count < right.count
            }
        }.flatMap(\.self) ?? left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}

extension String {
    /// Whether no other bytes spell the same text, as far as can be told at a glance.
    ///
    /// Unicode has a second spelling of three characters of ASCII: the Kelvin sign is `K`, the Greek question mark `;` and
    /// the Greek varia a grave accent. All other text of ASCII equals only itself.
    var hasOneSpelling: Bool {
        let isSure = utf8.withContiguousStorageIfAvailable { bytes in
            for byte in bytes where byte >= 0x80 || byte == 0x4B || byte == 0x3B || byte == 0x60 { return false }
            return true
        }
        return isSure ?? false
    }

    /// Whether it is all ASCII.
    var isASCII: Bool {
        let isSure = utf8.withContiguousStorageIfAvailable { bytes in
            var all: UInt8 = 0
            for byte in bytes { all |= byte }
            return all < 0x80
        }
        return isSure ?? false
    }
}
