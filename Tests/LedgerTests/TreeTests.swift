import Ledger
import Testing

/// What must hold for trees of any size.
@Suite struct `Merkle tree` {
    private func tree(_ count: Int, seed: UInt64) -> MemoryTree {
        var dice = Dice(seed)
        var tree = MemoryTree()
        for _ in 0..<count { tree.append(dice.hash()) }
        return tree
    }

    private func flipped(_ hash: TreeHash, bit: Int) -> TreeHash {
        var bytes = hash.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return TreeHash(bytes) ?? .zero
    }

    private func accepts(_ index: UInt64, _ size: UInt64, _ leaf: TreeHash, _ proof: [TreeHash], _ root: TreeHash)
        -> Bool
    {
        (try? InclusionProof.verify(index: index, size: size, leaf: leaf, proof: proof, root: root)) != nil
    }

    private func accepts(_ old: UInt64, _ new: UInt64, _ roots: [TreeHash], _ proof: [TreeHash]) -> Bool {
        (try? ConsistencyProof.verify(
            from: old, to: new, oldRoot: roots[Int(old)], newRoot: roots[Int(new)], proof: proof)) != nil
    }

    @Test func `every leaf of every tree up to 70 leaves can be proven`() throws {
        let tree = tree(70, seed: 1)
        for size in 1...UInt64(70) {
            let root = try tree.root(size: size)
            for index in 0..<size {
                let proof = try tree.inclusionProof(of: index, size: size)
                let leaf = try tree.hash(at: NodeAddress(level: 0, index: index))
                #expect(accepts(index, size, leaf, proof, root))
                #expect(!accepts(index, size, leaf, proof + [root], root))
                if !proof.isEmpty { #expect(!accepts(index, size, leaf, proof.dropLast(), root)) }
            }
            #expect(throws: ProofError.self) { try tree.inclusionProof(of: size, size: size) }
        }
    }

    @Test func `every tree up to 70 leaves starts with all smaller ones`() throws {
        let tree = tree(70, seed: 2)
        let roots = try (0...UInt64(70)).map { try tree.root(size: $0) }
        for new in 1...UInt64(70) {
            for old in 1...new {
                let proof = try tree.consistencyProof(from: old, to: new)
                #expect(accepts(old, new, roots, proof))
                #expect(!accepts(old, new, roots, proof + [roots[3]]))
                if !proof.isEmpty { #expect(!accepts(old, new, roots, proof.dropLast())) }
            }
            #expect(accepts(0, new, roots, []))
            #expect(!accepts(0, new, roots, [roots[1]]))
        }
        #expect(!accepts(5, 4, roots, []))
    }

    @Test(arguments: [2, 3, 21, 64, 65, 127])
    func `no single bit of an inclusion proof can be wrong`(size: Int) throws {
        let tree = tree(size, seed: 3)
        let (index, size) = (UInt64(size / 2), UInt64(size))
        let (root, proof) = (try tree.root(size: size), try tree.inclusionProof(of: index, size: size))
        let leaf = try tree.hash(at: NodeAddress(level: 0, index: index))
        for bit in 0..<256 {
            #expect(!accepts(index, size, flipped(leaf, bit: bit), proof, root))
            for place in proof.indices {
                var wrong = proof
                wrong[place] = flipped(proof[place], bit: bit)
                #expect(!accepts(index, size, leaf, wrong, root))
            }
        }
        for other in 0..<size where other != index { #expect(!accepts(other, size, leaf, proof, root)) }
    }

    @Test(arguments: [(1, 2), (3, 7), (6, 8), (21, 64), (64, 65)] as [(UInt64, UInt64)])
    func `no single bit of a consistency proof can be wrong`(old: UInt64, new: UInt64) throws {
        let tree = tree(65, seed: 4)
        let roots = try (0...UInt64(65)).map { try tree.root(size: $0) }
        let proof = try tree.consistencyProof(from: old, to: new)
        for bit in 0..<256 {
            for place in proof.indices {
                var wrong = proof
                wrong[place] = flipped(proof[place], bit: bit)
                #expect(!accepts(old, new, roots, wrong))
            }
            var wrong = roots
            wrong[Int(old)] = flipped(roots[Int(old)], bit: bit)
            #expect(!accepts(old, new, wrong, proof))
        }
    }

    @Test func `proofs for sizes near 2^63 are planned without overflow`() throws {
        let size = UInt64(1) << 63
        #expect(try InclusionProof.plan(index: size - 1, size: size).nodes.count == 63)
        #expect(try ConsistencyProof.plan(from: 1, to: size).nodes.count == 63)
        #expect(try InclusionProof.plan(index: 0, size: .max).nodes.count > 63)
    }

    @Test func `a kept range goes on where it was`() throws {
        let tree = tree(100, seed: 5)
        for size in UInt64(0)..<100 {
            let nodes = try (0..<size).map { try tree.hash(at: NodeAddress(level: 0, index: $0)) }
            var range = CompactRange()
            for node in nodes { range.append(node) }
            var kept = try #require(CompactRange(size: size, hashes: range.hashes))
            kept.append(try tree.hash(at: NodeAddress(level: 0, index: size)))
            #expect(kept.root == (try tree.root(size: size + 1)))
        }
        #expect(CompactRange(size: 3, hashes: [.zero]) == nil)
    }

    @Test func `tiles hold what proofs need`() throws {
        let tree = tree(700, seed: 6)
        var tiles: [Tile: [TreeHash]] = [:]
        for index in UInt64(0)..<700 {
            for node in try InclusionProof.plan(index: index, size: 700).nodes {
                let tile = try #require(Tile.containing(node, treeSize: 700))
                if tiles[tile] == nil { tiles[tile] = try tile.nodes.map { try tree.hash(at: $0) } }
                #expect(tile.hash(of: node, in: tiles[tile] ?? []) == (try tree.hash(at: node)))
            }
        }
        #expect(Set(tiles.keys.map(\.path)) == ["tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"])
        let full = try #require(Tile(level: 0, index: 0))
        let bytes = Tile.encode(tiles[full] ?? [])
        #expect(bytes.count == Tile.fullLength)
        #expect(full.decode(bytes) == tiles[full])
        #expect(full.decode(bytes.dropLast()) == nil)
    }

    @Test(
        arguments: [
            ("tile/0/000", 0, 0, 256), ("tile/3/x001/x234/067", 3, 1_234_067, 256),
            ("tile/63/x001/000.p/255", 63, 1000, 255),
        ] as [(String, Int, UInt64, Int)])
    func `paths of tiles`(path: String, level: Int, index: UInt64, width: Int) throws {
        let tile = try #require(Tile(level: level, index: index, width: width))
        #expect(tile.path == path)
        #expect(Tile(path: path) == tile)
    }

    @Test(arguments: [
        "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/001/000", "tile/0/000.p/0", "tile/0/",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/+01", "tile/0/x000", "tile/0/../000", "tile/0/000.p", "",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/x072/x057/x594/x037/x927/936",
    ])
    func `other spellings of paths are refused`(path: String) {
        #expect(Tile(path: path) == nil)
    }

    @Test func `entry bundles keep the bytes of the leaves`() throws {
        let leaves: [[UInt8]] = [[], [1, 2, 3], [UInt8](repeating: 7, count: 65_535)]
        let bytes = try EntryBundle.encode(leaves)
        #expect(EntryBundle.decode(bytes) == leaves)
        #expect(EntryBundle.decode(bytes.dropLast()) == nil)
        #expect(throws: LeafError.tooLong(65_536)) { try EntryBundle.encode([[UInt8](repeating: 7, count: 65_536)]) }
        #expect(EntryBundle.path(index: 1_234_067, width: 5) == "tile/entries/x001/x234/067.p/5")
    }
}
