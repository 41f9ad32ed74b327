public import Canonical
internal import Ledger
internal import Postgres

/// Proves that one case is complete, to somebody who may not see the others: all its entries with their proofs, and its
/// line in a signed snapshot of the heads of all cases. Writes `audit.exported`.
public struct ProveCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.prove_case"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let reference: CaseReference

    /// Proves this case.
    public init(_ reference: CaseReference) { self.reference = reference }

    /// Does it. The snapshot is made and signed now, so the export itself is part of what is shown.
    ///
    /// - Throws: ``DeskError/noSigner``, ``DeskError/noSuchCase(reference:)``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let caseNo = reference.caseNo
        guard let keeper = desk.keeper, keeper.signer != nil else { throw DeskError.noSigner }
        let known = try await desk.pool.withConnection {
            try await $0.query("SELECT 1 AS one FROM audit.case_head WHERE case_no = \(caseNo) AND seq > 0")
        }
        guard !known.isEmpty else { throw DeskError.noSuchCase(reference: reference.text) }
        try await desk.write(
            Draft(type: .auditExported, data: ["case": .string("c-\(caseNo)"), "format": "case_bundle"]), by: actor)
        let signed = try await keeper.checkpoint(withCaseHeads: true)
        return try await bundle(keeper, signed)
    }

    private func bundle(_ keeper: TrailKeeper, _ signed: SignedCheckpoint) async throws -> JSON {
        let caseNo = reference.caseNo
        let tree = signed.checkpoint
        return try await keeper.pool.transaction(.readOnlySnapshot) { transaction in
            let rows = try await transaction.query(
                "SELECT idx, leaf FROM audit.log WHERE case_no = \(caseNo) AND idx < \(Int64(tree.size)) ORDER BY case_seq"
            )
            let snapshot = try await transaction.query(
                """
                SELECT idx, leaf FROM audit.log WHERE type = 'audit.case_heads' AND idx < \(Int64(tree.size))
                ORDER BY idx DESC LIMIT 1
                """)
            guard let heads = snapshot.first else { throw StoreFault.noRow("audit.case_heads") }
            let index: Int64 = try heads["idx"]
            let line = try await transaction.query(
                """
                SELECT DISTINCT ON (case_no) case_no, case_seq AS seq, leaf_hash AS head FROM audit.log
                WHERE case_no IS NOT NULL AND idx < \(index) ORDER BY case_no, case_seq DESC
                """)
            let headTree = CaseHeadTree(try line.map(Self.head))
            guard let place = headTree.index(of: "c-\(caseNo)") else { throw TrailFault.proofFails }
            let store = TreeStore(transaction: transaction)
            var entries: [CaseBundle.Entry] = []
            for row in rows { entries.append(try await store.entry(row, tree)) }
            let bundle = CaseBundle(
                caseID: "c-\(caseNo)", checkpoint: signed.bytes, entries: entries,
                heads: CaseBundle.Heads(
                    entry: try await store.entry(heads, tree), line: headTree.lines[place], lineIndex: UInt64(place),
                    lineProof: try headTree.proof(at: place)))
            return bundle.json
        }
    }

    private static func head(_ row: Row) throws -> (id: String, seq: Int64, head: LeafHash) {
        guard let head = LeafHash(try row["head", as: [UInt8].self]) else { throw StoreFault.unreadable("audit.log") }
        return ("c-\(try row["case_no", as: Int64.self])", try row["seq", as: Int64.self], head)
    }
}

extension TreeStore {
    /// A leaf of the log with its proof.
    func entry(_ row: Row, _ tree: Checkpoint) async throws -> CaseBundle.Entry {
        let leaf: [UInt8] = try row["leaf"]
        let index = UInt64(try row["idx", as: Int64.self])
        return CaseBundle.Entry(
            index: index, leaf: leaf,
            proof: try await inclusion(of: index, leaf: LeafHash(leaf: leaf), size: tree.size, root: tree.root))
    }
}
