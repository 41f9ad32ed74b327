import Canonical
import Ledger
import Testing

/// The vectors that every implementation of the format shares.
@Suite struct `Shared vectors` {
    let vectors: JSON

    init() throws { vectors = try Fixtures.vectors.get() }

    private func tree(_ count: UInt64) -> MemoryTree {
        var tree = MemoryTree()
        for place in 0..<count { tree.append(LeafHash(leaf: Array("leaf-\(place)".utf8))) }
        return tree
    }

    @Test func `roots and frontiers of the numbered leaves`() throws {
        let merkle = try vectors.need("merkle")
        let roots = try merkle.hashes("roots")
        #expect(try merkle.need("empty_root").hash() == .emptyRoot)
        #expect(try merkle.need("leaf_hash_0").hash() == LeafHash(leaf: Array("leaf-0".utf8)))
        var range = CompactRange()
        let tree = tree(70)
        for size in 0..<UInt64(roots.count) {
            #expect(range.root == roots[Int(size)])
            #expect(try tree.root(size: size) == roots[Int(size)])
            if let frontier = try merkle.need("frontier")[String(size)] {
                #expect(try range.hashes == (frontier.array ?? []).map { try $0.hash() })
            }
            range.append(LeafHash(leaf: Array("leaf-\(size)".utf8)))
        }
    }

    @Test func `inclusion proofs are made and verified`() throws {
        let merkle = try vectors.need("merkle")
        let roots = try merkle.hashes("roots")
        let tree = tree(70)
        for vector in try merkle.list("inclusion") {
            let (index, size) = (try vector.size("index"), try vector.size("size"))
            let proof = try vector.hashes("proof")
            #expect(try tree.inclusionProof(of: index, size: size) == proof)
            try InclusionProof.verify(
                index: index, size: size, leaf: tree.hash(at: NodeAddress(level: 0, index: index)), proof: proof,
                root: roots[Int(size)])
        }
    }

    @Test func `consistency proofs are made and verified`() throws {
        let merkle = try vectors.need("merkle")
        let roots = try merkle.hashes("roots")
        let tree = tree(70)
        for vector in try merkle.list("consistency") {
            let (old, new) = (try vector.size("from"), try vector.size("to"))
            let proof = try vector.hashes("proof")
            #expect(try tree.consistencyProof(from: old, to: new) == proof)
            try ConsistencyProof.verify(
                from: old, to: new, oldRoot: roots[Int(old)], newRoot: roots[Int(new)], proof: proof)
        }
    }

    @Test func `the reference leaves of Certificate Transparency`() throws {
        let reference = try vectors.need("ct_reference_inputs")
        var range = CompactRange()
        let roots = try reference.hashes("roots")
        #expect(range.root == roots[0])
        for (place, leaf) in try reference.list("leaves").enumerated() {
            range.append(LeafHash(leaf: bytes(hexadecimal: leaf.string ?? "")))
            #expect(range.root == roots[place + 1])
        }
    }

    @Test func `canonical JSON has one form`() throws {
        for vector in try vectors.list("canonical_json") {
            let value = try JSON(parsing: vector.text("in"))
            #expect(value.canonicalBytes == bytes(hexadecimal: try vector.text("out_hex")))
        }
    }

