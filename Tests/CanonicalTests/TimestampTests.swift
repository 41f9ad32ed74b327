import Canonical
import Testing

@Suite struct `Timestamps` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000000Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
            ("2026-03-02T08:00:26.369000Z", 1_772_438_426_369_000),
            ("0001-01-01T00:00:00.000000Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("2000-02-29T12:00:00.000001Z", 951_825_600_000_001),
        ] as [(String, Int64)])
    func `is written and read`(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test(arguments: [
        ("2026-03-02T08:00:26Z", "2026-03-02T08:00:26.000000Z"),
        ("2026-03-02t08:00:26.5z", "2026-03-02T08:00:26.500000Z"),
        ("2026-03-02T08:00:26+03:00", "2026-03-02T05:00:26.000000Z"),
        ("2026-03-02T08:00:26-11:30", "2026-03-02T19:30:26.000000Z"),
        ("2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00.000000Z"),
    ])
    func `reads any offset and up to six digits`(text: String, canonical: String) {
        #expect(Timestamp(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "2026-03-02", "2026-03-02T08:00Z", "2026-03-02 08:00:26Z", "2026-03-02T08:00:26", "2026-02-29T08:00:26Z",
        "2026-13-02T08:00:26Z", "2026-00-02T08:00:26Z", "2026-03-00T08:00:26Z", "2026-03-32T08:00:26Z",
        "0000-03-02T08:00:26Z", "2026-03-02T24:00:00Z", "2026-03-02T08:60:26Z", "2026-03-02T08:00:60Z",
        "2026-03-02T08:00:26.Z", "2026-03-02T08:00:26.1234567Z", "2026-03-02T08:00:26+24:00",
        "2026-03-02T08:00:26+0300", "2026-03-02T08:00:26ZZ", " 2026-03-02T08:00:26Z", "+2026-03-02T08:00:26Z",
        "٢٠٢٦-03-02T08:00:26Z", "2026-03-02T08:00:26,5Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01",
    ])
    func `refuses`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `comes back over the whole range`() {
        var state: UInt64 = 1
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let moment = Timestamp(
                microseconds: Int64(state >> 1) % 253_402_300_800_000_000 - 62_135_596_800_000_000 / 2)
            #expect(Timestamp(moment.description) == moment)
            #expect(moment.day.start <= moment && moment < Day(number: moment.day.number + 1).start)
        }
    }

    @Test func `rounds whole seconds down`() {
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
        #expect(Timestamp(microseconds: -1).wholeSecondsText == "1969-12-31T23:59:59Z")
        #expect(Timestamp(seconds: 5).adding(seconds: -6) == Timestamp(seconds: -1))
    }
}

@Suite struct `Days` {
    @Test func `every day of ten thousand years follows the one before`() throws {
        var day = try #require(Day("0001-01-01"))
        #expect(day.weekday == 1)
        var (year, month, date) = (1, 1, 1)
        while year < 10_000 {
            let isSame = day.civil == (year, month, date) && Day(year: year, month: month, day: date) == day
            if !isSame { Issue.record("\(year)-\(month)-\(date)") }
            day = Day(number: day.number + 1)
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            date += 1
            if date > length { (month, date) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(arguments: [
        ("1970-01-01", 0, 4), ("2026-03-02", 20_514, 1), ("2000-02-29", 11_016, 2), ("1969-12-31", -1, 3),
    ])
    func `is written and read`(text: String, number: Int, weekday: Int) {
        #expect(Day(text)?.number == number)
        #expect(Day(number: number).description == text)
        #expect(Day(number: number).weekday == weekday)
    }

    @Test(arguments: [
        "", "2026-3-2", "2026-02-30", "20260302", "2026-03-02Z", "0000-01-01", "10000-01-01", "2026-04-31",
    ])
    func `refuses`(text: String) {
        #expect(Day(text) == nil)
    }
}
