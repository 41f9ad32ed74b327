/// The ends of the chains as a store has them beside its leaves: how far every case has come, and the running hash that
/// every session leaves in its entries. It is compared with the heads that the store keeps for the next entry.
///
/// Like ``ChainVerifier`` it puts aside what is too much for the memory.
public struct StoredChains: Sendable {
    private var cases: ChainBook<CaseStretch>
    private var sessions: ChainBook<LinkStretch>

    /// No entry yet.
    public init(room: ChainVerifier.Room = ChainVerifier.Room()) {
        cases = ChainBook(room.space, limit: room.keysInMemory)
        sessions = ChainBook(room.space, limit: room.keysInMemory)
    }

    /// The running hash of a session after one more entry; 32 zero bytes stand before the first.
    public static func link(_ before: TreeHash, _ hash: LeafHash) -> TreeHash { TreeHash(before, hash) }

    /// The next entry of a case, with its number in the case.
    ///
    /// - Throws: what putting aside throws.
    public mutating func follow(case number: Int64, seq: Int64, hash: LeafHash, _ findings: inout Findings) throws {
        let end = CaseStretch(number: seq, hash: hash)
        var name = StoredChains.name(ofCase: number)
        try name.withUTF8 { try cases.add($0, end, &findings) }
    }

    /// The next entry of a session, with its number in the session and the running hash that the store keeps with it: a
    /// finding, at once or in the end, unless that is SHA-256 over the one before and the entry's own hash.
    ///
    /// - Throws: what putting aside throws.
    public mutating func follow(
        session: String, n: Int64, hash: LeafHash, link: LeafHash, index: UInt64, _ findings: inout Findings
    ) throws {
        let action = LinkStretch(number: n, hash: hash, link: link, index: index)
        var name = session
        try name.withUTF8 { try sessions.add($0, action, &findings) }
    }

    /// The ends of all cases and sessions, in the order of their keys. Call it once, after the last entry.
    ///
    /// - Throws: what reading back throws.
    public mutating func finish(into findings: inout Findings) throws -> (cases: Ends, sessions: Ends) {
        let cases = try cases.finish(keeping: true, &findings).run
        let sessions = try sessions.finish(keeping: true, &findings).run
        return (
            try Ends(cases, length: CaseStretch.length) {
                let end = $0.value(as: CaseStretch.self)
                return End(number: end.number, hash: end.hash)
            },
            try Ends(sessions, length: LinkStretch.length) {
                let end = $0.value(as: LinkStretch.self)
                return End(number: end.number, hash: end.link)
            }
        )
    }

    /// Sixteen digits in the order of the numbers, whatever their sign.
    fileprivate static func name(ofCase number: Int64) -> String {
        let digits = String(UInt64(bitPattern: number) ^ (1 << 63), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension StoredChains {
    /// The last entry of a chain.
    public struct End: Sendable, Equatable {
        /// Its number in the chain.
        public let number: Int64
        /// The hash of the last entry of a case; the running hash of a session.
        public let hash: TreeHash
    }

    /// The ends of chains, read one after the other beside the heads that a store keeps in the same order: cases by
    /// number, sessions by their bytes.
    public struct Ends {
        private var reader: RunReader?
        private let read: (RunReader) -> End
        private var present: End?

        init(_ run: SortedRun?, length: Int, _ read: @escaping (RunReader) -> End) throws {
            self.read = read
            reader = try run.map { try RunReader($0, valueLength: length) }
            try advance()
        }

        /// The end of a case, nil when it has no entry. `pass` gets the cases before it that were not asked for.
        ///
        /// - Throws: what reading back throws.
        public mutating func end(ofCase number: Int64, passing pass: (Int64) -> Void) throws -> End? {
            try end(Array(StoredChains.name(ofCase: number).utf8)) { pass(Self.number(of: $0)) }
        }

        /// The end of a session, nil when it has no entry. `pass` gets the sessions before it that were not asked for.
        ///
        /// - Throws: what reading back throws.
        public mutating func end(ofSession session: String, passing pass: (String) -> Void) throws -> End? {
            try end(Array(session.utf8)) { pass(String(decoding: $0, as: UTF8.self)) }
        }

        /// The cases after the last that was asked for.
        ///
        /// - Throws: what reading back throws.
        public mutating func restOfCases(_ pass: (Int64) -> Void) throws {
            _ = try end(nil) { pass(Self.number(of: $0)) }
        }

        /// The sessions after the last that was asked for.
        ///
        /// - Throws: what reading back throws.
        public mutating func restOfSessions(_ pass: (String) -> Void) throws {
            _ = try end(nil) { pass(String(decoding: $0, as: UTF8.self)) }
        }

        private mutating func end(_ key: [UInt8]?, _ pass: ([UInt8]) -> Void) throws -> End? {
            while let present, let known = reader?.key {
                let order = key.map { Bytes.order(known, $0) } ?? -1
                if order > 0 { return nil }
                try advance()
                if order == 0 { return present }
                pass(known)
            }
            return nil
        }

        private mutating func advance() throws {
            present = nil
            if try reader?.advance() ?? false { present = reader.map(read) }
        }

        private static func number(of name: [UInt8]) -> Int64 {
            Int64(bitPattern: (UInt64(String(decoding: name, as: UTF8.self), radix: 16) ?? 0) ^ (1 << 63))
        }
    }
}

/// A part of the chain of running hashes of a session.
struct LinkStretch: Stretch {
    /// How the part begins, nil when that was compared with what comes before.
    private var first: First?
    private(set) var number: Int64
    private(set) var link: TreeHash

    private struct First {
        let hash: LeafHash
        let link: TreeHash
        let index: UInt64
    }

    init(number: Int64, hash: LeafHash, link: TreeHash, index: UInt64) {
        first = First(hash: hash, link: link, index: index)
        (self.number, self.link) = (number, link)
    }

    mutating func join(_ next: LinkStretch, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        next.compare(link, key, &findings)
        (number, link) = (next.number, next.link)
    }

    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        compare(.zero, key, &findings)
        first = nil
    }

    private func compare(_ before: TreeHash, _ key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        guard let first else { return }
        if TreeHash(before, first.hash) != first.link {
            findings.add(
                .sessionChain, index: first.index,
                "session \(String(decoding: key, as: UTF8.self)): the entry is not the one that was appended")
        }
    }

    static let length = 1 + 8 + 8 + 3 * 32

    init(reading bytes: UnsafeRawBufferPointer) {
        if bytes[0] != 0 {
            first = First(
                hash: TreeHash(reading: bytes, 49), link: TreeHash(reading: bytes, 81), index: Bytes.number(bytes, 9))
        }
        (number, link) = (Bytes.number(bytes, 1), TreeHash(reading: bytes, 17))
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes[0] = first == nil ? 0 : 1
        Bytes.put(number, bytes, 1)
        Bytes.put(first?.index ?? 0, bytes, 9)
        link.write(to: bytes, 17)
        (first?.hash ?? .zero).write(to: bytes, 49)
        (first?.link ?? .zero).write(to: bytes, 81)
    }
}
