import Canonical
import Ledger

/// A small desk whose log is written, attacked and verified in memory.
struct Desk {
    static let origin = "bank.example/fraud-desk/audit/test"
    static let start = Timestamp(seconds: 1_790_000_000)

    let log: SigningKey
    let firstWitness: SigningKey
    let secondWitness: SigningKey
    /// The leaves, which an attack may change at will.
    var leaves: [[UInt8]] = []
    var openings: [Opening] = []
    private var heads: [String: (seq: Int64, head: LeafHash)] = [:]
    private var sessions: [String: Int64] = [:]

    init() throws {
        log = try SigningKey(name: Desk.origin, algorithm: .ed25519, seed: [UInt8](repeating: 1, count: 32))
        firstWitness = try SigningKey(
            name: "w1.example", algorithm: .cosignature, seed: [UInt8](repeating: 2, count: 32))
        secondWitness = try SigningKey(
            name: "w2.example", algorithm: .cosignature, seed: [UInt8](repeating: 3, count: 32))
    }

    /// A log of 40 entries: three cases, two sessions, a read, openings, an erasure and two snapshots.
    static func sample() throws -> Desk { try made.get() }

    private static let made = Result<Desk, any Error> { try make() }

    private static func make() throws -> Desk {
        var desk = try Desk()
        try desk.write(.logOpened, session: nil)
        for place in 1..<40 {
            let caseID = "c-\(place % 3 + 1)"
            switch place {
            case 20, 37: try desk.snapshot()
            case 7: try desk.write(.personalDataRead, case: caseID, subject: "p-1", purpose: "call_back")
            case 30: try desk.write(.subjectErased, session: "s-2", subject: "p-9")
            default:
                try desk.write(
                    place < 4 ? .caseOpened : .caseNoteAdded, case: caseID, session: "s-\(place % 2 + 1)",
                    subject: "p-\(place % 3 + 1)", value: "note \(place), Ёлка")
            }
        }
        return desk
    }

    func time(of index: Int) -> Timestamp { Desk.start.adding(seconds: Int64(index) * 10) }

    mutating func write(
        _ type: EntryType, case caseID: String? = nil, session: String? = "s-1", subject: String? = nil,
        purpose: String? = nil, data: JSON.Members = [:], value: JSON? = nil
    ) throws {
        let index = leaves.count
        let id = "e-\(index)"
        var actor = Leaf.Actor(kind: "system", id: "desk")
        if let session {
            sessions[session, default: 0] += 1
            actor = Leaf.Actor(kind: "staff", id: "u-17", session: session, n: sessions[session] ?? 0)
        }
        var commit: [String: Commitment] = [:]
        if let value, let salt = Salt(Array(repeating: UInt8(index), count: 32)) {
            let opening = Opening(entry: id, path: "note", salt: salt, value: value)
            openings.append(opening)
            commit = ["note": try opening.commitment()]
        }
        let last = caseID.flatMap { heads[$0] } ?? (0, .zero)
        let leaf = try Leaf(
            log: Desk.origin, id: id, ts: time(of: index), type: type, actor: actor,
            case: caseID.map { Leaf.CasePlace(id: $0, seq: last.seq + 1, prev: last.head) }, subject: subject,
            purpose: purpose, data: data, commit: commit)
        if let caseID { heads[caseID] = (last.seq + 1, leaf.hash) }
        leaves.append(leaf.canonicalBytes)
    }

    var headTree: CaseHeadTree { CaseHeadTree(heads.map { ($0.key, $0.value.seq, $0.value.head) }) }

    mutating func snapshot() throws {
        let tree = headTree
        let heads = CaseHeads(root: tree.root, count: UInt64(tree.lines.count), size: UInt64(leaves.count))
        try write(.auditCaseHeads, session: nil, data: heads.data)
    }

    /// Signs the first `size` of `leaves`, at the time of the last of them.
    func checkpoint(
        _ leaves: [[UInt8]]? = nil, size: Int? = nil, key: SigningKey? = nil, witnesses: Bool = true,
        at time: Timestamp? = nil
    ) throws -> SignedCheckpoint {
        let leaves = (leaves ?? self.leaves).prefix(size ?? .max)
        var range = CompactRange()
        for leaf in leaves { range.append(LeafHash(leaf: leaf)) }
        let key = key ?? log
        let checkpoint = Checkpoint(origin: key.verifierKey.name, size: range.size, root: range.root)
        var signed = try SignedCheckpoint(checkpoint, signedBy: key)
        if witnesses {
            let seconds = UInt64((time ?? self.time(of: leaves.count)).seconds)
            for witness in [firstWitness, secondWitness] {
                signed.add(try witness.cosign(checkpoint.text, at: seconds))
            }
        }
        return signed
    }

    /// The bundle of these leaves, checkpoint and openings included.
    func bundle(older: [Int] = [13, 32]) throws -> MemoryBundle {
        BundleWriter.bundle(
            leaves: leaves, checkpoint: try checkpoint(), older: try older.map { try checkpoint(size: $0) },
            openings: openings)
    }

    enum Quorum: String { case none, both }

    func policy(_ quorum: Quorum = .both) -> [UInt8] {
        var lines = ["# the auditor's own", "log \(log.verifierKey.text)"]
        lines.append("witness w1 \(firstWitness.verifierKey.text) https://w1.example/")
        lines.append("witness w2 \(secondWitness.verifierKey.text)")
        lines.append("group both all w1 w2")
        lines.append("quorum \(quorum.rawValue)")
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Repairs all chains and counters as somebody would who controls the log key: parses, renumbers, writes again.
    mutating func repairChains() throws {
        heads = [:]
        sessions = [:]
        leaves = try leaves.map { bytes in
            let leaf = try Leaf(parsing: bytes)
            var actor = leaf.actor
            if let session = actor.session {
                sessions[session, default: 0] += 1
                actor = Leaf.Actor(kind: actor.kind, id: actor.id, session: session, n: sessions[session] ?? 0)
            }
            let last = leaf.case.flatMap { heads[$0.id] } ?? (0, .zero)
            var data = leaf.data
            if leaf.type == .auditCaseHeads, let old = CaseHeads(data: leaf.data) {
                let tree = headTree
                data = CaseHeads(root: tree.root, count: UInt64(tree.lines.count), size: old.size).data
            }
            let repaired = try Leaf(
                log: leaf.log, id: leaf.id, ts: leaf.ts, type: leaf.type, actor: actor,
                case: leaf.case.map { Leaf.CasePlace(id: $0.id, seq: last.seq + 1, prev: last.head) },
                subject: leaf.subject, purpose: leaf.purpose, data: data, commit: leaf.commit)
            if let place = leaf.case { heads[place.id] = (last.seq + 1, repaired.hash) }
            return repaired.canonicalBytes
        }
    }
}

extension [UInt8] {
    /// The text with one part exchanged; the part must be there.
    func replacing(_ part: String, with other: String) -> [UInt8] {
        let text = String(decoding: self, as: UTF8.self)
        precondition(text.contains(part), "\(part) is not in \(text)")
        return Array(text.replacing(part, with: other, maxReplacements: 1).utf8)
    }
}
