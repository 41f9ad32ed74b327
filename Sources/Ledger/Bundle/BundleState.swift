import Canonical

/// What a verification has to remember so that the next one need only look at what is new.
///
/// It is as trustworthy as the place where it is kept: whoever can write it can hide what lies before its size.
public struct BundleState: Sendable {
    /// The log.
    public let origin: String
    /// The compact range over everything verified so far.
    public let range: CompactRange
    var chain: ChainVerifier

    init(range: CompactRange, chain: ChainVerifier) {
        (origin, self.range, self.chain) = (chain.origin, range, chain)
    }

    /// Reads a state.
    ///
    /// - Throws: ``Finding`` with the code `STATE` when it is damaged.
    public init(parsing bytes: [UInt8]) throws(Finding) {
        guard let json = try? JSON(parsing: bytes), json["v"]?.int == 1, let origin = json["origin"]?.string,
            let size = json["size"]?.int.flatMap({ UInt64(exactly: $0) }),
            let hashes = BundleState.hashes(json["range"]), let range = CompactRange(size: size, hashes: hashes),
            json["root"]?.string == range.root.base64, var chain = ChainVerifier(origin: origin, size: size, json)
        else { throw Finding(.state, "the remembered state is damaged") }
        guard let ids = json["ids"]?.string.flatMap(Base64.decode), ids.count.isMultiple(of: 16) else {
            throw Finding(.state, "the remembered state has no entry ids")
        }
        chain.ids = BundleState.fingerprints(ids)
        self.init(range: range, chain: chain)
    }

    /// The state as one line of JSON, without a newline.
    public var canonicalBytes: [UInt8] {
        let json: JSON = [
            "v": 1, "origin": .string(origin), "size": .int(Int64(range.size)), "root": .string(range.root.base64),
            "range": .array(range.hashes.map { .string($0.base64) }),
            "cases": .array(
                BundleState.sorted(chain.cases).map {
                    [.string($0.key.content), .int($0.value.number), .string($0.value.hash.base64)]
                }),
            "sessions": .array(BundleState.sorted(chain.sessions).map { [.string($0.key.content), .int($0.value)] }),
            "erased": .array(
                BundleState.sorted(chain.erased).map { [.string($0.key.content), .int(Int64($0.value))] }),
            "ids": .string(Base64.encode(BundleState.bytes(of: chain.ids))),
        ]
        return json.canonicalBytes
    }

    /// In the order of the texts, so that one state has one form.
    private static func sorted<Value>(_ table: [ByteText: Value]) -> [(key: ByteText, value: Value)] {
        table.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
    }

    private static func hashes(_ json: JSON?) -> [TreeHash]? {
        guard let texts = json?.array else { return nil }
        let hashes = texts.compactMap { $0.string.flatMap { TreeHash(base64: $0) } }
        return hashes.count == texts.count ? hashes : nil
    }

    private static func fingerprints(_ bytes: [UInt8]) -> Set<Fingerprint> {
        var ids = Set<Fingerprint>(minimumCapacity: bytes.count / 16)
        for place in stride(from: 0, to: bytes.count, by: 16) {
            let words = [place, place + 8].map { bytes[$0..<$0 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            ids.insert(Fingerprint(high: words[0], low: words[1]))
        }
        return ids
    }

    private static func bytes(of ids: Set<Fingerprint>) -> [UInt8] {
        ids.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
            .flatMap { Cosignature.bigEndian($0.high) + Cosignature.bigEndian($0.low) }
    }
}

extension ChainVerifier {
    fileprivate init?(origin: String, size: UInt64, _ json: JSON) {
        self.init(origin: origin, size: size)
        guard let cases = json["cases"]?.array, let sessions = json["sessions"]?.array,
            let erased = json["erased"]?.array
        else { return nil }
        for row in cases {
            guard let id = row[0]?.string, let number = row[1]?.int,
                let hash = row[2]?.string.flatMap({ TreeHash(base64: $0) })
            else { return nil }
            self.cases[ByteText(id)] = CaseHead(number: number, hash: hash)
        }
        for row in sessions {
            guard let id = row[0]?.string, let number = row[1]?.int else { return nil }
            self.sessions[ByteText(id)] = number
        }
        for row in erased {
            guard let subject = row[0]?.string, let index = row[1]?.int.flatMap({ UInt64(exactly: $0) }) else {
                return nil
            }
            self.erased[ByteText(subject)] = index
        }
    }
}
