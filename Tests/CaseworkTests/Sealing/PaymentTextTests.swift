import Canonical
import Testing

@testable import Casework

@Suite struct `Words of the command line` {
    static let now = Timestamp("2026-11-22T12:00:00Z") ?? Timestamp(seconds: 0)

    @Test(arguments: [
        ("SBP:150000:RUB:2026-11-22T10:00:00+03:00", PaymentRail.sbp, Int64(15_000_000), "RUB", "2026-11-22T07:00:00Z"),
        ("card-ecom:99.5:usd:now", .cardOnline, 9950, "USD", "2026-11-22T12:00:00Z"),
        ("CARD_P2P:0,01:RUB:NOW", .cardToCard, 1, "RUB", "2026-11-22T12:00:00Z"),
        ("ACH:1500:JPY:2026-11-22T10:00:00Z", .ach, 1500, "JPY", "2026-11-22T10:00:00Z"),
        ("ACH:1.234:KWD:now", .ach, 1234, "KWD", "2026-11-22T12:00:00Z"),
    ])
    func `a payment is read`(text: String, rail: PaymentRail, minor: Int64, currency: String, at: String) throws {
        let payment = try PaymentText.parse(text, now: Self.now)
        #expect(payment.rail == rail && payment.minor == minor && payment.currency == currency)
        #expect(payment.sentAt.wholeSecondsText == at)
    }

    @Test(arguments: [
        ("SBP:1:RUB", PaymentTextError.missingParts(found: 3)), ("", .missingParts(found: 1)),
        ("SBP:-1:RUB:now", .amount("-1")), ("SBP:0:RUB:now", .amount("0")), ("SBP:1e5:RUB:now", .amount("1e5")),
        ("SBP:1.:RUB:now", .amount("1.")), ("SBP:99999999999999999999:RUB:now", .amount("99999999999999999999")),
        ("SBP:1.234:RUB:now", .fraction("1.234", maximumDigits: 2)),
        ("SBP:1.5:JPY:now", .fraction("1.5", maximumDigits: 0)), ("SBP:1:РУБ:now", .currency("РУБ")),
        ("SBP:1:RUBL:now", .currency("RUBL")), ("SBP:1:RUB:yesterday", .time("yesterday")),
        ("SBP:1:RUB:2026-11-22T10:00:00", .time("2026-11-22T10:00:00")),
    ])
    func `a wrong payment says which part`(text: String, expected: PaymentTextError) {
        #expect(throws: expected) { try PaymentText.parse(text, now: Self.now) }
    }

    @Test func `a wrong rail names the nearest, and tomorrow's payment is refused`() throws {
        let error = #expect(throws: PaymentTextError.self) { try PaymentText.parse("SBPP:1:RUB:now", now: Self.now) }
        if case .rail(let code) = error { #expect(code.suggestion == "SBP") } else { Issue.record("not a rail") }
        #expect(throws: PaymentTextError.self) {
            try PaymentText.parse("SBP:1:RUB:2026-12-22T10:00:00Z", now: Self.now)
        }
    }

    @Test(arguments: ["RUB", "JPY", "KWD", "BTC"]) func `an amount reads back`(currency: String) throws {
        for minor: Int64 in [1, 9, 10, 99, 100, 12345, 1_000_000_000_000_000] {
            let text = CurrencyUnits.text(minor: minor, currency: currency)
            #expect(try CurrencyUnits.minor(text, currency: currency) == minor)
        }
    }

    @Test(arguments: [
        ("PHONE:8 928 123-45-67", "+79281234567", "PHONE:+7 928 ***-**-67"),
        ("url:hxxps://evil[.]ru/a", "https://evil.ru/a", "URL:hxxps://evil[.]ru/a"),
        ("CARD_MASKED:4111 1111 1111 1111", "4111111111111111", "CARD_MASKED:411111******1111"),
        ("SBP_PHONE_BANK:+79281234567@Сбербанк", "+79281234567@СБЕРБАНК", "SBP_PHONE_BANK:+7 928 ***-**-67 @ СБЕРБАНК"),
        ("messenger-handle:@Name", "name", "MESSENGER_HANDLE:name"), ("BIC:044525225", "044525225", "BIC:044525225"),
        ("ip:10.0.0.1", "10.0.0.1", "IP:10[.]0[.]0[.]1"), ("VEHICLE:а 123 вс 77", "А123ВС77", "VEHICLE:А123ВС77"),
        ("DOMAIN:Пример.рф", "xn--e1afmkfd.xn--p1ai", "DOMAIN:xn--e1afmkfd[.]xn--p1ai"),
    ])
    func `an indicator has one form`(text: String, normalised: String, shown: String) throws {
        let indicator = try IndicatorValue.parse(text, in: .russia)
        #expect(indicator.normalised == normalised)
        #expect("\(indicator)" == shown)
    }

    @Test func `a wrong indicator says which part`() {
        #expect(throws: IndicatorError.missingParts) { try IndicatorValue.parse("PHONE", in: .russia) }
        #expect(throws: IndicatorError.value(.phone, .tooShort(minimum: 7))) {
            try IndicatorValue.parse("PHONE:900", in: .russia)
        }
        let error = #expect(throws: IndicatorError.self) { try IndicatorValue.parse("PHON:900", in: .russia) }
        if case .type(let code) = error { #expect(code.suggestion == "PHONE") } else { Issue.record("not a type") }
    }
}
