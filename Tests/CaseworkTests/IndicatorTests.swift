import Canonical
import Support
import Testing

@testable import Casework

/// Traces of scammers in their one form, and how cases that saw the same meet.
@Suite struct `Indicators` {
    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            String(repeating: "a", count: 136), "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e"
        ),
    ])
    func `keccak-256 is that of Ethereum`(text: String, hash: String) {
        #expect(Digest.hexadecimal(Keccak.hash256(Array(text.utf8))) == hash)
    }

    /// The addresses of the proposal itself.
    @Test(arguments: [
        "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ])
    func `an Ethereum address carries its checksum in the case of its letters`(address: String) throws {
        #expect(try WalletAddress(address).address == address.lowercased())
        var letters = Array(address)
        let place = letters.lastIndex { $0.isLetter && $0 != "x" } ?? 2
        letters[place] =
            letters[place].isUppercase ? Character(letters[place].lowercased()) : Character(letters[place].uppercased())
        let isMixed =
            address.dropFirst(2) != address.dropFirst(2).lowercased()
            && String(address.dropFirst(2)) != address.dropFirst(2).uppercased()
        if isMixed { #expect(throws: NormalisationError.checksum) { try WalletAddress(String(letters)) } }
    }

    @Test func `a site is what somebody registered, after the list of public suffixes`() {
        let list = PublicSuffixes("// a comment\ncom\nuk\nco.uk\n*.ck\n!www.ck\nрф\ngithub.io\n")
        let cases: [(String, String?)] = [
            ("a.b.example.com", "example.com"), ("example.com", "example.com"), ("com", nil), ("co.uk", nil),
            ("x.example.co.uk", "example.co.uk"), ("a.b.ck", "a.b.ck"), ("x.a.b.ck", "a.b.ck"), ("b.ck", nil),
            ("www.ck", "www.ck"), ("y.www.ck", "www.ck"), ("thief.github.io", "thief.github.io"),
            ("a.unknown", "a.unknown"), ("x.xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"), ("localhost", nil),
        ]
        for (host, site) in cases { #expect(list.registrableDomain(of: host) == site, "\(host)") }
    }

    @Test func `the list of this host is read, and shared hosts are nobody's site`() throws {
        try #require(PublicSuffixes.ofHost != nil, "Debian's package publicsuffix")
        #expect(try HostName("pay.bank-secure.co.uk").site == "bank-secure.co.uk")
        #expect(try HostName("t.me").site == nil)
        #expect(try HostName("docs.google.com").site == nil)
        #expect(try HostName("192.0.2.7").site == nil)
    }

    @Test(arguments: [
        ("IBAN:DE89370400440532013001", "check-digits"), ("CARD_MASKED:2200123456789018", "check-digits"),
        ("CRYPTO_ADDRESS:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "check-digits"),
        ("CRYPTO_ADDRESS:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "check-digits"),
        ("CRYPTO_ADDRESS:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "check-digits"),
        ("CRYPTO_ADDRESS:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "check-digits"),
        ("PHONE:12", "malformed"), ("ACCOUNT:123", "malformed"), ("IP:300.1.1.1", "malformed"),
        ("EMAIL:x", "malformed"),
        ("URL:", "malformed"),
    ])
    func `what is wrong with a trace is told precisely, and never repeated`(text: String, code: String) throws {
        let error = #expect(throws: DeskError.self) { try Intake.indicator(text, in: .russia) }
        let explanation = try #require(error.map { Explanation($0) })
        #expect(explanation.code == code)
        #expect(explanation.field == "indicator")
        let type = try #require(text.split(separator: ":").first)
        #expect(explanation.sentence.contains(type))
        let value = text.drop { $0 != ":" }.dropFirst()
        if value.count > 3 { #expect(!explanation.line.contains(value)) }
    }

    @Test func `each trace names the cases that saw it, links by their site too`() async throws {
        let test = try await TestDesk.make()
        let (one, two, three) = (
            try await test.openCase().reference, try await test.openCase().reference,
            try await test.openCase().reference
        )
        func add(_ reference: CaseReference, _ text: String, own: Bool = false) async throws -> JSON {
            try await test.desk.perform(AddIndicator(reference, text, isVictimsOwn: own), by: test.actor())["indicator"]
                ?? .null
        }
        let first = try await add(one, "URL:https://a.bank-secure.co.uk/pay/1")
        #expect(first["cases"] == 0 && first["site"] == "bank-secure[.]co[.]uk" && first["site_cases"] == 0)
        let second = try await add(two, "URL:hxxps://b.bank-secure[.]co.uk/pay/2")
        #expect(second["cases"] == 0 && second["site_cases"] == 1 && second["site_cases_this_week"] == 1)
        _ = try await add(one, "PHONE:+7 999 000-11-22")
        _ = try await add(two, "PHONE:89990001122")
        let phone = try await add(three, "phone:+79990001122")
        #expect(phone["cases"] == 2 && phone["seen_in"] == .array([.string(two.text), .string(one.text)]))
        let shown = try await test.desk.perform(ShowCase(one), by: test.actor())
        #expect(shown["indicators"]?[1]?["seen_in"]?.array?.count == 2)
        let guide = try await test.desk.perform(GuideCase(one), by: test.actor())
        #expect(guide["campaigns"]?[0]?["site_cases_this_week"] == 1)
        #expect(guide["campaigns"]?[1]?["cases_this_week"] == 2)
        // What is a victim's own counts against nobody.
        _ = try await add(two, "PHONE:+79990001122", own: true)
        #expect(try await test.desk.perform(GuideCase(one), by: test.actor())["campaigns"]?[1]?["cases_this_week"] == 1)
        #expect(try await test.isSound())
    }

    @Test func `the victim's own number among the traces counts against nobody`() async throws {
        let test = try await TestDesk.make()
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: "+79281234567",
            indicators: ["PHONE:+79281234567", "PHONE:+79990001122"])
        let reference = try await test.desk.perform(OpenCase(intake), by: test.actor()).reference
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["indicators"]?[0]?["victims_own"] == true)
        #expect(shown["indicators"]?[1]?["victims_own"] == false)
    }
}
