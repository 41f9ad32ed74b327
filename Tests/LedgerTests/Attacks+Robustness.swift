import Canonical
import Ledger

// Input that is odd rather than forged.
extension Attack {
    static let robustness: [Attack] =
        [
            Attack("CONTROL: a log with one entry", []) { desk in
                desk = try Desk()
                try desk.write(.logOpened, session: nil)
                return BundleWriter.bundle(leaves: desk.leaves, checkpoint: try desk.checkpoint())
            },
            Attack("CONTROL: an empty log", []) { desk in
                desk = try Desk()
                return BundleWriter.bundle(leaves: desk.leaves, checkpoint: try desk.checkpoint())
            },
            Attack("CONTROL: a leaf of 65,535 bytes", []) { try $0.addLongLeaf(65_535) },
            Attack("a leaf of 65,536 bytes", [.leafForm]) { try $0.addLongLeaf(65_536) },
            Attack("an empty line", [.leafForm, .unsealed]) { desk in
                var bundle = try desk.bundle()
                bundle.files[.entries]?.append(0x0A)
                return bundle
            },
            Attack("no entries file", [.input]) { desk in
                var bundle = try desk.bundle()
                bundle.files[.entries] = nil
                return bundle
            },
            Attack("no checkpoint", [.input]) { desk in
                var bundle = try desk.bundle()
                bundle.files[.checkpoint] = nil
                return bundle
            },
            Attack("an older checkpoint that is not UTF-8", [.note]) { desk in
                var bundle = try desk.bundle()
                bundle.files[.olderCheckpoint("broken")] = [0xFF, 0xFE, 0x0A]
                return bundle
            },
            Attack("CONTROL: two spellings of one letter are two cases", []) { desk in
                try desk.writeForeign(caseID: "é")
                try desk.writeForeign(caseID: "e\u{301}")
                try desk.snapshotIncludingForeign()
                return try desk.bundle()
            },
            Attack("CONTROL: quotes, controls and astral letters in ids", []) { desk in
                for id in ["\"", "\\", "\u{1}", "\n", "\u{7F}", "€", "😀", "\u{2028}", "z"] {
                    try desk.writeForeign(caseID: id)
                }
                try desk.snapshotIncludingForeign()
                return try desk.bundle()
            },
            Attack("a policy without a quorum", [.policy], policy: { Array("log \($0.log.verifierKey.text)\n".utf8) }) {
                try $0.bundle()
            },
            Attack(
                "a policy with stray bits", [.encoding],
                policy: { desk in
                    desk.policy().replacing("\n", with: "\nlog a+00000000+AB==\n")
                }
            ) { try $0.bundle() },
            Attack(
                "a policy with one key twice", [.policy],
                policy: { desk in
                    desk.policy() + Array("log \(desk.log.verifierKey.text)\n".utf8)
                }
            ) { try $0.bundle() },
            Attack(
                "a policy with a threshold above its group", [.policy],
                policy: { desk in
                    desk.policy() + Array("group three 3 w1 w2\n".utf8)
                }
            ) { try $0.bundle() },
            Attack(
                "CONTROL: a policy of groups of groups", [],
                policy: { desk in
                    desk.policy().replacing(
                        "quorum both", with: "group either any w1 both\ngroup g 2 either both\nquorum g")
                }
            ) { try $0.bundle() },
            Attack("a log key of small order", [.signature], policy: Desk.policyWithWeakKey) { desk in
                var bundle = try desk.bundle(older: [])
                let text = try desk.checkpoint().note.text
                // Under the neutral element every signature (B * s, s) with s = 0 verifies in a careless implementation.
                let neutral = [UInt8(1)] + [UInt8](repeating: 0, count: 63)
                let key = try Desk.weakKey()
                bundle.files[.checkpoint] =
                    SignedNote(
                        text: text, signatures: [SignedNote.Signature(name: key.name, keyID: key.id, bytes: neutral)]
                    ).bytes
                return bundle
            },
        ]
        + [2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33].map { size in
            Attack("CONTROL: a checkpoint of \(size) entries", []) { try $0.bundle(older: [size]) }
        }
}

extension Desk {
    mutating func addLongLeaf(_ length: Int) throws -> MemoryBundle {
        try write(.caseNoteAdded, case: "c-1", session: "s-1")
        let last = leaves.count - 1
        let padding = String(repeating: "x", count: length - leaves[last].count)
        leaves[last] = leaves[last].replacing("\"e-\(last)", with: "\"e-\(last)\(padding)")
        return try bundle()
    }

    /// An entry as no version of this program writes it, though the format allows it.
    mutating func writeForeign(caseID: String) throws {
        let id = JSON.string(caseID).canonicalText
        let hash = TreeHash.zero.base64
        leaves.append(
            Array(
                """
                {"actor":{"id":"x","kind":"y"},"case":{"id":\(id),"prev":"\(hash)","seq":1},"id":\(id),\
                "log":"\(Desk.origin)","ts":"\(time(of: leaves.count))","type":"x","v":1}
                """.utf8))
    }

    mutating func snapshotIncludingForeign() throws {
        var heads: [(id: String, seq: Int64, head: LeafHash)] = []
        for bytes in leaves {
            guard let leaf = try? Leaf(parsing: bytes), let place = leaf.case else { continue }
            heads.removeAll { $0.id.utf8.elementsEqual(place.id.utf8) }
            heads.append((place.id, place.seq, leaf.hash))
        }
        let tree = CaseHeadTree(heads)
        let claim = CaseHeads(root: tree.root, count: UInt64(tree.lines.count), size: UInt64(leaves.count))
        try write(.auditCaseHeads, session: nil, data: claim.data)
    }

    static func weakKey() throws -> VerifierKey {
        try VerifierKey(name: origin, algorithm: .ed25519, publicKey: [1] + [UInt8](repeating: 0, count: 31))
    }

    @Sendable static func policyWithWeakKey(_ desk: Desk) throws -> [UInt8] {
        Array("log \(try weakKey().text)\nquorum none\n".utf8)
    }
}
