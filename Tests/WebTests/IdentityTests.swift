import Canonical
import Casework
import Crypto
import CryptoExtras
import Foundation
import Support
import Synchronization
import Testing

@testable import Web

/// An identity provider of the test's own, with real keys.
struct TestProvider {
    let rsa: _RSA.Signing.PrivateKey
    let p256 = P256.Signing.PrivateKey()
    let ed25519 = Curve25519.Signing.PrivateKey()
    static let issuer = "https://login.example.org/"
    static let audience = "redress"

    init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// The key set, as the provider serves it.
    var keys: JSON {
        let point = p256.publicKey.rawRepresentation
        return [
            "keys": [
                [
                    "kty": "RSA", "kid": "r1", "use": "sig", "alg": "RS256",
                    "n": .string(Base64URL.encode(modulus)), "e": "AQAB",
                ],
                [
                    "kty": "EC", "crv": "P-256", "kid": "e1", "x": .string(Base64URL.encode(Array(point.prefix(32)))),
                    "y": .string(Base64URL.encode(Array(point.suffix(32)))),
                ],
                [
                    "kty": "OKP", "crv": "Ed25519", "kid": "o1",
                    "x": .string(Base64URL.encode(Array(ed25519.publicKey.rawRepresentation))),
                ],
                ["kty": "oct", "kid": "h1", "k": .string(Base64URL.encode(Array("secret".utf8)))],
            ]
        ]
    }

    /// The number in the DER form of PKCS 1: a sequence of modulus and exponent.
    private var modulus: [UInt8] {
        let der = Array(rsa.publicKey.pkcs1DERRepresentation)
        // 30 82 xx xx 02 82 01 01 00 <256 bytes> 02 03 01 00 01
        return Array(der[9..<265])
    }

    static func claims(_ change: (inout JSON.Members) -> Void = { _ in }) -> JSON.Members {
        let now = Timestamp.now.seconds
        var claims: JSON.Members = [
            "iss": .string(issuer), "aud": .string(audience), "sub": "u-1", "exp": .int(now + 300), "iat": .int(now),
            "nbf": .int(now - 5), "roles": ["fraud-desk", "something-else"],
        ]
        change(&claims)
        return claims
    }

    func token(
        _ claims: JSON.Members = claims(), alg: String = "RS256", kid: String? = "r1", more: JSON.Members = [:],
        sign: ((TestProvider, [UInt8]) throws -> [UInt8])? = nil
    ) throws -> String {
        var header: JSON.Members = ["alg": .string(alg), "typ": "JWT"]
        header["kid"] = kid.map(JSON.string)
        header.merge(more) { _, new in new }
        let signed =
            Base64URL.encode(JSON.object(header).canonicalBytes) + "."
            + Base64URL.encode(JSON.object(claims).canonicalBytes)
        let signature = try (sign ?? Self.usual[alg] ?? { _, _ in [] })(self, Array(signed.utf8))
        return signed + "." + Base64URL.encode(signature)
    }

    nonisolated(unsafe) private static let usual: [String: (TestProvider, [UInt8]) throws -> [UInt8]] = [
        "RS256": { provider, bytes in
            Array(
                try provider.rsa.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation
            )
        },
        "ES256": { provider, bytes in Array(try provider.p256.signature(for: bytes).rawRepresentation) },
        "EdDSA": { provider, bytes in Array(try provider.ed25519.signature(for: bytes)) },
        "HS256": { provider, bytes in
            // The old confusion: the public key, which everybody has, taken for a shared secret.
            Array(
                HMAC<SHA256>.authenticationCode(
                    for: bytes, using: SymmetricKey(data: Data(provider.rsa.publicKey.pemRepresentation.utf8))))
        },
    ]

    static func settings(_ url: String, _ algorithms: [String] = ["RS256", "ES256", "EdDSA"]) -> IdentitySettings {
        IdentitySettings(
            issuer: issuer, audience: audience, keysURL: url, algorithms: algorithms,
            roles: ["fraud-desk": .agent, "fraud-leads": .supervisor])
    }
}

