import Testing

@testable import Ledger

/// The right edge of a growing tree agrees with the whole tree at every size.
@Suite struct `The edge of the tiles` {
    private static func leaf(_ index: Int) -> LeafHash { LeafHash(leaf: Array("leaf \(index)".utf8)) }

    @Test func `its root is the tree's, and its tiles hold the tree's hashes`() throws {
        var (edge, tree) = (TileEdge(), MemoryTree())
        var tiles: [Tile: [TreeHash]] = [:]
        for index in 0..<70_000 {
            edge.append(Self.leaf(index))
            tree.append(Self.leaf(index))
            guard index < 1_100 || index % 9_973 == 0 || index == 65_535 || index == 65_536 else { continue }
            #expect(try edge.root == tree.root(size: tree.size))
            for filled in edge.takeFilled() {
                let tile = try #require(Tile(level: filled.level, index: filled.index))
                tiles[tile] = filled.hashes
            }
        }
        for filled in edge.takeFilled() {
            tiles[try #require(Tile(level: filled.level, index: filled.index))] = filled.hashes
        }
        for (tile, hashes) in tiles {
            for (place, hash) in hashes.enumerated() {
                let node = NodeAddress(level: tile.level * 8, index: tile.index * 256 + UInt64(place))
                #expect(try tree.hash(at: node) == hash)
            }
        }
        #expect(tiles.filter { $0.key.level == 1 }.values.map(\.count).reduce(0, +) == 70_000 / 256)
        #expect(tiles[try #require(Tile(level: 2, index: 0))]?.count == 1)
    }

    @Test func `an edge that was kept goes on where it was`() throws {
        var edge = TileEdge()
        for index in 0..<66_000 { edge.append(Self.leaf(index)) }
        let widths = TileEdge.widths(size: 66_000)
        #expect(widths == [208, 1, 1])
        #expect(TileEdge(size: 66_000, levels: [[], [], []]) == nil)
        #expect(TileEdge.widths(size: 0) == [0])
        #expect(TileEdge().root == .emptyRoot)
    }
}

/// What a signer signs and what it refuses.
@Suite struct `The memory of a signer` {
    private let origin = "example.org/log"

    private func tree(_ size: Int, from fork: Int = .max) -> MemoryTree {
        var tree = MemoryTree()
        for index in 0..<size {
            tree.append(LeafHash(leaf: Array("\(index >= fork ? "other" : "leaf") \(index)".utf8)))
        }
        return tree
    }

    private func checkpoint(_ tree: MemoryTree) throws -> Checkpoint {
        Checkpoint(origin: origin, size: tree.size, root: try tree.root(size: tree.size))
    }

    @Test func `it follows a log that grows, from any size to any other`() throws {
        let whole = tree(40)
        for old in 0...40 {
            for new in old...40 {
                var memory = SignerMemory(origin: origin)
                try memory.extend(
                    to: Checkpoint(origin: origin, size: UInt64(old), root: try whole.root(size: UInt64(old))),
                    proof: old == 0 ? [] : [])
                let proof = try whole.consistencyProof(from: UInt64(old), to: UInt64(new))
                let next = Checkpoint(origin: origin, size: UInt64(new), root: try whole.root(size: UInt64(new)))
                try memory.extend(to: next, proof: proof)
                #expect(memory.last == next)
                #expect(try SignerMemory(parsing: memory.bytes) == memory)
            }
        }
    }

    @Test func `it refuses a shorter log, a fork, another log, and everything after the end`() throws {
        var memory = SignerMemory(origin: origin)
        let known = try checkpoint(tree(10))
        try memory.extend(to: known, proof: [])
        #expect(throws: SignerMemory.Refusal.shorter(remembered: 10)) {
            try memory.extend(to: try checkpoint(tree(9)), proof: [])
        }
        #expect(throws: SignerMemory.Refusal.notAnExtension(remembered: 10)) {
            try memory.extend(to: try checkpoint(tree(10, from: 9)), proof: [])
        }
        let forked = tree(12, from: 9)
        #expect(throws: SignerMemory.Refusal.notAnExtension(remembered: 10)) {
            try memory.extend(to: try checkpoint(forked), proof: try forked.consistencyProof(from: 10, to: 12))
        }
        #expect(throws: SignerMemory.Refusal.otherLog) {
            try memory.extend(to: Checkpoint(origin: "other", size: 12, root: .zero), proof: [])
        }
        #expect(memory.last == known)
        memory.close()
        try memory.extend(to: known, proof: [])
        let longer = tree(12)
        #expect(throws: SignerMemory.Refusal.closed(at: 10)) {
            try memory.extend(to: try checkpoint(longer), proof: try longer.consistencyProof(from: 10, to: 12))
        }
        #expect(try SignerMemory(parsing: memory.bytes) == memory)
    }

    @Test func `a damaged memory is refused`() {
        let whole = SignerMemory(origin: origin).bytes
        for place in whole.indices where place != 0 {
            #expect(throws: SignerMemory.Refusal.unreadable) { try SignerMemory(parsing: Array(whole[..<place])) }
        }
        #expect(throws: SignerMemory.Refusal.unreadable) { try SignerMemory(parsing: whole + [0x0A]) }
    }
}
