import Canonical
import Ledger
import Testing

/// Something that is done to a bundle, and what a verification must say to it.
struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    /// The codes that must be found; none for what passes, by the nature of things or because nothing is wrong.
    let codes: Set<Finding.Code>
    var quorum: Desk.Quorum = .both
    /// Seconds after the end of the log at which it is verified.
    var age: Int64 = 60
    /// What the auditor kept from before.
    var kept: @Sendable (Desk) throws -> [SignedCheckpoint] = { _ in [] }
    /// Another policy than the desk's.
    var policy: (@Sendable (Desk) throws -> [UInt8])?
    /// Makes the bundle of a fresh sample.
    let make: @Sendable (inout Desk) throws -> MemoryBundle

    var testDescription: String { name }

    init(
        _ name: String, _ codes: Set<Finding.Code>, quorum: Desk.Quorum = .both, age: Int64 = 60,
        kept: @escaping @Sendable (Desk) throws -> [SignedCheckpoint] = { _ in [] },
        policy: (@Sendable (Desk) throws -> [UInt8])? = nil,
        make: @escaping @Sendable (inout Desk) throws -> MemoryBundle
    ) {
        (self.name, self.codes, self.quorum, self.age) = (name, codes, quorum, age)
        (self.kept, self.policy, self.make) = (kept, policy, make)
    }

    /// Changes the leaves, leaves the checkpoints as they were.
    init(leaves name: String, _ codes: Set<Finding.Code>, change: @escaping @Sendable (inout [[UInt8]]) -> Void) {
        self.init(name, codes) { desk in
            var bundle = try desk.bundle()
            change(&desk.leaves)
            bundle.files[.entries] = desk.leaves.flatMap(BundleWriter.entryLine)
            return bundle
        }
    }

    /// Changes the text of the newest checkpoint.
    init(checkpoint name: String, _ codes: Set<Finding.Code>, change: @escaping @Sendable (String) -> String) {
        self.init(name, codes) { desk in
            var bundle = try desk.bundle()
            let text = String(decoding: bundle.files[.checkpoint] ?? [], as: UTF8.self)
            bundle.files[.checkpoint] = Array(change(text).utf8)
            return bundle
        }
    }

    /// What is verified, with everything that the auditor brings along.
    struct Scene {
        let bundle: MemoryBundle
        let policy: [UInt8]
        let kept: [SignedCheckpoint]
        let now: Timestamp
    }

    func scene() throws -> Scene {
        let before = try Desk.sample()
        var desk = before
        let bundle = try make(&desk)
        return Scene(
            bundle: bundle, policy: try policy?(before) ?? before.policy(quorum), kept: try kept(before),
            now: before.time(of: before.leaves.count).adding(seconds: age))
    }

    static let all = withoutKeys + onTheCheckpoint + withTheLogKey + withPersonalData + robustness
}

