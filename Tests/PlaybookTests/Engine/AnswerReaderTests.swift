import Canonical
import Playbook
import Testing

@Suite struct AnswerReaderTests {
    static let rows: [(String, AnswerType, Answer)] = [
        ("yes", .choice(.yesNo), .value(.string("yes"))), ("Да", .choice(.yesNo), .value(.string("yes"))),
        ("н", .choice(.yesNo), .value(.string("no"))), ("unknown", .choice(.yesNoUnknown), .value(.string("unknown"))),
        ("unknown", .choice(.yesNo), .none(.unknown)), ("Refused", .phone, .none(.refused)),
        ("vtb, sber", .choices(PlaybookDice.banks), .value(.list([.string("sber"), .string("vtb")]))),
        ("", .choices(PlaybookDice.banks), .value(.list([]))),
        ("150000 RUB", .money(0...Int64.max), .value(.money(Money(minor: 15_000_000, currency: "RUB")))),
        ("1 500,5 rub", .money(0...Int64.max), .value(.money(Money(minor: 150_050, currency: "RUB")))),
        ("EUR 12.05", .money(0...Int64.max), .value(.money(Money(minor: 1205, currency: "EUR")))),
        ("2026-01-10 12:30", .timestamp, .value(.timestamp(Timestamp(seconds: 1_768_037_400)))),
        ("2026-01-10T09:30:00Z", .timestamp, .value(.timestamp(Timestamp(seconds: 1_768_037_400)))),
        ("+7 928 123-45-67", .phone, .value(.string("+79281234567"))),
        ("1 000", .integer(0...2000), .value(.int(1000))),
        ("2026-02-28", .date, .value(.string("2026-02-28"))), (" КУСП 12 ", .reference, .value(.string("КУСП 12"))),
    ]

    @Test(arguments: rows.indices) func `answers are read as people write them`(row: Int) {
        let (text, type, answer) = Self.rows[row]
        #expect(AnswerReader.answer(text, as: type, now: Desk.monday, offsetMinutes: 180) == .success(answer))
    }

    static let wrong: [(String, AnswerType, WrongAnswer)] = [
        ("maybe", .choice(.yesNo), .notAnOption(["yes", "no"])), ("", .choice(.yesNo), .notAnOption(["yes", "no"])),
        ("150000", .money(0...9), .notAnAmount), ("1.234 RUB", .money(0...9), .notAnAmount),
        ("99999999999999999999 RUB", .money(0...9), .notAnAmount), ("10 RUB", .money(0...9), .outOfRange(0, 9)),
        ("-5 RUB", .money(-1000...9), .notAnAmount), ("1.5", .integer(0...9), .notANumber),
        ("12:30", .timestamp, .notAMoment), ("2026-02-30", .date, .notADay), ("8 928 123-45-67", .phone, .notAPhone),
        ("+0 928 123-45-67", .phone, .notAPhone), (" ", .text(maximumLength: 5), .empty),
    ]

    @Test(arguments: wrong.indices) func `what is no answer is refused`(row: Int) {
        let (text, type, reason) = Self.wrong[row]
        #expect(AnswerReader.answer(text, as: type, now: Desk.monday) == .failure(reason))
    }

    @Test func `answers are read from JSON`() {
        let money: JSON = ["minor": 500, "currency": "RUB"]
        #expect(
            AnswerReader.answer(money, as: .money(0...500), now: Desk.monday)
                == .success(.value(.money(Money(minor: 500, currency: "RUB")))))
        let banks: JSON = ["vtb", "sber"]
        #expect(
            AnswerReader.answer(banks, as: .choices(PlaybookDice.banks), now: Desk.monday)
                == .success(.value(.list([.string("sber"), .string("vtb")]))))
        #expect(
            AnswerReader.answer(["x"] as JSON, as: .choices(PlaybookDice.banks), now: Desk.monday)
                == .failure(.notAnOption(["sber", "vtb", "alfa"])))
        #expect(AnswerReader.answer(5 as JSON, as: .phone, now: Desk.monday) == .failure(.wrongType("phone")))
    }
}
