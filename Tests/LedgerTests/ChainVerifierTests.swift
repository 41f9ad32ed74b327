import Canonical
import Ledger
import Testing

@Suite struct `Chain verifier` {
    private func findings(_ desk: Desk) -> Findings {
        var verifier = ChainVerifier(origin: Desk.origin)
        var findings = Findings()
        for leaf in desk.leaves { verifier.check(leaf, into: &findings) }
        return findings
    }

    @Test func `an undisturbed log has no findings`() throws {
        #expect(findings(try Desk.sample()).isEmpty)
    }

    @Test func `names the entry where a chain breaks`() throws {
        var desk = try Desk.sample()
        desk.leaves[5] = desk.leaves[5].replacing("u-17", with: "u-18")
        let found = findings(desk)
        #expect(found.list.map(\.code) == [.caseChain])
        #expect(found.list.map(\.index) == [8])
    }

    @Test func `one missing entry is one gap in its case and one in its session`() throws {
        var desk = try Desk.sample()
        desk.leaves.remove(at: 22)
        let found = findings(desk)
        #expect(found.counts == [.caseGap: 1, .caseChain: 1, .sessionGap: 1, .caseHeads: 1])
    }

    @Test func `returns the hash that is the receipt`() throws {
        let leaf = try Desk.sample().leaves[0]
        var verifier = ChainVerifier(origin: Desk.origin)
        var found = Findings()
        #expect(verifier.check(leaf, into: &found) == LeafHash(leaf: leaf))
        #expect(verifier.size == 1)
    }
}

@Suite struct `Base64 texts` {
    @Test func `every number of bytes comes back`() {
        var dice = Dice(3)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("fo".utf8)) == "Zm8=")
    }

    @Test(arguments: ["Zm9=", "Zh==", "Zm8", "Zm8==", "Z", "=", "====", "Zm8=\n", "Zm 8", "Zm-_", "Zm8=Zm8=", "Zg=a"])
    func `every other spelling is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

@Suite struct `Keys of notes` {
    @Test func `the known answer of the specification`() throws {
        let key = try VerifierKey(parsing: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
        #expect(key.name == "example.com/foo")
        #expect(key.algorithm == .ed25519)
    }

    @Test func `a secret key does not print itself`() throws {
        let key = try SigningKey(name: "log.example", algorithm: .ed25519, seed: [UInt8](repeating: 7, count: 32))
        #expect("\(key)" == "SigningKey(log.example)")
        #expect(Mirror(reflecting: key).children.isEmpty)
        #expect(key.secretText.hasPrefix("PRIVATE+KEY+log.example+"))
    }

    @Test func `a key signs only as what it is`() throws {
        let log = try SigningKey(name: "log.example", algorithm: .ed25519, seed: [UInt8](repeating: 7, count: 32))
        let witness = try SigningKey(name: "w.example", algorithm: .cosignature, seed: [UInt8](repeating: 8, count: 32))
        #expect(throws: NoteError.cannotSign) { try log.cosign("text\n", at: 1) }
        #expect(throws: NoteError.cannotSign) { try witness.sign("text\n") }
        #expect(throws: NoteError.keyIsNotOrigin("log.example")) {
            try SignedCheckpoint(Checkpoint(origin: "other", size: 0, root: .emptyRoot), signedBy: log)
        }
    }

    /// The eight points of small order, and encodings beyond the field.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
    func `nothing verifies under a weak key`(key: String) throws {
        let key = try VerifierKey(name: "weak", algorithm: .ed25519, publicKey: bytes(hexadecimal: key))
        let points = ["01", "00", "ec"].map { bytes(hexadecimal: $0) + [UInt8](repeating: 0, count: 31) }
        for point in points + [key.publicKey] {
            let signature = SignedNote.Signature(
                name: "weak", keyID: key.id, bytes: point + [UInt8](repeating: 0, count: 32))
            #expect(!key.verifies(signature, of: "anything\n"))
        }
    }
}
