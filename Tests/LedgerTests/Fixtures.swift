import Canonical
import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files beside the tests.
enum Fixtures {
    static var folder: String {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast()
        return parts.joined(separator: "/") + "/Fixtures"
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { throw Missing(name: name) }
        return Array(data)
    }

    /// The vectors. Some of their texts hold a byte order mark or fractions inside of strings only, so they parse.
    static let vectors: Result<JSON, any Error> = Result { try JSON(parsing: bytes("vectors.json")) }

    struct Missing: Error { let name: String }
}

extension JSON {
    /// The member, or a failure that names it.
    func need(_ key: String) throws -> JSON {
        guard let value = self[key] else { throw Fixtures.Missing(name: key) }
        return value
    }

    func text(_ key: String) throws -> String {
        guard let text = try need(key).string else { throw Fixtures.Missing(name: key) }
        return text
    }

    func size(_ key: String) throws -> UInt64 {
        guard let number = try need(key).int else { throw Fixtures.Missing(name: key) }
        return UInt64(number)
    }

    func list(_ key: String) throws -> [JSON] {
        guard let list = try need(key).array else { throw Fixtures.Missing(name: key) }
        return list
    }

    func hashes(_ key: String) throws -> [TreeHash] { try list(key).map { try $0.hash() } }

    func hash() throws -> TreeHash {
        guard let text = string, let hash = TreeHash(bytes(hexadecimal: text)) else {
            throw Fixtures.Missing(name: "hash")
        }
        return hash
    }
}

/// The bytes of hexadecimal digits.
func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

/// Random numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func hash() -> TreeHash {
        var bytes: [UInt8] = []
        for _ in 0..<32 { bytes.append(UInt8.random(in: 0...255, using: &self)) }
        return TreeHash(bytes) ?? .zero
    }
}
