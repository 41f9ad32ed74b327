import Canonical

extension CaseBundle {
    /// Verifies that every entry is in the log, that the chain of the case is unbroken, and that it is complete up to
    /// the snapshot.
    ///
    /// - Returns: the findings, and the index in the log below which the case is shown to be complete.
    public func verify(by policy: WitnessPolicy) -> (findings: Findings, completeBelow: UInt64?) {
        var findings = Findings()
        do throws(Finding) {
            let tree = try trustedCheckpoint(policy)
            var heads: [Int64: LeafHash] = [:]
            try verifyEntries(in: tree, &heads, &findings)
            guard let snapshot = self.heads else {
                findings.add(.incomplete, "no snapshot of the case heads: the end of the case is not shown")
                return (findings, nil)
            }
            try verify(snapshot, in: tree, heads: heads, &findings)
            return (findings, snapshot.entry.index)
        } catch {
            findings.add(error)
            return (findings, nil)
        }
    }

    private func trustedCheckpoint(_ policy: WitnessPolicy) throws(Finding) -> Checkpoint {
        do throws(NoteError) {
            let signed = try SignedCheckpoint(parsing: checkpoint)
            try signed.verify(by: policy)
            return signed.checkpoint
        } catch { throw Finding(error, of: "checkpoint") }
    }

    private func verifyEntries(
        in tree: Checkpoint, _ heads: inout [Int64: LeafHash], _ findings: inout Findings
    ) throws(Finding) {
        var last: (number: Int64, hash: LeafHash) = (0, .zero)
        var lastIndex: UInt64?
        for entry in entries {
            let hash = LeafHash(leaf: entry.leaf)
            do throws(Finding) { try entry.verify(hash, in: tree) } catch { findings.add(error) }
            if let lastIndex, entry.index <= lastIndex {
                findings.add(.caseGap, index: entry.index, "entries are not in the order of the log")
            }
            lastIndex = entry.index
            guard let place = try entry.parsed(origin: tree.origin).case, place.id.utf8.elementsEqual(caseID.utf8)
            else {
                findings.add(.caseGap, index: entry.index, "entry of another case")
                continue
            }
            if place.seq != last.number + 1 {
                findings.add(.caseGap, index: entry.index, "entry \(place.seq) follows entry \(last.number)")
            }
            if place.prev != last.hash {
                findings.add(.caseChain, index: entry.index, "entry \(place.seq) does not name its predecessor")
            }
            last = (place.seq, hash)
            heads[place.seq] = hash
        }
    }

    private func verify(
        _ snapshot: Heads, in tree: Checkpoint, heads: [Int64: LeafHash], _ findings: inout Findings
    ) throws(Finding) {
        let entry = snapshot.entry
        try entry.verify(LeafHash(leaf: entry.leaf), in: tree)
        let leaf = try entry.parsed(origin: tree.origin)
        guard let claim = CaseHeads(data: leaf.data) else {
            throw Finding(.caseHeads, index: entry.index, "not a snapshot of the case heads")
        }
        if leaf.type != .auditCaseHeads || claim.size != entry.index {
            findings.add(.caseHeads, index: entry.index, "not a snapshot of the case heads")
        }
        do throws(ProofError) {
            try InclusionProof.verify(
                index: snapshot.lineIndex, size: claim.count, leaf: LeafHash(leaf: snapshot.line),
                proof: snapshot.lineProof, root: claim.root)
        } catch { throw Finding(error, index: entry.index) }
        guard let line = try? CanonicalJSON.value(of: snapshot.line), let id = line["case"]?.string,
            let number = line["seq"]?.int, let head = line["head"]?.string
        else { throw Finding(.caseHeads, index: entry.index, "the line of the snapshot cannot be read") }
        if !id.utf8.elementsEqual(caseID.utf8) {
            findings.add(.caseHeads, index: entry.index, "the line of the snapshot is about another case")
        }
        if heads[number]?.base64 != head {
            findings.add(
                .truncated, index: entry.index, "the case had \(number) entries at this index; not all are here")
        }
    }
}

extension CaseBundle.Entry {
    fileprivate func verify(_ hash: LeafHash, in tree: Checkpoint) throws(Finding) {
        do throws(ProofError) {
            try InclusionProof.verify(index: index, size: tree.size, leaf: hash, proof: proof, root: tree.root)
        } catch { throw Finding(error, index: index) }
    }

    fileprivate func parsed(origin: String) throws(Finding) -> Leaf {
        let leaf: Leaf
        do throws(LeafError) { leaf = try Leaf(parsing: self.leaf) } catch {
            throw Finding(.leafForm, index: index, "not a canonical leaf: \(error)")
        }
        guard leaf.log.utf8.elementsEqual(origin.utf8) else {
            throw Finding(.origin, index: index, "entry belongs to the log \(leaf.log)")
        }
        return leaf
    }
}
