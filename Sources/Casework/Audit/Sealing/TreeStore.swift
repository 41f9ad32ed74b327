internal import Ledger
internal import Postgres

/// Proofs from the stored hashes: the leaves' own from the log, all others from the tiles.
struct TreeStore: Sendable {
    private let run: @Sendable ([SQL]) async throws -> [QueryResult]

    init(connection: Connection) { run = { try await connection.pipeline($0) } }

    init(transaction: Transaction) { run = { try await transaction.run($0) } }

    /// The proof that the entry at `index` is part of the tree of `size` entries with this root.
    ///
    /// - Throws: ``TrailFault/proofFails`` when the stored hashes do not lead to the root: nothing wrong is handed out.
    func inclusion(of index: UInt64, leaf: LeafHash, size: UInt64, root: TreeHash) async throws -> [TreeHash] {
        let plan = try InclusionProof.plan(index: index, size: size)
        let proof = try plan.assemble(try await hashes(plan.nodes))
        do { try InclusionProof.verify(index: index, size: size, leaf: leaf, proof: proof, root: root) } catch {
            throw TrailFault.proofFails
        }
        return proof
    }

    /// The proof that the tree of `old` entries is the beginning of that of `new`.
    func consistency(from old: UInt64, to new: UInt64) async throws -> [TreeHash] {
        let plan = try ConsistencyProof.plan(from: old, to: new)
        return try plan.assemble(try await hashes(plan.nodes))
    }

    /// The hashes of perfect subtrees, in the order of the nodes: two statements, however many there are.
    private func hashes(_ nodes: [NodeAddress]) async throws -> [TreeHash] {
        guard !nodes.isEmpty else { return [] }
        let low = nodes.filter { $0.level < 8 }
        let tiles = Set(nodes.filter { $0.level >= 8 }.compactMap { Tile.containing($0, treeSize: .max >> 1) })
        let results = try await run([
            """
            SELECT l.idx, l.leaf_hash FROM unnest(\(low.map { Int64($0.index << UInt64($0.level)) }), \
            \(low.map { Int64(1) << Int64($0.level) })) r (first, count)
            CROSS JOIN LATERAL (
                SELECT idx, leaf_hash FROM audit.log WHERE idx >= r.first AND idx < r.first + r.count ORDER BY idx LIMIT 256) l
            """,
            """
            SELECT t.level, t.n, t.data FROM unnest(\(tiles.map { Int32($0.level) }), \(tiles.map { Int64($0.index) })) w (level, n)
            JOIN audit.tile t ON t.level = w.level AND t.n = w.n
            """,
        ])
        var leaves: [UInt64: TreeHash] = [:]
        for row in results[0].rows {
            leaves[UInt64(try row[0, as: Int64.self])] = TreeHash(try row[1, as: [UInt8].self])
        }
        var stored: [Tile: [TreeHash]] = [:]
        for row in results[1].rows {
            let bytes: [UInt8] = try row["data"]
            if let tile = Tile(level: try row["level", as: Int.self], index: UInt64(try row["n", as: Int64.self])) {
                // What somebody cut off in the middle of a hash is no hash.
                stored[tile] = stride(from: 0, to: bytes.count - bytes.count % 32, by: 32).compactMap {
                    TreeHash(bytes[$0..<$0 + 32])
                }
            }
        }
        return try nodes.map { node in try hash(of: node, leaves, stored) }
    }

    private func hash(of node: NodeAddress, _ leaves: [UInt64: TreeHash], _ tiles: [Tile: [TreeHash]]) throws
        -> TreeHash
    {
        if node.level < 8 {
            var range = CompactRange()
            let first = node.index << UInt64(node.level)
            for index in first..<first + (1 << UInt64(node.level)) {
                guard let leaf = leaves[index] else { throw TrailFault.proofFails }
                range.append(leaf)
            }
            return range.root
        }
        guard let tile = Tile.containing(node, treeSize: .max >> 1), let hashes = tiles[tile],
            let hash = tile.hash(of: node, in: hashes)
        else { throw TrailFault.proofFails }
        return hash
    }
}