    @Test func `what is not canonical is never a part of a leaf`() throws {
        for vector in try vectors.list("not_canonical") {
            let text = try vector.text("in")
            // As the data of an otherwise sound leaf, so that only the value itself can be at fault.
            let sound = #"{"actor":{"id":"u","kind":"staff"},"data":{"a":1},"id":"e","log":"l","#
            let rest = #""ts":"2026-03-02T08:00:26.369000Z","type":"case.opened","v":1}"#
            let leaf = Array((sound + rest).replacing(#"{"a":1}"#, with: text).utf8)
            _ = try Leaf(parsing: Array((sound + rest).utf8))
            #expect(throws: LeafError.self, "\(text)") { try Leaf(parsing: leaf) }
            #expect(scan(leaf) == [.leafForm], "\(text)")
        }
    }

    /// The codes that the fast reader reports for the form of a leaf, apart from the rules of the log.
    private func scan(_ leaf: [UInt8]) -> Set<Finding.Code> {
        var verifier = ChainVerifier(origin: "l")
        var findings = Findings()
        verifier.check(leaf, into: &findings)
        return findings.codes.subtracting([.genesis])
    }

    @Test func `commitments`() throws {
        for vector in try vectors.list("commitment") {
            let salt = try #require(Salt(bytes(hexadecimal: try vector.text("salt"))))
            let opening = Opening(
                entry: try vector.text("entry"), path: try vector.text("path"), salt: salt,
                value: try vector.need("value"))
            let commitment = Commitment(digest: try vector.need("commitment").hash())
            #expect(try opening.commitment() == commitment)
            #expect(opening.opens(commitment))
            #expect(Opening(parsing: opening.canonicalBytes) == opening)
        }
    }

    private func policy(_ note: JSON, quorum: String = "w") throws -> WitnessPolicy {
        let (log, witness) = (try note.need("log").text("vkey"), try note.need("witness").text("vkey"))
        return try WitnessPolicy(parsing: Array("log \(log)\nwitness w \(witness)\nquorum \(quorum)\n".utf8))
    }

    @Test func `keys, signatures and cosignatures`() throws {
        let note = try vectors.need("note")
        var signed = try SignedCheckpoint(
            Checkpoint(parsing: note.text("text")),
            signedBy: key(note.need("log"), .ed25519))
        let witness = try key(note.need("witness"), .cosignature)
        signed.add(try witness.cosign(note.text("text"), at: note.need("witness").size("time")))
        #expect(try signed.verify(by: policy(note)) == [1_790_000_000])
        let published = try SignedCheckpoint(parsing: Array(note.text("signed").utf8))
        #expect(try published.verify(by: policy(note)) == [1_790_000_000])
        #expect(published.bytes == Array(try note.text("signed").utf8))
        #expect(published.checkpoint.size == 70)
    }

    private func key(_ json: JSON, _ algorithm: KeyAlgorithm) throws -> SigningKey {
        let key = try SigningKey(
            name: json.text("name"), algorithm: algorithm, seed: bytes(hexadecimal: json.text("seed")))
        #expect(key.verifierKey.text == (try json.text("vkey")))
        #expect(try VerifierKey(parsing: json.text("vkey")) == key.verifierKey)
        #expect(key.verifierKey.publicKey == bytes(hexadecimal: try json.text("public")))
        #expect(try SigningKey(parsing: key.secretText).verifierKey == key.verifierKey)
        return key
    }

    @Test func `broken notes are refused for the right reason`() throws {
        let policy = try policy(vectors.need("note"))
        for vector in try vectors.list("broken_notes") {
            let (note, what) = (Array(try vector.text("note").utf8), try vector.text("what"))
            let error = #expect(throws: NoteError.self, "\(what)") {
                try SignedCheckpoint(parsing: note).verify(by: policy)
            }
            #expect(error?.code.rawValue == (try vector.text("code")), "\(what)")
        }
    }

    @Test func `a proof file leads from the leaf to the checkpoint`() throws {
        let vector = try vectors.need("tlog_proof")
        let policy = try policy(vectors.need("note"))
        let file = try ProofFile(parsing: Array(vector.text("text").utf8))
        let leaf = Array(try vector.text("leaf").utf8)
        try file.verify(leaf: leaf, by: policy)
        #expect(file.index == 33)
        #expect(file.bytes == Array(try vector.text("text").utf8))
        let error = #expect(throws: Finding.self) { try file.verify(leaf: leaf + [0], by: policy) }
        #expect(error?.code == .proof)
    }

    @Test func `heads of the cases`() throws {
        let vector = try vectors.need("case_heads")
        let heads = try vector.list("lines").map { line in
            let line = try JSON(parsing: line.string ?? "")
            return (
                id: try line.text("case"), seq: line["seq"]?.int ?? 0,
                head: TreeHash(base64: try line.text("head")) ?? .zero
            )
        }
        let tree = CaseHeadTree(heads.reversed())
        #expect(tree.lines.map { String(decoding: $0, as: UTF8.self) } == (try vector.list("lines").map(\.string)))
        #expect(tree.root == (try vector.need("root").hash()))
    }
}