// Rows 1 to 6: somebody with access to the files or the database.
extension Attack {
    static let withoutKeys: [Attack] = [
        Attack("CONTROL: nothing was done", []) { try $0.bundle() },
        Attack(leaves: "edit a payload", [.root, .opening]) { leaves in
            let leaf = try? Leaf(parsing: leaves[39])
            let commitment = leaf?.commit["note"]?.base64 ?? ""
            leaves[39] = leaves[39].replacing(commitment, with: TreeHash.zero.base64)
        },
        Attack(leaves: "edit an actor in the middle of a case", [.root, .caseChain]) {
            $0[5] = $0[5].replacing("u-17", with: "u-18")
        },
        Attack(leaves: "delete a row", [.root, .truncated, .caseGap, .caseChain, .sessionGap, .caseHeads, .opening]) {
            $0.remove(at: 5)
        },
        Attack(leaves: "delete a read", [.root, .truncated, .caseGap, .caseChain, .sessionGap, .caseHeads]) {
            $0.remove(at: 7)
        },
        Attack(leaves: "delete a whole case", [.root, .truncated, .sessionGap, .caseHeads, .opening]) { leaves in
            leaves.removeAll { (try? Leaf(parsing: $0))?.case?.id == "c-2" }
        },
        Attack(leaves: "swap two rows", [.root, .sessionGap]) { $0.swapAt(8, 10) },
        Attack(leaves: "insert a row", [.root, .unsealed, .duplicate, .caseGap, .caseChain, .sessionGap, .caseHeads]) {
            $0.insert($0[8], at: 9)
        },
        Attack(leaves: "repeat the last row", [.unsealed, .duplicate, .caseGap, .caseChain, .sessionGap]) {
            $0.append($0[39])
        },
        Attack(leaves: "cut the tail", [.truncated, .opening]) { $0.removeLast(3) },
        Attack("cut one byte", [.leafForm]) { desk in
            var bundle = try desk.bundle()
            bundle.files[.entries]?.removeLast()
            return bundle
        },
        Attack("cut two bytes", [.leafForm, .root, .opening]) { desk in
            var bundle = try desk.bundle()
            bundle.files[.entries]?.removeLast(2)
            return bundle
        },
        Attack(leaves: "a space", [.leafForm, .root, .caseGap, .caseChain, .sessionGap, .opening]) {
            $0[5] = $0[5].replacing(",\"case\"", with: ", \"case\"")
        },
        Attack(leaves: "a duplicate key", [.leafForm, .root, .opening]) {
            $0[39] = $0[39].replacing("\"v\":1", with: "\"v\":1,\"v\":1")
        },
        Attack(leaves: "1.0 for 1", [.leafForm, .root, .opening]) {
            $0[39] = $0[39].replacing("\"v\":1", with: "\"v\":1.0")
        },
        Attack(leaves: "an entry of another version", [.leafForm, .root]) {
            $0[39] = $0[39].replacing("\"v\":1", with: "\"v\":2")
        },
        Attack(leaves: "a time that does not exist", [.leafForm, .root, .opening]) {
            $0[39] = $0[39].replacing("\"ts\":\"2026-09-21T", with: "\"ts\":\"2026-09-31T")
        },
        Attack(leaves: "a control character that is not escaped", [.leafForm, .root, .opening]) {
            $0[39] = $0[39].replacing("u-17", with: "u\u{1}17")
        },
        Attack(leaves: "bytes that are not UTF-8", [.leafForm, .root, .opening]) { leaves in
            if let place = leaves[39].firstIndex(of: UInt8(ascii: "u")) { leaves[39][place] = 0xFF }
        },
        Attack(leaves: "no log.opened", [.genesis, .root]) {
            $0[0] = $0[0].replacing("log.opened", with: "log.closed")
        },
        Attack(leaves: "a second log.opened", [.genesis, .root]) {
            $0[39] = $0[39].replacing("case.note_added", with: "log.opened")
        },
        Attack(leaves: "rows of another log", [.origin, .root]) {
            $0[39] = $0[39].replacing("/test\"", with: "/other\"")
        },
        Attack("yesterday's checkpoint with today's rows", [.unsealed, .rollback]) { desk in
            var bundle = try desk.bundle()
            bundle.files[.checkpoint] = try desk.checkpoint(size: 13).bytes
            return bundle
        },
        Attack("today's checkpoint with yesterday's rows", [.truncated, .opening]) { desk in
            var bundle = try desk.bundle()
            bundle.files[.entries] = desk.leaves.prefix(32).flatMap(BundleWriter.entryLine)
            return bundle
        },
        Attack("an older state: a kept checkpoint shows it", [.rollback], kept: { [try $0.checkpoint()] }) { desk in
            try desk.showOlderState()
        },
        Attack("an older state: the clock shows it", [.stale], age: 90_000) { try $0.showOlderState() },
        Attack("CONTROL: an older state, nothing kept, no clock to compare with", []) { try $0.showOlderState() },
    ]
}

