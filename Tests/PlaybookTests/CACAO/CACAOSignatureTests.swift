import Canonical
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import Playbook

@Suite struct `Signatures of CACAO playbooks` {
    private let moment = Timestamp(seconds: 1_780_000_100)

    @Test func `the example of the standard is verified, and only as it is`() throws {
        let json = try CACAOFixtures.json("oasis/signature-example-rs256.signed.json")
        #expect(CACAOSignature.verify(json).map(\.verdict) == [.malformed("public_key"), .valid])
        var changed = json.object ?? [:]
        changed["name"] = "Playbook 2"
        #expect(CACAOSignature.verify(.object(changed)).last?.verdict == .invalid)
        changed["modified"] = "2022-05-18T11:31:31.320Z"
        #expect(CACAOSignature.verify(.object(changed)).last?.verdict == .ofAnotherPlaybook)
    }

    @Test func `what is hashed are the bytes that the standard shows`() throws {
        let json = try CACAOFixtures.json("oasis/signature-example-rs256.signed.json")
        let signature = try #require(json["signatures"]?[1])
        let expected = "973bb6492184e4681b1eab9df1f56926fc1a91582e3529bfd0bfb231e1c51b0a"
        #expect(sha256(try CACAOFixtures.source("oasis/signature-example-rs256.jcs.txt").bytes) == expected)
        #expect(CACAOSignature.message(json, with: signature, .sha256) == Array(expected.utf8))
    }

