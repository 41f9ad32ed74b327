import Testing

@testable import Casework

@Suite struct `Normalised values` {
    @Test(arguments: [
        ("+7 (928) 123-45-67", "RU", "+79281234567"), ("8 928 123 45 67", "RU", "+79281234567"),
        ("89281234567", "RU", "+79281234567"), ("9281234567", "RU", "+79281234567"),
        ("79281234567", "RU", "+79281234567"), ("8-800-250-08-90", "RU", "+78002500890"),
        ("8 10 44 20 7946 0958", "RU", "+442079460958"), ("＋７９２８１２３４５６７", "RU", "+79281234567"),
        ("tel:+79281234567", "US", "+79281234567"), ("020 7946 0958", "UK", "+442079460958"),
        ("+44 (0)20 7946 0958", "UK", "+442079460958"), ("07700 900123", "UK", "+447700900123"),
        ("(555) 123-4567", "US", "+15551234567"), ("1-555-123-4567", "US", "+15551234567"),
        ("011 44 20 7946 0958", "US", "+442079460958"), ("0151 23456789", "EU-DE", "+4915123456789"),
        ("0049 151 23456789", "EU", "+4915123456789"), ("06 12 34 56 78", "EU-FR", "+33612345678"),
        ("612 345 678", "EU-ES", "+34612345678"), ("0412 345 678", "AU", "+61412345678"),
        ("8123 4567", "SG", "+6581234567"),
    ])
    func `a phone is E.164`(text: String, place: String, expected: String) throws {
        let phone = try PhoneNumber(text, in: Jurisdiction.Place.parse(place))
        #expect(phone.e164 == expected)
        #expect(try PhoneNumber(phone.e164, in: .russia) == phone)
    }

    @Test(arguments: [
        ("900", "RU", NormalisationError.tooShort(minimum: 7)), ("", "RU", .empty),
        ("позвони", "RU", .invalidCharacter("п")),
        ("+7928123456", "RU", .tooShort(minimum: 11)), ("+792812345678", "RU", .tooLong(maximum: 11)),
        ("612345678", "EU", .countryNeeded), ("+012345678", "RU", .unknownForm),
    ])
    func `what is no phone says why`(text: String, place: String, expected: NormalisationError) throws {
        let place = try Jurisdiction.Place.parse(place)
        #expect(throws: expected) { try PhoneNumber(text, in: place) }
    }

    @Test func `a card keeps six and four and fails on a wrong digit`() throws {
        let card = try CardNumber("2200 7012 3456 7893".replacingDigit())
        #expect(card.masked == "220070******" + card.digits.suffix(4))
        #expect("\(card)" == card.masked)
        let digits = card.digits.compactMap(\.wholeNumberValue)
        for place in digits.indices {
            var wrong = digits
            wrong[place] = (wrong[place] + 1) % 10
            #expect(throws: NormalisationError.self) { try CardNumber(wrong.map(String.init).joined()) }
        }
    }

    @Test(arguments: [
        ("GB82 WEST 1234 5698 7654 32", AccountNumber.Kind.iban, "GB82WEST12345698765432"),
        ("de89370400440532013000", .iban, "DE89370400440532013000"),
        ("40817 810 0 9991 0004312", .russian, "40817810099910004312"),
    ])
    func `an account has its form`(text: String, kind: AccountNumber.Kind, number: String) throws {
        let account = try AccountNumber(text, in: .russia)
        #expect(account.kind == kind && account.number == number)
    }

    @Test func `an IBAN with a wrong digit, and short accounts, are refused`() throws {
        #expect(throws: NormalisationError.checksum) { try AccountNumber("GB82WEST12345698765433", in: .russia) }
        #expect(throws: NormalisationError.tooShort(minimum: 20)) {
            try AccountNumber("4081781009991000431", in: .russia)
        }
        #expect(try AccountNumber("12345678", in: Jurisdiction.Place.parse("UK")).kind == .domestic)
    }

    @Test(arguments: [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "BTC"), ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "BTC"),
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "BTC"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "BTC"),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TRON"), ("0xdAC17F958D2ee523a2206206994597C13D831ec7", "ETH"),
    ])
    func `a wallet tells its chain`(text: String, chain: String) throws {
        #expect(try WalletAddress(text).chain.rawValue == chain)
    }

    @Test(arguments: [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u",
    ])
    func `a mistyped wallet is found`(text: String) {
        #expect(throws: NormalisationError.checksum) { try WalletAddress(text) }
    }

    @Test(arguments: [
        ("https://Example.COM/Path?q=1#x", "https://example.com/Path?q=1", "hxxps://example[.]com/Path?q=1"),
        ("hxxp://evil[.]ru:8080/", "http://evil.ru:8080", "hxxp://evil[.]ru:8080"),
        ("пример.рф", "https://xn--e1afmkfd.xn--p1ai", "hxxps://xn--e1afmkfd[.]xn--p1ai"),
        ("https://sberbank.ru@evil.com:443/a", "https://evil.com/a", "hxxps://evil[.]com/a"),
        ("http://[2001:DB8::1]/x", "http://[2001:db8::1]/x", "hxxp://[2001:db8::1]/x"),
        ("http://10.0.0.1", "http://10.0.0.1", "hxxp://10[.]0[.]0[.]1"),
    ])
    func `an address has one form and a harmless one`(text: String, one: String, harmless: String) throws {
        let address = try WebAddress(text)
        #expect(address.description == one)
        #expect(address.defanged == harmless)
        #expect(try WebAddress(harmless) == address)
    }

    @Test(arguments: [
        "", "http://", "http://a b", "http://1.2.3.999", "http://x:99999", "http://-a.com", "http://a..b",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: NormalisationError.self) { try WebAddress(text) }
    }

    @Test(arguments: [
        ("пример", "e1afmkfd"), ("münchen", "mnchen-3ya"), ("испытание", "80akhbyknj4f"), ("测试", "0zwm56d"),
    ])
    func `punycode is that of RFC 3492`(label: String, encoded: String) { #expect(Punycode.encoded(label) == encoded) }

    @Test func `e-mail and handle are lower case`() throws {
        #expect(try EmailAddress(" Anna.P@Example.COM ").description == "anna.p@example.com")
        #expect(throws: NormalisationError.unknownForm) { try EmailAddress("anna@localhost") }
        #expect(try MessengerHandle("@Some_Name").name == "some_name")
        #expect(try MessengerHandle("https://t.me/Some_Name?start=1").name == "some_name")
        #expect(throws: NormalisationError.empty) { try MessengerHandle("@") }
    }

    @Test func `masks hide the middle`() {
        #expect(Masking.phone("+79281234567") == "+7 928 ***-**-67")
        #expect(Masking.phone("+447700900123") == "+4477******23")
        #expect(Masking.name("Анна Петрова") == "А*** П***")
        #expect(Masking.card("2200701234561234") == "220070******1234")
        #expect(Masking.email("anna@example.com") == "a***@example.com")
        #expect(Masking.account("40817810099910004312") == "40817***********4312")
        #expect(Masking.text("abc") == "***" && Masking.text("секрет") == "с***")
    }
}

extension String {
    /// The card number with its last digit made to fit.
    fileprivate func replacingDigit() -> String {
        for digit in 0...9 where Luhn.isValid((dropLast() + String(digit)).compactMap(\.wholeNumberValue)) {
            return dropLast() + String(digit)
        }
        return self
    }
}