@Suite struct `The tokens of an identity provider` {
    private let provider: TestProvider
    private let server: LoopbackServer

    init() throws {
        let provider = try TestProvider()
        (self.provider, server) = (provider, try LoopbackServer { _ in .init(body: provider.keys.canonicalText) })
    }

    private func reader(_ algorithms: [String] = ["RS256", "ES256", "EdDSA"]) throws -> IdentityProvider {
        try IdentityProvider(TestProvider.settings(server.address, algorithms), authorities: nil)
    }

    /// Waits until the keys are there: on a crowded machine the first question for them may be lost.
    private func keysAreThere(_ reader: IdentityProvider) async throws {
        let good = try provider.token()
        for _ in 0..<240 {
            if (try? await reader.person(good, now: .now)) != nil { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    @Test func `each pinned algorithm is read, and roles are those of the map`() async throws {
        let reader = try reader()
        try await keysAreThere(reader)
        let asked = await reader.keys.requests
        for (alg, kid) in [("RS256", "r1"), ("ES256", "e1"), ("EdDSA", "o1")] {
            let person = try await reader.person(try provider.token(alg: alg, kid: kid), now: .now)
            #expect(person.subject == "u-1" && person.roles == [.agent])
        }
        #expect(await reader.keys.requests == asked)
        server.close()
    }

    @Test func `attacks are refused, each for its own reason`() async throws {
        let now = Timestamp.now.seconds
        let reader = try reader(["RS256", "ES256"])
        func claim(_ name: String, _ value: JSON?) -> JSON.Members { TestProvider.claims { $0[name] = value } }
        let other = try TestProvider()
        let good = try provider.token()
        let parts = good.split(separator: ".").map(String.init)
        let tampered = Base64URL.encode(JSON.object(claim("sub", "root")).canonicalBytes)
        let cases: [(TokenFault, String)] = [
            (.algorithm, try provider.token(alg: "none", kid: "r1")),
            (.algorithm, try provider.token(alg: "None", kid: "r1")),
            (.algorithm, try provider.token(alg: "HS256", kid: "r1")),
            (.algorithm, try provider.token(alg: "HS256", kid: "h1")),
            // Not pinned here, though the provider has a key for it.
            (.algorithm, try provider.token(alg: "EdDSA", kid: "o1")),
            // A key of another algorithm than the token says.
            (.algorithm, try provider.token(alg: "RS256", kid: "e1")),
            (.unknownKey, try provider.token(alg: "RS256", kid: "h1")),
            (.noKeyName, try provider.token(kid: nil)),
            (.unknownKey, try provider.token(kid: "r2")),
            (
                .signature,
                try provider.token(sign: { _, bytes in
                    Array(
                        try other.rsa.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
                            .rawRepresentation)
                })
            ),
            (.signature, "\(parts[0]).\(tampered).\(parts[2])"), (.signature, "\(parts[0]).\(parts[1])."),
            (.critical, try provider.token(more: ["crit": ["exp"]])),
            (.kind, try provider.token(more: ["typ": "dpop+jwt"])),
            (.issuer, try provider.token(claim("iss", "https://login.example.org"))),
            (.issuer, try provider.token(claim("iss", nil))),
            (.audience, try provider.token(claim("aud", "another"))),
            (.audience, try provider.token(claim("aud", ["a", "b"]))),
            (.audience, try provider.token(claim("aud", nil))),
            (.expired, try provider.token(claim("exp", .int(now - 61)))),
            (.expired, try provider.token(claim("exp", nil))),
            (.expired, try provider.token(claim("exp", "9999999999"))),
            (.notYet, try provider.token(claim("nbf", .int(now + 90)))),
            (.issuedLater, try provider.token(claim("iat", .int(now + 90)))),
            (.noSubject, try provider.token(claim("sub", ""))), (.noSubject, try provider.token(claim("sub", 7))),
            (.tooLong, try provider.token(claim("x", .string(String(repeating: "a", count: 9_000))))),
            (.malformed, "a.b.c"), (.malformed, good + "="), (.malformed, "\(parts[0]).\(parts[1])"),
            (.malformed, ".."),
        ]
        try await keysAreThere(reader)
        for (fault, token) in cases {
            await #expect(throws: fault, "\(fault) \(token.prefix(60))") {
                _ = try await reader.person(token, now: .now)
            }
        }
        // Inside of the leeway, and a list of audiences with ours in it.
        _ = try await reader.person(try provider.token(claim("exp", .int(now - 30))), now: .now)
        _ = try await reader.person(try provider.token(claim("aud", ["another", "redress"])), now: .now)
        server.close()
    }

    @Test func `a new key is fetched when it is needed, and a flood of invented ones asks the provider once`()
        async throws
    {
        let clock = Mutex(ContinuousClock.now)
        let policy = AddressPolicy.anywhereEncrypted(plainlyTo: ["127.0.0.0/8"].compactMap(NetworkRange.init))
        let keys = KeySet(url: server.address, client: try OutgoingClient(policy: policy)) { clock.withLock { $0 } }
        let reader = IdentityProvider(TestProvider.settings(server.address), keys: keys)
        _ = try await reader.person(try provider.token(), now: .now)
        let turned = try TestProvider()
        server.answers { _ in .init(body: turned.keys.canonicalText.replacing("\"r1\"", with: "\"r9\"")) }
        let token = try turned.token(kid: "r9")
        await #expect(throws: TokenFault.unknownKey) { _ = try await reader.person(token, now: .now) }
        clock.withLock { $0 += .seconds(31) }
        _ = try await reader.person(token, now: .now)
        #expect(await keys.requests == 2)
        // The old key is gone from the set.
        await #expect(throws: TokenFault.unknownKey) { _ = try await reader.person(try provider.token(), now: .now) }
        await withTaskGroup(of: Void.self) { tasks in
            for number in 0..<200 {
                tasks.addTask { _ = await keys.key("invented-\(number)") }
            }
        }
        #expect(await keys.requests == 2)
        // The provider is away: what is known stays good.
        server.close()
        clock.withLock { $0 += .seconds(3_600) }
        _ = try await reader.person(token, now: .now)
        clock.withLock { $0 += .seconds(86_401) }
        await #expect(throws: TokenFault.unknownKey) { _ = try await reader.person(token, now: .now) }
    }

    @Test func `at the door: recorded by subject, with the rights of the map, shut out here for good`() async throws {
        let settings = TestProvider.settings(server.address)
        try await Server.run({ $0.identity = settings }) { [provider] server in
            let token = try provider.token()
            let opened = try await server.mariasCase(token)
            #expect(opened.status == 201, "\(opened.text)")
            let staff = try #require(opened.json["assignee"]?.string)
            #expect(staff.hasPrefix("oidc-"))
            #expect(try await server.client.send("GET", "/v1/tokens", token: token).status == 403)
            #expect(
                try await server.client.send("GET", "/v1/cases", token: try provider.token(alg: "none")).status == 401)
            let nobody = try provider.token(TestProvider.claims { $0["roles"] = ["cleaners"] })
            let refused = try await server.client.send("GET", "/v1/cases", token: nobody)
            #expect(refused.status == 403 && refused.code == "no-role")
            // The same person with more rights; another person is another member of staff.
            let lead = try provider.token(TestProvider.claims { $0["roles"] = ["fraud-leads"] })
            #expect(try await server.client.send("GET", "/v1/cases", token: lead).status == 200)
            let second = try await server.mariasCase(try provider.token(TestProvider.claims { $0["sub"] = "anna" }))
            #expect(second.json["assignee"]?.string != staff && second.json["assignee"] != "anna")
            let admin = try await server.token(.admin)
            let list = try await server.client.send("GET", "/v1/staff", token: admin).text
            #expect(list.contains(staff) && list.contains("SUPERVISOR"))
            _ = try await server.client.send("DELETE", "/v1/staff/\(staff)", token: admin)
            #expect(try await server.client.send("GET", "/v1/cases", token: lead).status == 403)
            #expect(!server.log.text.contains(token.prefix(60)))
        }
        server.close()
    }
}
