import Canonical
import Ledger

// Rows 13 to 21: somebody who can sign as the log.
extension Attack {
    static let withTheLogKey: [Attack] = [
        Attack("CONTROL: history rewritten and signed, without witnesses", [], quorum: .none) { try $0.rewrite() },
        Attack("history rewritten: no witness signs it", [.quorum]) { try $0.rewrite() },
        Attack("history rewritten: a kept checkpoint", [.root], quorum: .none, kept: { [try $0.checkpoint(size: 32)] })
        {
            try $0.rewrite()
        },
        Attack(
            "history rewritten: a kept checkpoint of the same size", [.root, .fork], quorum: .none,
            kept: { [try $0.checkpoint()] }
        ) { try $0.rewrite() },
        Attack("history rewritten: older checkpoints in the bundle", [.root], quorum: .none) { desk in
            let older = try desk.checkpoint(size: 32)
            var bundle = try desk.rewrite()
            bundle.files[.olderCheckpoint("old")] = older.bytes
            return bundle
        },
        Attack("CONTROL: a case removed with everything repaired", [], quorum: .none) { desk in
            try desk.remove(repair: true) { $0.case?.id == "c-2" }
        },
        Attack("a case removed lazily", [.caseHeads, .sessionGap], quorum: .none) { desk in
            try desk.remove(repair: false) { $0.case?.id == "c-2" }
        },
        Attack("the last entry of a case removed", [.caseHeads, .sessionGap], quorum: .none) { desk in
            try desk.remove(repair: false) { $0.id == "e-35" || $0.id == "e-38" }
        },
        Attack("a read removed", [.sessionGap, .caseGap, .caseChain], quorum: .none) { desk in
            try desk.remove(repair: false) { $0.id == "e-7" }
        },
        Attack("the tail cut and signed", [.rollback], kept: { [try $0.checkpoint(size: 38)] }) {
            try $0.showOlderState()
        },
        Attack("two trees of one size", [.fork, .root], quorum: .none) { desk in
            var bundle = try desk.bundle()
            _ = try desk.rewrite()
            bundle.files[.olderCheckpoint("other")] = try desk.checkpoint(witnesses: false).bytes
            return bundle
        },
        Attack("a fork after a restore", [.root], kept: { [try $0.checkpoint(size: 35)] }) { desk in
            _ = try desk.showOlderState()
            try desk.repairChains()
            for place in 32..<36 {
                try desk.write(.caseNoteAdded, case: "c-1", session: "s-9", value: .string("again \(place)"))
            }
            return try desk.bundle(older: [13])
        },
        Attack("the key replaced", [.untrustedKey]) { desk in
            var bundle = try desk.bundle(older: [])
            let thief = try SigningKey(name: Desk.origin, algorithm: .ed25519, seed: [UInt8](repeating: 9, count: 32))
            bundle.files[.checkpoint] = try desk.checkpoint(key: thief).bytes
            return bundle
        },
        Attack("another origin", [.untrustedKey]) { desk in
            var bundle = try desk.bundle(older: [])
            let other = try SigningKey(
                name: "other.example", algorithm: .ed25519, seed: [UInt8](repeating: 1, count: 32))
            bundle.files[.checkpoint] = try desk.checkpoint(key: other).bytes
            return bundle
        },
        Attack("the checkpoint of another log of the policy", [.origin, .root], policy: Desk.policyOfTwoLogs) { desk in
            var bundle = try desk.bundle(older: [])
            bundle.files[.checkpoint] = try desk.checkpoint(key: Desk.secondLog()).bytes
            bundle.files[.olderCheckpoint("mine")] = try desk.checkpoint().bytes
            bundle.files[.olderCheckpoint("short")] = try desk.checkpoint([], key: Desk.secondLog()).bytes
            bundle.files[.olderCheckpoint("wrong")] = try desk.checkpoint([[1]], key: Desk.secondLog()).bytes
            return bundle
        },
        Attack("backdated", [.backdated]) { try $0.shiftTime(of: 38, by: -3600) },
        Attack("postdated", [.postdated]) { try $0.shiftTime(of: 5, by: 3600) },
        Attack("CONTROL: postdated without witness times", [], quorum: .none) { desk in
            _ = try desk.shiftTime(of: 5, by: 3600)
            return BundleWriter.bundle(
                leaves: desk.leaves, checkpoint: try desk.checkpoint(witnesses: false), openings: desk.openings)
        },
        Attack("CONTROL: a clock that is off by less than the skew", []) { try $0.shiftTime(of: 38, by: -200) },
        Attack("a false snapshot, fully signed", [.caseHeads]) { desk in
            desk.leaves[37] = desk.leaves[37].replacing("\"count\":3", with: "\"count\":4")
            return try desk.bundle()
        },
    ]

