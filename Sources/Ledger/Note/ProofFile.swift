/// One entry's proof with the checkpoint to which it leads (c2sp.org/tlog-proof), to be given away with the leaf.
public struct ProofFile: Sendable, Hashable {
    private static let header = "c2sp.org/tlog-proof@v1"
    private static let maximumHashes = 63

    /// The index of the entry.
    public let index: UInt64
    /// The inclusion proof, the sibling of the leaf first.
    public let proof: [TreeHash]
    /// The checkpoint.
    public let checkpoint: SignedCheckpoint

    /// A proof that the leaf at `index` is part of the tree of `checkpoint`.
    public init(index: UInt64, proof: [TreeHash], checkpoint: SignedCheckpoint) {
        (self.index, self.proof, self.checkpoint) = (index, proof, checkpoint)
    }

    /// Reads a `.tlog-proof` file.
    ///
    /// - Throws: ``Finding`` when it is not one.
    public init(parsing bytes: [UInt8]) throws(Finding) {
        guard bytes.count <= SignedNote.maximumLength, let cut = ProofFile.firstEmptyLine(bytes) else {
            throw Finding(.proof, "no empty line before the checkpoint")
        }
        var lines = bytes[..<cut].split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }[...]
        guard lines.popFirst() == ProofFile.header else { throw Finding(.proof, "unknown proof format") }
        if let extra = lines.first, extra.hasPrefix("extra ") {
            guard Base64.decode(String(extra.dropFirst(6))) != nil else { throw Finding(.encoding, "extra") }
            lines.removeFirst()
        }
        guard let line = lines.popFirst(), line.hasPrefix("index ") else { throw Finding(.proof, "no index line") }
        guard lines.count <= ProofFile.maximumHashes else { throw Finding(.proof, "too many hashes") }
        var proof: [TreeHash] = []
        for line in lines {
            guard let hash = TreeHash(base64: line) else { throw Finding(.encoding, "not a hash") }
            proof.append(hash)
        }
        do throws(NoteError) {
            let index = try Decimal.parse(line.dropFirst(6), "index")
            let checkpoint = try SignedCheckpoint(parsing: Array(bytes[(cut + 2)...]))
            self.init(index: index, proof: proof, checkpoint: checkpoint)
        } catch { throw Finding(error) }
    }

    /// The bytes of the file.
    public var bytes: [UInt8] {
        let lines = [ProofFile.header, "index \(index)"] + proof.map(\.base64)
        return Array(lines.map { $0 + "\n" }.joined().utf8) + [0x0A] + checkpoint.bytes
    }

    /// Checks the signatures and that this leaf is the entry.
    ///
    /// - Throws: ``Finding`` when it is not shown to be.
    public func verify(leaf: [UInt8], by policy: WitnessPolicy) throws(Finding) {
        do throws(NoteError) { try checkpoint.verify(by: policy) } catch { throw Finding(error) }
        let tree = checkpoint.checkpoint
        do throws(ProofError) {
            try InclusionProof.verify(
                index: index, size: tree.size, leaf: LeafHash(leaf: leaf), proof: proof, root: tree.root)
        } catch { throw Finding(error, index: index) }
    }

    /// The place of the newline in front of the first empty line.
    private static func firstEmptyLine(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
    }
}

extension Finding {
    /// The finding for a refused note, checkpoint, key or policy.
    public init(_ error: NoteError, of name: String? = nil) {
        self.init(error.code, (name.map { "\($0): " } ?? "") + "refused: \(error)")
    }

    /// The finding for a refused proof.
    public init(_ error: ProofError, index: UInt64? = nil) {
        switch error {
        case .inconsistent, .differentRoots: self.init(.fork, index: index, "proof refused: \(error)")
        default: self.init(.proof, index: index, "proof refused: \(error)")
        }
    }
}
