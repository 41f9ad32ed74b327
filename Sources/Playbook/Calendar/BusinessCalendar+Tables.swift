import Canonical

/// The calendars that the desk ships. A year that is not in `checked` carries only what the law itself says; its decree
/// was not out, or nobody has read it, when the table was written.
extension BusinessCalendar {
    /// The shipped calendars by name.
    public static let shipped = [russia, unitedKingdom, unitedStates, target, weekdaysOnly]

    /// The shipped calendar of this name.
    public static func named(_ name: String) -> BusinessCalendar? { shipped.first { $0.name == name } }

    /// The production calendar of Russia, at Moscow time.
    ///
    /// Labour Code, article 112. 2025: government decree 1335 of 4 October 2024, written from general knowledge. 2026:
    /// transfers of 3 and 4 January to 9 January and 31 December, as reported on 24 September 2025 (tvzvezda.ru). 2027:
    /// unchecked; only article 112, the decree moves days more.
    public static let russia = table(
        "ru", offset: 180, checked: [2026],
        off: """
            2025: 01-01 01-02 01-03 01-06 01-07 01-08 05-01 05-02 05-08 05-09 06-12 06-13 11-03 11-04 12-31
            2026: 01-01 01-02 01-05 01-06 01-07 01-08 01-09 02-23 03-09 05-01 05-11 06-12 11-04 12-31
            2027: 01-01 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-03 05-10 06-14 11-04
            """,
        on: "2025: 11-01")

    /// Bank holidays of England and Wales, at UTC all the year. From general knowledge of the standing rules; nobody
    /// has compared them with gov.uk.
    public static let unitedKingdom = table(
        "uk", offset: 0, checked: [],
        off: """
            2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
            2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
            2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
            """)

    /// Federal holidays of the United States (5 U.S.C. 6103), at Eastern standard time all the year. From the rule of
    /// the law; nobody has compared them with opm.gov.
    public static let unitedStates = table(
        "us", offset: -300, checked: [],
        off: """
            2025: 01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25
            2026: 01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25
            2027: 01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31
            """)

    /// Closing days of TARGET, at Central European standard time all the year: new year, Good Friday, Easter Monday,
    /// 1 May, 25 and 26 December. From the standing rule; nobody has compared them with the ECB.
    public static let target = table(
        "target", offset: 60, checked: [],
        off: """
            2025: 01-01 04-18 04-21 05-01 12-25 12-26
            2026: 01-01 04-03 04-06 05-01 12-25
            2027: 01-01 03-26 03-29
            """)

    private static func table(_ name: String, offset: Int, checked: Set<Int>, off: String, on: String = "")
        -> BusinessCalendar
    {
        BusinessCalendar(
            name: name, holidays: days(off), workingDays: days(on), offsetMinutes: offset, checkedYears: checked)
    }

    /// Reads lines of a year and its days: `2025: 01-01 01-02`.
    private static func days(_ text: String) -> Set<Day> {
        var days: Set<Day> = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":")
            guard parts.count == 2 else { continue }
            for day in parts[1].split(separator: " ") {
                if let day = Day("\(parts[0])-\(day)") { days.insert(day) }
            }
        }
        return days
    }
}
