import Canonical
import Testing

@testable import Playbook

@Suite struct CalendarTests {
    static let rows: [(BusinessCalendar, String, Int, String)] = [
        (.weekdaysOnly, "2026-03-06T10:00:00Z", 1, "2026-03-09T10:00:00Z"),
        (.weekdaysOnly, "2026-03-07T10:00:00Z", 1, "2026-03-09T10:00:00Z"),
        (.weekdaysOnly, "2026-03-07T10:00:00Z", 0, "2026-03-07T10:00:00Z"),
        (.weekdaysOnly, "2026-03-02T10:00:00Z", 5, "2026-03-09T10:00:00Z"),
        // Monday 9 March 2026 is a day off in Russia: 8 March is a Sunday.
        (.russia, "2026-03-06T10:00:00Z", 1, "2026-03-10T10:00:00Z"),
        // New year: the first working day of 2026 is 12 January.
        (.russia, "2025-12-30T10:00:00Z", 1, "2026-01-12T10:00:00Z"),
        // 1 November 2025 is a working Saturday, 3 and 4 November are off.
        (.russia, "2025-10-31T10:00:00Z", 2, "2025-11-05T10:00:00Z"),
        // 22:30 UTC on Thursday is Friday in Moscow.
        (.russia, "2026-03-12T22:30:00Z", 1, "2026-03-15T22:30:00Z"),
        // Good Friday and Easter Monday; the clock of the United Kingdom goes forward on 29 March, the count does not.
        (.unitedKingdom, "2026-03-27T10:00:00Z", 1, "2026-03-30T10:00:00Z"),
        (.unitedKingdom, "2026-04-02T10:00:00Z", 1, "2026-04-07T10:00:00Z"),
        // Independence Day 2026 is a Saturday, kept on Friday.
        (.unitedStates, "2026-07-02T15:00:00Z", 1, "2026-07-06T15:00:00Z"),
        (.target, "2026-04-30T10:00:00Z", 1, "2026-05-04T10:00:00Z"),
    ]

    @Test(arguments: rows.indices) func `business days are counted by the calendar`(row: Int) throws {
        let (calendar, from, days, expected) = Self.rows[row]
        #expect(calendar.adding(days: days, to: try #require(Timestamp(from))) == Timestamp(expected))
    }

    static let months: [(BusinessCalendar, String, String, String)] = [
        (.unitedKingdom, "2026-11-23T09:30:00Z", "13mo", "2027-12-23T09:30:00Z"),
        (.unitedKingdom, "2026-11-23T09:30:00Z", "6mo", "2027-05-23T09:30:00Z"),
        // A shorter month ends on its last day, in a leap year a day later.
        (.target, "2026-01-31T10:00:00Z", "1mo", "2026-02-28T10:00:00Z"),
        (.target, "2027-01-31T10:00:00Z", "13mo", "2028-02-29T10:00:00Z"),
        (.target, "2026-12-31T10:00:00Z", "2mo", "2027-02-28T10:00:00Z"),
        // 22:30 UTC on 30 January is 31 January in Moscow.
        (.russia, "2026-01-30T22:30:00Z", "1mo", "2026-02-27T22:30:00Z"),
        (.russia, "2026-01-30T20:30:00Z", "36mo", "2029-01-30T20:30:00Z"),
    ]

    @Test(arguments: months.indices) func `months are those of the calendar`(row: Int) throws {
        let (calendar, from, length, expected) = Self.months[row]
        let moment = try #require(Timestamp(from))
        #expect(calendar.adding(try #require(Span(length)), to: moment) == Timestamp(expected))
    }

    @Test func `a month is surely longer than 27 days and surely shorter than 32`() throws {
        let spans = try ["27d", "1mo", "32d", "2mo"].map { try #require(Span($0)) }
        for (number, span) in spans.enumerated() {
            for (other, longer) in spans.enumerated() {
                #expect(span.isSurelyShorter(than: longer) == (number < other))
            }
        }
        #expect(Span("1mo")?.isSurelyShorter(than: try #require(Span("30d"))) == false)
        #expect(Span("30d")?.isSurelyShorter(than: try #require(Span("1mo"))) == false)
        #expect(Span("1200mo") != nil && Span("1201mo") == nil && Span("01mo") == nil)
    }

    @Test func `each jurisdiction counts its own business days`() {
        let named = ["RU", "UK", "US", "EU", "SG"].map { BusinessCalendar.of(jurisdiction: $0).name }
        #expect(named == ["ru", "uk", "us", "target", "weekdays"])
    }

    @Test func `every shipped calendar goes through JSON and is found by name`() {
        for calendar in BusinessCalendar.shipped {
            #expect(BusinessCalendar(json: calendar.json) == calendar)
            #expect(BusinessCalendar.named(calendar.name) == calendar)
            #expect(calendar.holidays.allSatisfy { !calendar.weekend.contains($0.weekday) })
            #expect(calendar.workingDays.allSatisfy { calendar.weekend.contains($0.weekday) })
        }
    }

    @Test func `a calendar that is none is refused`() {
        let bad: [JSON] = [
            [], ["name": ""], ["name": "x", "weekend": [8]], ["name": "x", "holidays": ["2026-02-30"]],
            ["name": "x", "utc_offset_minutes": 5000], ["name": "x", "working_days": "none"],
        ]
        for json in bad { #expect(BusinessCalendar(json: json) == nil) }
    }

    @Test func `a week without work days still ends`() {
        let never = BusinessCalendar(name: "never", weekend: [1, 2, 3, 4, 5, 6, 7])
        #expect(never.adding(days: 3, to: Desk.monday) == Desk.monday.adding(seconds: 3 * 86_400))
    }
}
