import Canonical
import Ledger
import Testing

/// Row 22 of the attacks: one case for somebody who may not see the others.
@Suite struct `Case bundle` {
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let codes: Set<Finding.Code>
        var apply: @Sendable (CaseBundle) throws -> CaseBundle
    }

    static func bundle(of id: String = "c-2", snapshot: Int = 37) throws -> CaseBundle {
        let desk = try Desk.sample()
        var tree = MemoryTree()
        for leaf in desk.leaves { tree.append(LeafHash(leaf: leaf)) }
        func entry(_ index: Int) throws -> CaseBundle.Entry {
            CaseBundle.Entry(
                index: UInt64(index), leaf: desk.leaves[index],
                proof: try tree.inclusionProof(of: UInt64(index), size: tree.size))
        }
        let places = try desk.leaves.indices.filter { try Leaf(parsing: desk.leaves[$0]).case?.id == id }
        let heads = try heads(desk, before: snapshot)
        let line = try #require(heads.index(of: id))
        return CaseBundle(
            caseID: id, checkpoint: try desk.checkpoint().bytes, entries: try places.map(entry),
            heads: CaseBundle.Heads(
                entry: try entry(snapshot), line: heads.lines[line], lineIndex: UInt64(line),
                lineProof: try heads.proof(at: line)))
    }

    static func heads(_ desk: Desk, before index: Int) throws -> CaseHeadTree {
        var verifier = ChainVerifier(origin: Desk.origin)
        var findings = Findings()
        for leaf in desk.leaves.prefix(index) { verifier.check(leaf, into: &findings) }
        return try verifier.caseHeads()
    }

    static func changing(_ bundle: CaseBundle, _ change: (inout [CaseBundle.Entry]) -> Void) -> CaseBundle {
        var entries = bundle.entries
        change(&entries)
        return CaseBundle(
            caseID: bundle.caseID, checkpoint: bundle.checkpoint, entries: entries, heads: bundle.heads)
    }

    static let changes: [Change] = [
        Change(testDescription: "CONTROL: nothing", codes: []) { $0 },
        Change(testDescription: "a middle entry left out", codes: [.caseGap, .caseChain]) {
            changing($0) { $0.remove(at: 4) }
        },
        Change(testDescription: "the last entries left out", codes: [.truncated]) { changing($0) { $0.removeLast(3) } },
        Change(testDescription: "an entry edited", codes: [.proof, .truncated]) {
            changing($0) { entries in
                let last = entries.count - 1
                entries[last] = CaseBundle.Entry(
                    index: entries[last].index, leaf: entries[last].leaf.replacing("u-17", with: "u-18"),
                    proof: entries[last].proof)
            }
        },
        Change(testDescription: "a wrong index", codes: [.proof]) {
            changing($0) { entries in
                let last = entries.count - 1
                entries[last] = CaseBundle.Entry(
                    index: entries[last].index + 1, leaf: entries[last].leaf, proof: entries[last].proof)
            }
        },
        Change(testDescription: "no snapshot", codes: [.incomplete]) {
            CaseBundle(caseID: $0.caseID, checkpoint: $0.checkpoint, entries: $0.entries, heads: nil)
        },
        Change(testDescription: "the snapshot line of another case", codes: [.caseHeads, .truncated]) {
            CaseBundle(
                caseID: $0.caseID, checkpoint: $0.checkpoint, entries: $0.entries,
                heads: try bundle(of: "c-3").heads)
        },
        Change(testDescription: "entries of another case", codes: [.caseGap, .truncated]) {
            CaseBundle(
                caseID: $0.caseID, checkpoint: $0.checkpoint, entries: try bundle(of: "c-1").entries, heads: $0.heads)
        },
    ]

    @Test(arguments: changes)
    func `finds what was done`(change: Change) throws {
        let policy = try WitnessPolicy(parsing: try Desk.sample().policy())
        let bundle = try change.apply(Self.bundle())
        let read = try CaseBundle(parsing: bundle.json.canonicalBytes)
        #expect(read == bundle)
        let (findings, complete) = read.verify(by: policy)
        #expect(findings.codes == change.codes, "\(findings.list)")
        #expect(complete == (bundle.heads == nil ? nil : 37))
    }
}