// Rows 7 and 8: the text of the checkpoint.
extension Attack {
    static let onTheCheckpoint: [Attack] = [
        Attack(checkpoint: "another size", [.signature]) { $0.replacing("\n40\n", with: "\n41\n") },
        Attack(checkpoint: "a leading zero in the size", [.encoding]) { $0.replacing("\n40\n", with: "\n040\n") },
        Attack(checkpoint: "a size beyond 64 bits", [.encoding]) {
            $0.replacing("\n40\n", with: "\n99999999999999999999\n")
        },
        Attack(checkpoint: "a size of 2^63", [.signature]) { $0.replacing("\n40\n", with: "\n9223372036854775808\n") },
        Attack(checkpoint: "no empty line", [.note]) { $0.replacing("\n\n", with: "\n") },
        Attack(checkpoint: "two empty lines", [.checkpoint]) { $0.replacing("\n\n", with: "\n\n\n") },
        Attack(checkpoint: "stray bits in base64", [.encoding]) { text in
            // The last letter before the padding carries two bits that belong to no byte.
            let (before, after) = text.split(at: "=\n")
            let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            let (_, next) = letters.split(at: String(before.suffix(1)))
            return before.dropLast() + next.dropFirst().prefix(1) + after
        },
        Attack(checkpoint: "a carriage return", [.note]) { $0.replacing("\n40\n", with: "\r\n40\n") },
        Attack(checkpoint: "65 signatures", [.note]) { text in
            text + String(repeating: "— unknown.example AAAAAAAAAAAA\n", count: 62)
        },
        Attack(checkpoint: "CONTROL: 64 signatures, 61 of unknown keys", []) { text in
            text + String(repeating: "— unknown.example AAAAAAAAAAAA\n", count: 61)
        },
        Attack(checkpoint: "CONTROL: a name that is known under an id that is not", []) {
            $0 + "— w1.example AAAAAAAAAAAA\n"
        },
        Attack(checkpoint: "drop a cosignature", [.quorum]) { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("— w2") }
                .joined(separator: "\n")
        },
        Attack(checkpoint: "double a cosignature instead of the other one", [.quorum]) { text in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let first = lines.first { $0.hasPrefix("— w1") } ?? ""
            return lines.map { $0.hasPrefix("— w2") ? first : $0 }.joined(separator: "\n")
        },
        Attack("a cosignature of an older checkpoint, replayed", [.signature]) { desk in
            try desk.replaying { $0.name.hasPrefix("w1") }
        },
        Attack("the log's signature of an older checkpoint, replayed", [.signature]) { desk in
            try desk.replaying { $0.name == Desk.origin }
        },
        Attack(checkpoint: "another origin above the log's own signature", [.signature]) {
            $0.replacing("\(Desk.origin)\n40", with: "\(Desk.origin)x\n40")
        },
        Attack(checkpoint: "drop the signature of the log", [.untrustedKey]) { text in
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("— \(Desk.origin)") }.joined(separator: "\n")
        },
        Attack("S >= L in the signature of the log", [.signature]) { desk in
            var bundle = try desk.bundle()
            let signed = try desk.checkpoint()
            let signatures = signed.note.signatures.enumerated().map { place, signature in
                place > 0
                    ? signature
                    : SignedNote.Signature(
                        name: signature.name, keyID: signature.keyID, bytes: Attack.addingOrder(signature.bytes))
            }
            bundle.files[.checkpoint] = SignedNote(text: signed.note.text, signatures: signatures).bytes
            return bundle
        },
        Attack("a cosignature that is too short", [.signature]) { desk in
            var bundle = try desk.bundle()
            let signed = try desk.checkpoint()
            let signatures = signed.note.signatures.enumerated().map { place, signature in
                SignedNote.Signature(
                    name: signature.name, keyID: signature.keyID,
                    bytes: place == 1 ? signature.bytes.dropLast() : signature.bytes)
            }
            bundle.files[.checkpoint] = SignedNote(text: signed.note.text, signatures: signatures).bytes
            return bundle
        },
    ]

    /// The same signature with the order of the group added to S: the same point, another text.
    static func addingOrder(_ signature: [UInt8]) -> [UInt8] {
        let order = bytes(hexadecimal: "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed").reversed()
        var result = signature
        var carry = 0
        for (place, byte) in zip(32..<64, order) {
            carry += Int(signature[place]) + Int(byte)
            result[place] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        return result
    }
}

extension Desk {
    /// The newest checkpoint with the signature that one key gave to an older one.
    func replaying(_ isReplayed: (SignedNote.Signature) -> Bool) throws -> MemoryBundle {
        var bundle = try bundle()
        let (newest, older) = (try checkpoint().note, try checkpoint(size: 13).note)
        let signatures = newest.signatures.map { own in
            isReplayed(own) ? older.signatures.first { $0.name == own.name } ?? own : own
        }
        bundle.files[.checkpoint] = SignedNote(text: newest.text, signatures: signatures).bytes
        return bundle
    }

    /// The log as it was when it had 32 entries.
    mutating func showOlderState() throws -> MemoryBundle {
        leaves.removeLast(8)
        let gone = Set((32..<40).map { "e-\($0)" })
        openings.removeAll { gone.contains($0.entry) }
        return BundleWriter.bundle(
            leaves: leaves, checkpoint: try checkpoint(), older: [try checkpoint(size: 13)], openings: openings)
    }
}

extension String {
    /// The text before the first occurrence of `part`, and the text from it on.
    func split(at part: String) -> (before: String, rest: String) {
        guard let range = firstRange(of: part) else { return (self, "") }
        return (String(self[..<range.lowerBound]), String(self[range.lowerBound...]))
    }
}
