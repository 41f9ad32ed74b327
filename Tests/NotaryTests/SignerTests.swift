import Canonical
import Foundation
import Ledger
import Testing

@testable import Notary

/// What the tests of signer and witness share.
enum Signing {
    static func directory() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/notary-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }

    static let origin = "example.org/log"

    static func ask(_ desk: inout SignerDesk, _ question: JSON) throws -> JSON {
        try JSON(parsing: desk.answer(question.canonicalBytes))
    }

    static func question(_ tree: MemoryTree, from old: UInt64) throws -> JSON {
        [
            "ask": "sign", "origin": .string(origin), "size": .int(Int64(tree.size)),
            "root": .string(try tree.root(size: tree.size).base64),
            "proof": .array(try tree.consistencyProof(from: old, to: tree.size).map { .string($0.base64) }),
        ]
    }

    static func tree(_ size: Int, word: String = "leaf") -> MemoryTree {
        var tree = MemoryTree()
        for index in 0..<size { tree.append(LeafHash(leaf: Array("\(word) \(index)".utf8))) }
        return tree
    }
}

/// The signer over its files: what it signed it never forgets, and nothing else than its continuation is signed.
@Suite struct `A signer` {
    @Test func `signs what extends, and remembers it over a restart`() throws {
        let directory = try Signing.directory()
        var desk = try SignerDesk(directory: directory, origin: Signing.origin)
        let note = try #require(try Signing.ask(&desk, Signing.question(Signing.tree(5), from: 0))["note"]?.string)
        let keys = try #require(try Signing.ask(&desk, ["ask": "keys"])["keys"]?.array)
        let key = try VerifierKey(parsing: try #require(keys[0].string))
        let signed = try SignedCheckpoint(parsing: Array(note.utf8))
        try signed.verify(by: WitnessPolicy(log: key))
        var later = try SignerDesk(directory: directory, origin: Signing.origin)
        #expect(try Signing.ask(&later, ["ask": "last"])["size"] == 5)
        #expect(try Signing.ask(&later, Signing.question(Signing.tree(4), from: 0))["error"] == "shorter")
        #expect(
            try Signing.ask(&later, Signing.question(Signing.tree(9, word: "other"), from: 5))["error"]
                == "not-an-extension")
        #expect(try Signing.ask(&later, Signing.question(Signing.tree(9), from: 5))["note"] != nil)
        let mode = try FileManager.default.attributesOfItem(atPath: directory + "/key")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `that has lost its memory, its key, or whose files are damaged signs nothing`() throws {
        let directory = try Signing.directory()
        var desk = try SignerDesk(directory: directory, origin: Signing.origin)
        _ = try Signing.ask(&desk, Signing.question(Signing.tree(5), from: 0))
        let files = FileManager.default
        let memory = try #require(files.contents(atPath: directory + "/memory"))
        try files.removeItem(atPath: directory + "/memory")
        #expect(throws: NotaryError.self) { try SignerDesk(directory: directory, origin: Signing.origin) }
        for damaged in [Data(), memory.dropLast(), memory + Data("x\n".utf8)] {
            try damaged.write(to: URL(filePath: directory + "/memory"))
            #expect(throws: NotaryError.self) { try SignerDesk(directory: directory, origin: Signing.origin) }
        }
        try memory.write(to: URL(filePath: directory + "/memory"))
        #expect(throws: NotaryError.self) { try SignerDesk(directory: directory, origin: "another/log") }
        chmod(directory + "/key", 0o644)
        #expect(throws: NotaryError.self) { try SignerDesk(directory: directory, origin: Signing.origin) }
        try files.removeItem(atPath: directory + "/key")
        #expect(throws: NotaryError.self) { try SignerDesk(directory: directory, origin: Signing.origin) }
    }

    @Test func `with a further key signs with both until one is retired`() throws {
        let directory = try Signing.directory()
        var desk = try SignerDesk(directory: directory, origin: Signing.origin)
        let old = try #require(try Signing.ask(&desk, ["ask": "keys"])["keys"]?[0]?.string)
        #expect(try Signing.ask(&desk, ["ask": "rotate"])["keys"]?.array?.count == 2)
        let note = try #require(try Signing.ask(&desk, Signing.question(Signing.tree(5), from: 0))["note"]?.string)
        #expect(try SignedNote(parsing: Array(note.utf8)).signatures.count == 2)
        #expect(try Signing.ask(&desk, ["ask": "retire", "key": .string(old)])["keys"]?.array?.count == 1)
        let last = try #require(try Signing.ask(&desk, ["ask": "keys"])["keys"]?[0]?.string)
        #expect(last != old)
        #expect(try Signing.ask(&desk, ["ask": "retire", "key": .string(last)])["error"] == "failed")
        var later = try SignerDesk(directory: directory, origin: Signing.origin)
        #expect(try Signing.ask(&later, ["ask": "keys"])["keys"]?.array?.count == 1)
    }

    @Test func `answers nonsense with a word and goes on`() throws {
        var desk = try SignerDesk(directory: try Signing.directory(), origin: Signing.origin)
        for line in [
            "", "x", "{}", #"{"ask":"x"}"#, #"{"ask":"sign","size":-1}"#,
            #"{"ask":"sign","origin":"a","size":1,"root":"x","proof":[]}"#,
        ] {
            #expect(try JSON(parsing: desk.answer(Array(line.utf8)))["error"] != nil, "\(line)")
        }
        #expect(try Signing.ask(&desk, ["ask": "last"])["size"] == 0)
    }
}