    private func playbook() throws -> JSON { CACAOFixtures.export(try #require(try CACAOFixtures.shipped().first)) }

    @Test func `Ed25519 and RS256 sign, one beside the other, and the playbook still loads`() throws {
        let edwards = try CACAOSignature.SigningKey(ed25519: Array(0..<32))
        let pem = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
        let rsa = try CACAOSignature.SigningKey(rsaPEM: pem)
        let one = try CACAOSignature.sign(try playbook(), key: edwards, signee: "Desk", created: moment)
        let both = try CACAOSignature.sign(
            one, key: rsa, signee: "Board", createdBy: CACAOFixtures.identity, created: moment, validFrom: moment,
            validUntil: moment.adding(seconds: 60))
        let verdicts = CACAOSignature.verify(both)
        #expect(verdicts.map(\.verdict) == [.valid, .valid])
        #expect(verdicts.map(\.algorithm) == ["Ed25519", "RS256"])
        #expect(verdicts.map(\.signee) == ["Desk", "Board"])
        #expect(verdicts[1].counts(at: moment) && !verdicts[1].counts(at: moment.adding(seconds: 60)))
        let (loaded, findings) = CACAOFixtures.load(both)
        #expect(findings.map(\.line) == [])
        #expect(loaded != nil)
        #expect(try CACAOSignature.sign(try playbook(), key: edwards, signee: "Desk", created: moment) == one)
        let source = PlaybookSource(file: "f", bytes: Array(both.prettyText.utf8))
        #expect(CACAOSignature.verify(source)?.map(\.verdict) == [.valid, .valid])
    }

    @Test func `every change of the playbook or the signature is seen`() throws {
        let key = try CACAOSignature.SigningKey(ed25519: Array(0..<32))
        let signed = try CACAOSignature.sign(try playbook(), key: key, signee: "Desk", created: moment)
        for member in ["name", "workflow", "playbook_extensions", "agent_definitions"] {
            var changed = signed.object ?? [:]
            changed[member] = "x"
            #expect(CACAOSignature.verify(.object(changed)).map(\.verdict) == [.invalid], "\(member)")
        }
        let other = try CACAOSignature.SigningKey(ed25519: Array(1..<33)).publicKey
        let changes: [(String, JSON, CACAOSignature.Verdict)] = [
            ("signee", "Somebody", .invalid), ("valid_until", "2030-01-01T00:00:00.000Z", .invalid),
            ("public_key", .string(other), .invalid), ("public_key", "AAAA", .malformed("public_key")),
            ("value", "AAAA", .invalid), ("value", "?", .malformed("value")), ("revoked", true, .revoked),
            ("algorithm", "LMS_SHA256_M32_H5", .unknownAlgorithm("LMS_SHA256_M32_H5")),
            ("algorithm", "RS256", .malformed("public_key")), ("hash_algorithm", "md5", .unknownAlgorithm("md5")),
        ]
        for (name, value, verdict) in changes {
            var root = signed.object ?? [:]
            var signature = signed["signatures"]?[0]?.object ?? [:]
            signature[name] = value
            root["signatures"] = [.object(signature)]
            #expect(CACAOSignature.verify(.object(root)).map(\.verdict) == [verdict], "\(name)")
        }
    }

    @Test func `keys come from PEM files, and a known key says who signed`() throws {
        let pem =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"
        let key = try CACAOSignature.SigningKey(pem: pem)
        #expect(key.publicKey == (try CACAOSignature.SigningKey(ed25519: Array(0..<32))).publicKey)
        let signed = try CACAOSignature.sign(try playbook(), key: key, signee: "Desk", created: moment)
        func known(_ body: String) throws -> CACAOSignature.PublicKey {
            try .init(pem: "-----BEGIN PUBLIC KEY-----\n\(body)\n-----END PUBLIC KEY-----")
        }
        let other = try known(CACAOSignature.SigningKey(ed25519: Array(1..<33)).publicKey)
        #expect(CACAOSignature.verify(signed).map(\.isKnown) == [false])
        #expect(CACAOSignature.verify(signed, known: [other]).map(\.isKnown) == [false])
        #expect(CACAOSignature.verify(signed, known: [other, try known(key.publicKey)]).map(\.isKnown) == [true])
        // A signature that names a fingerprint in place of its key is made over that.
        var named = signed["signatures"]?[0]?.object ?? [:]
        named["public_key"] = Optional<JSON>.none
        named["thumbprint"] = "abc"
        let digits = CACAOSignature.message(signed, with: .object(named), .sha256)
        let edwards = try Curve25519.Signing.PrivateKey(rawRepresentation: Array(0..<32))
        named["value"] = .string(CACAOBase64.encodeForURL(Array(try edwards.signature(for: digits))))
        var root = signed.object ?? [:]
        root["signatures"] = [.object(named)]
        #expect(CACAOSignature.verify(.object(root)).map(\.verdict) == [.noKey])
        #expect(CACAOSignature.verify(.object(root), known: [other]).map(\.verdict) == [.noKey])
        let found = CACAOSignature.verify(.object(root), known: [try known(key.publicKey)])
        #expect(found.map(\.verdict) == [.valid] && found[0].isKnown)
        for text in ["", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", pem] {
            #expect(throws: CACAOSignature.SigningError.badKey) { try CACAOSignature.PublicKey(pem: text) }
        }
    }

    private static func certificate(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/certificates")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test func `a certificate with its chain says whose signature it is, and its issuer does not`() throws {
        let (chain, root) = (try Self.certificate("chain.pem"), try Self.certificate("root.pem"))
        let key = try Self.certificate("leaf.key.pem")
        let (desk, issuer) = (try CACAOSignature.PublicKey(pem: chain), try CACAOSignature.PublicKey(pem: root))
        #expect(desk != issuer)
        let signed = try CACAOSignature.sign(
            try playbook(), key: try .init(pem: key), signee: "Desk", created: moment)
        #expect(CACAOSignature.verify(signed, known: [desk]).map(\.isKnown) == [true])
        #expect(CACAOSignature.verify(signed, known: [issuer]).map(\.isKnown) == [false])
        // The signature names the chain in place of a key: it holds for those who know the certificate.
        var named = signed["signatures"]?[0]?.object ?? [:]
        named["public_key"] = Optional<JSON>.none
        named["public_cert_chain"] = .array(
            chain.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().map { block in
                .string(block.components(separatedBy: "-----END")[0].filter { !$0.isWhitespace })
            })
        let digits = CACAOSignature.message(signed, with: .object(named), .sha256)
        let rsa = try _RSA.Signing.PrivateKey(pemRepresentation: key)
        let value = try rsa.signature(for: Data(digits), padding: .insecurePKCS1v1_5)
        named["value"] = .string(CACAOBase64.encodeForURL(Array(value.rawRepresentation)))
        var file = signed.object ?? [:]
        file["signatures"] = [.object(named)]
        #expect(CACAOSignature.verify(.object(file)).map(\.verdict) == [.noKey])
        #expect(CACAOSignature.verify(.object(file), known: [issuer]).map(\.verdict) == [.noKey])
        let found = CACAOSignature.verify(.object(file), known: [issuer, desk])
        #expect(found.map(\.verdict) == [.valid] && found[0].isKnown)
        #expect(CACAOFixtures.load(.object(file)).1.map(\.line) == [])
        file["name"] = "x"
        #expect(CACAOSignature.verify(.object(file), known: [desk]).map(\.verdict) != [.valid])
    }

    @Test func `a file without signatures and keys that are none`() throws {
        #expect(CACAOSignature.verify(try playbook()) == [])
        #expect(throws: CACAOSignature.SigningError.badKey) { try CACAOSignature.SigningKey(ed25519: [1]) }
        #expect(throws: CACAOSignature.SigningError.badKey) { try CACAOSignature.SigningKey(rsaPEM: "no key") }
        let key = try CACAOSignature.SigningKey(ed25519: Array(0..<32))
        #expect(throws: CACAOSignature.SigningError.noPlaybook) {
            try CACAOSignature.sign([:], key: key, signee: "Desk", created: moment)
        }
    }

    @Test func `Base64 in both alphabets`() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(CACAOBase64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(CACAOBase64.decode(CACAOBase64.encode(bytes)) == bytes)
            #expect(CACAOBase64.decodeForURL(CACAOBase64.encodeForURL(bytes)) == bytes)
        }
        for text in ["A", "AA", "AB==", "AAA", "A===", "****", "AA=A"] { #expect(CACAOBase64.decode(text) == nil) }
    }
}
