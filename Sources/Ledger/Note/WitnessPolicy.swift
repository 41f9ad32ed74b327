/// Whom an auditor trusts (c2sp.org/tlog-policy): the keys of the log, its witnesses, and how many of them must sign.
///
/// It comes from the auditor, never with the bundle that is verified.
public struct WitnessPolicy: Sendable {
    /// A witness under the name that the policy gives it.
    public struct Witness: Sendable, Hashable {
        /// The name in the policy, which need not be the name of the key.
        public let name: String
        /// The key.
        public let key: VerifierKey
        /// Where it is asked; nil when the policy does not say.
        public let url: String?

        /// A witness under a name.
        public init(name: String, key: VerifierKey, url: String? = nil) {
            (self.name, self.key, self.url) = (name, key, url)
        }
    }

    private struct Group: Sendable {
        let name: String
        let needed: UInt64
        let members: [String]
    }

    /// The keys of the log.
    public private(set) var logs: [VerifierKey] = []
    /// The witnesses in the order of the policy.
    public private(set) var witnesses: [Witness] = []
    private var groups: [Group] = []
    private var quorum: String?

    /// Reads a policy file.
    ///
    /// - Throws: ``NoteError`` at the first line that cannot be used.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= SignedNote.maximumLength else { throw .textNotAllowed }
        for (place, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let words = line.split { $0 == 0x20 || $0 == 0x09 }
            guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
            var texts: [String] = []
            for word in words {
                guard let text = String(validating: word, as: UTF8.self) else { throw .policyLine(place + 1) }
                texts.append(text)
            }
            try read(texts, place: place + 1)
        }
        if quorum == nil { throw .policyWithoutQuorum }
    }

    /// A policy without witnesses: it trusts the log key alone.
    public init(log: VerifierKey) { (logs, quorum) = ([log], "none") }

    private mutating func read(_ words: [String], place: Int) throws(NoteError) {
        switch (words[0], words.count) {
        case ("log", 2...): logs.append(try key(words[1], .ed25519, place: place))
        case ("witness", 3...):
            let key = try key(words[2], .cosignature, place: place)
            try checkNew(words[1], place: place)
            witnesses.append(Witness(name: words[1], key: key, url: words.count > 3 ? words[3] : nil))
        case ("group", 4...): try readGroup(words, place: place)
        case ("quorum", 2...):
            guard quorum == nil, words[1] == "none" || isKnown(words[1]) else { throw .policyLine(place) }
            quorum = words[1]
        default: throw .policyLine(place)
        }
    }

    private mutating func readGroup(_ words: [String], place: Int) throws(NoteError) {
        let members = Array(words[3...])
        try checkNew(words[1], place: place)
        // A member named twice would count twice.
        guard members.allSatisfy(isKnown), Set(members).count == members.count else { throw .policyLine(place) }
        let needed: UInt64 =
            switch words[2] {
            case "any": 1
            case "all": UInt64(members.count)
            default: try Decimal.parse(words[2], "threshold")
            }
        guard (1...UInt64(members.count)).contains(needed) else { throw .policyLine(place) }
        groups.append(Group(name: words[1], needed: needed, members: members))
    }

    /// The lines about witnesses, groups and the quorum, as a policy file has them.
    public var witnessLines: String {
        var lines = witnesses.map { "witness \($0.name) \($0.key.text)\($0.url.map { " " + $0 } ?? "")\n" }
        lines += groups.map { "group \($0.name) \($0.needed) \($0.members.joined(separator: " "))\n" }
        return lines.joined() + "quorum \(quorum ?? "none")\n"
    }

    private func key(_ text: String, _ algorithm: KeyAlgorithm, place: Int) throws(NoteError) -> VerifierKey {
        let key = try VerifierKey(parsing: text)
        let known = logs + witnesses.map(\.key)
        guard key.algorithm == algorithm, !known.contains(where: { $0.publicKey == key.publicKey }) else {
            throw .policyLine(place)
        }
        return key
    }

    private func isKnown(_ name: String) -> Bool {
        witnesses.contains { $0.name == name } || groups.contains { $0.name == name }
    }

    private func checkNew(_ name: String, place: Int) throws(NoteError) {
        if name == "none" || isKnown(name) { throw .policyLine(place) }
    }

    /// Whether these witnesses are enough.
    public func isSatisfied(by signed: Set<String>) -> Bool {
        guard let quorum, quorum != "none" else { return quorum != nil }
        // Members are defined above their groups, so one pass in that order decides all of them.
        var satisfied = signed.intersection(witnesses.map(\.name))
        for group in groups where group.members.count(where: satisfied.contains) >= group.needed {
            satisfied.insert(group.name)
        }
        return satisfied.contains(quorum)
    }
}
