public import Canonical

/// What an `audit.case_heads` entry claims: how far every case had come when the log had `size` entries.
public struct CaseHeads: Sendable, Hashable {
    /// The root over the head lines, in the order of their case ids.
    public let root: TreeHash
    /// The number of cases.
    public let count: UInt64
    /// The number of entries before the snapshot, which is its own index.
    public let size: UInt64

    /// A claim about `count` cases after `size` entries.
    public init(root: TreeHash, count: UInt64, size: UInt64) {
        (self.root, self.count, self.size) = (root, count, size)
    }

    /// Reads the claim from the `data` of a leaf, nil when it has none.
    public init?(data: JSON.Members) {
        guard let root = data["root"]?.string.flatMap({ TreeHash(base64: $0) }),
            let count = data["count"]?.int.flatMap({ UInt64(exactly: $0) }),
            let size = data["size"]?.int.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        self.init(root: root, count: count, size: size)
    }

    init?(data text: String) {
        guard let members = (try? JSON(parsing: text))?.object else { return nil }
        self.init(data: members)
    }

    /// The `data` of the entry.
    public var data: JSON.Members {
        ["root": .string(root.base64), "count": .int(Int64(count)), "size": .int(Int64(size))]
    }
}

/// The Merkle tree over the heads of all cases: it proves to somebody who may see one case only that its end is there.
public struct CaseHeadTree: Sendable {
    /// The lines in the order of their case ids in UTF-8.
    public let lines: [[UInt8]]
    /// The case ids in the same order.
    public let cases: [String]

    /// The tree of these heads, given in any order.
    public init(_ heads: [(id: String, seq: Int64, head: LeafHash)]) {
        let sorted = heads.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        cases = sorted.map(\.id)
        lines = sorted.map { CaseHeadTree.line(case: $0.id, seq: $0.seq, head: $0.head) }
    }

    /// The root over the lines.
    public var root: TreeHash {
        var range = CompactRange()
        for line in lines { range.append(LeafHash(leaf: line)) }
        return range.root
    }

    /// The place of a case in the tree, nil when it has no entry.
    public func index(of id: String) -> Int? { cases.firstIndex { $0.utf8.elementsEqual(id.utf8) } }

    /// The proof that the line at `index` is part of the tree.
    ///
    /// - Throws: ``ProofError`` when there is no such line.
    public func proof(at index: Int) throws(ProofError) -> [TreeHash] {
        var tree = MemoryTree()
        for line in lines { tree.append(LeafHash(leaf: line)) }
        return try tree.inclusionProof(of: UInt64(index), size: UInt64(lines.count))
    }

    /// The line of one case: `{"case":…,"head":…,"seq":…}` in canonical form.
    public static func line(case id: String, seq: Int64, head: LeafHash) -> [UInt8] {
        let json: JSON = ["case": .string(id), "seq": .int(seq), "head": .string(head.base64)]
        return json.canonicalBytes
    }

    /// The same line from the bytes of the id: a snapshot of a large desk has very many.
    static func line(case id: [UInt8], seq: Int64, head: LeafHash) -> [UInt8] {
        guard id.allSatisfy({ $0 >= 0x20 && $0 < 0x80 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
            return line(case: String(decoding: id, as: UTF8.self), seq: seq, head: head)
        }
        var line: [UInt8] = []
        line.reserveCapacity(id.count + 100)
        line += #"{"case":""#.utf8
        line += id
        line += #"","head":""#.utf8
        line += head.base64.utf8
        line += #"","seq":"#.utf8
        line += String(seq).utf8
        line.append(UInt8(ascii: "}"))
        return line
    }
}
