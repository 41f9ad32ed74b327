import Foundation
import Ledger
import Testing

@testable import Notary

/// The witness over its files, after the rules of c2sp.org/tlog-witness.
@Suite struct `A witness` {
    private struct Bench {
        let key: SigningKey
        let policy: WitnessPolicy
        let directory: String

        init() throws {
            key = try SigningKey(name: Signing.origin, algorithm: .ed25519, seed: [UInt8](repeating: 7, count: 32))
            policy = WitnessPolicy(log: key.verifierKey)
            directory = try Signing.directory()
        }

        func desk() throws -> WitnessDesk {
            try WitnessDesk(directory: directory, name: "witness.example", policy: policy)
        }

        func request(_ tree: MemoryTree, from old: UInt64, proof: [TreeHash]? = nil, origin: String = Signing.origin)
            throws -> [UInt8]
        {
            let signer =
                origin == Signing.origin
                ? key : try SigningKey(name: origin, algorithm: .ed25519, seed: [UInt8](repeating: 8, count: 32))
            let checkpoint = Checkpoint(origin: origin, size: tree.size, root: try tree.root(size: tree.size))
            let proof = try proof ?? (old <= tree.size ? tree.consistencyProof(from: old, to: tree.size) : [])
            return AddCheckpoint(
                old: old, proof: proof, checkpoint: try SignedCheckpoint(checkpoint, signedBy: signer).bytes
            ).bytes
        }
    }

    @Test func `cosigns what extends, and knows it after a restart`() throws {
        let bench = try Bench()
        var desk: WitnessDesk? = try bench.desk()
        let first = try #require(desk?.add(try bench.request(Signing.tree(5), from: 0), now: 1_700_000_000))
        #expect(first.status == 200)
        let key = try #require(desk?.key)
        desk = nil
        let later = try bench.desk()
        #expect(later.key == key)
        let answer = later.add(try bench.request(Signing.tree(9), from: 5), now: 1_700_000_100)
        #expect(answer.status == 200)
        let text = Checkpoint(origin: Signing.origin, size: 9, root: try Signing.tree(9).root(size: 9)).text
        let note = try SignedNote(parsing: Array((text + "\n").utf8) + answer.body)
        #expect(Cosignature.time(of: note.signatures[0], over: text, by: key) == 1_700_000_100)
        let newest = later.newest(WitnessDesk.name(of: Signing.origin))
        #expect(newest.status == 200)
        #expect(try SignedCheckpoint(parsing: newest.body).checkpoint.size == 9)
    }

    @Test func `refuses everything else, each with its own status`() throws {
        let bench = try Bench()
        let desk = try bench.desk()
        let tree = Signing.tree(5)
        #expect(desk.add(try bench.request(tree, from: 0), now: 1).status == 200)
        #expect(desk.add(Array("nonsense".utf8), now: 1).status == 400)
        #expect(desk.add([], now: 1).status == 400)
        #expect(desk.add(try bench.request(Signing.tree(3), from: 5), now: 1).status == 400)
        #expect(
            desk.add(try bench.request(Signing.tree(3), from: 0), now: 1) == .init(409, "5\n", type: "text/x.tlog.size")
        )
        #expect(desk.add(try bench.request(Signing.tree(9), from: 7), now: 1).status == 409)
        #expect(desk.add(try bench.request(Signing.tree(9, word: "other"), from: 5), now: 1).status == 422)
        #expect(
            FileManager.default.fileExists(atPath: "\(bench.directory)/\(WitnessDesk.name(of: Signing.origin)).refused")
        )
        #expect(desk.add(try bench.request(Signing.tree(5, word: "other"), from: 5), now: 1).status == 422)
        #expect(desk.add(try bench.request(Signing.tree(9), from: 5, proof: []), now: 1).status == 422)
        #expect(desk.add(try bench.request(tree, from: 0, origin: "another/log"), now: 1).status == 404)
        var forged = String(decoding: try bench.request(Signing.tree(9), from: 5), as: UTF8.self)
        forged.replace("\n9\n", with: "\n8\n")
        #expect(desk.add(Array(forged.utf8), now: 1).status == 403)
        #expect(desk.newest("0").status == 404)
        #expect(desk.newest("../key").status == 404)
        #expect(desk.newest(String(repeating: "0", count: 64)).status == 404)
        #expect(desk.add(try bench.request(Signing.tree(9), from: 5), now: 1).status == 200)
    }

    @Test func `is one process at a time in its directory`() throws {
        let bench = try Bench()
        let desk = try bench.desk()
        #expect(throws: NotaryError.self) { try bench.desk() }
        #expect(desk.key.name == "witness.example")
    }

    @Test func `is found at any address that is one, and at no other`() throws {
        #expect(HTTPAddress("http://host:8081/w/")?.prefix == "/w")
        #expect(HTTPAddress("http://[::1]:8081")?.host == "::1")
        #expect(HTTPAddress("http://host")?.port == "80")
        for wrong in ["https://host", "host:80", "http://", "http://host:x", "http://a:1:2", "http://ho st"] {
            #expect(HTTPAddress(wrong) == nil, "\(wrong)")
        }
        #expect(
            try HTTPAddress.parse(Array("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n7\n".utf8)).status == 409)
        for wrong in ["", "HTTP/1.1 200 OK\r\n\r", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", "SSH-2\r\n\r\n"] {
            #expect(throws: NotaryError.self) { try HTTPAddress.parse(Array(wrong.utf8)) }
        }
    }
}