    // Rows 23 and 24.
    static let withPersonalData: [Attack] = [
        Attack("another value for a commitment", [.opening]) { desk in
            let old = desk.openings[3]
            desk.openings[3] = Opening(entry: old.entry, path: old.path, salt: old.salt, value: "invented")
            return try desk.bundle()
        },
        Attack("openings swapped", [.opening]) { desk in
            let (first, second) = (desk.openings[3], desk.openings[4])
            desk.openings[3] = Opening(entry: second.entry, path: "note", salt: first.salt, value: first.value)
            desk.openings[4] = Opening(entry: first.entry, path: "note", salt: second.salt, value: second.value)
            return try desk.bundle()
        },
        Attack("an opening without commitment", [.opening]) { desk in
            let old = desk.openings[3]
            desk.openings.append(Opening(entry: old.entry, path: "address", salt: old.salt, value: old.value))
            return try desk.bundle()
        },
        Attack("an opening with a short salt", [.opening]) { desk in
            var bundle = try desk.bundle()
            bundle.files[.openings, default: []] += Array(
                #"{"entry":"e-5","path":"note","salt":"AAAA","value":1}"#.utf8)
            return bundle
        },
        Attack("data of an erased person exported", [.erasedPresent]) { desk in
            try desk.write(.subjectErased, subject: "p-1")
            return try desk.bundle()
        },
        Attack("CONTROL: erased, and the openings destroyed", []) { desk in
            try desk.write(.subjectErased, subject: "p-1")
            desk.openings.removeAll { opening in
                desk.leaves.contains { bytes in
                    let leaf = try? Leaf(parsing: bytes)
                    return leaf?.id == opening.entry && leaf?.subject == "p-1"
                }
            }
            return try desk.bundle()
        },
        Attack("CONTROL: no openings at all", []) { desk in
            var bundle = try desk.bundle()
            bundle.files[.openings] = nil
            return bundle
        },
    ]
}

extension Desk {
    /// Another actor for one read, all chains repaired, signed anew without witnesses.
    mutating func rewrite() throws -> MemoryBundle {
        leaves[7] = leaves[7].replacing("u-17", with: "u-99")
        try repairChains()
        return BundleWriter.bundle(
            leaves: leaves, checkpoint: try checkpoint(witnesses: false), openings: openings)
    }

    mutating func remove(repair: Bool, where isRemoved: (Leaf) -> Bool) throws -> MemoryBundle {
        let removed = Set(leaves.compactMap { try? Leaf(parsing: $0) }.filter(isRemoved).map(\.id))
        leaves.removeAll { bytes in (try? Leaf(parsing: bytes)).map { removed.contains($0.id) } ?? false }
        openings.removeAll { removed.contains($0.entry) }
        if repair {
            try renumberSnapshots()
            try repairChains()
        } else {
            try renumberSnapshots()
        }
        return BundleWriter.bundle(
            leaves: leaves, checkpoint: try checkpoint(witnesses: false), openings: openings)
    }

    /// Corrects the place that the snapshots claim for themselves.
    private mutating func renumberSnapshots() throws {
        for (index, bytes) in leaves.enumerated() {
            guard let leaf = try? Leaf(parsing: bytes), leaf.type == .auditCaseHeads, let size = leaf.data["size"]?.int
            else { continue }
            leaves[index] = bytes.replacing("\"size\":\(size)", with: "\"size\":\(index)")
        }
    }

    mutating func shiftTime(of index: Int, by seconds: Int64) throws -> MemoryBundle {
        let old = time(of: index)
        leaves[index] = leaves[index].replacing(old.description, with: old.adding(seconds: seconds).description)
        try repairChains()
        return try bundle()
    }

    static func secondLog() throws -> SigningKey {
        try SigningKey(name: "other.example/log", algorithm: .ed25519, seed: [UInt8](repeating: 8, count: 32))
    }

    @Sendable static func policyOfTwoLogs(_ desk: Desk) throws -> [UInt8] {
        desk.policy() + Array("log \(try secondLog().verifierKey.text)\n".utf8)
    }
}
