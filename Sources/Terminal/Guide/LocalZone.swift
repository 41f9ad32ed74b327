internal import Canonical
internal import Glibc

/// The time of the place where the agent sits: documents are in UTC, people are not.
struct LocalZone: Sendable {
    /// Seconds east of UTC at a moment.
    let offset: @Sendable (Timestamp) -> Int

    /// The zone of this machine, by `TZ`.
    static let ofMachine = LocalZone { moment in
        var seconds = time_t(moment.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts.tm_gmtoff
    }

    /// `14:05`, with the day in front when it is another one than today.
    func clockText(_ moment: Timestamp, now: Timestamp) -> String {
        let local = moment.adding(seconds: Int64(offset(moment)))
        let today = now.adding(seconds: Int64(offset(now))).day
        let text = local.wholeSecondsText
        let clock = text.dropFirst(11).prefix(5)
        return local.day == today ? String(clock) : "\(text.prefix(10)) \(clock)"
    }

    /// A typed moment with the offset of this place: `12:30` is today, `2026-01-10 12:30` that day; everything else
    /// stays as it is.
    func completed(_ typed: String, now: Timestamp) -> String {
        var parts = typed.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        if parts.count == 1, parts[0].contains(":") {
            parts.insert(now.adding(seconds: Int64(offset(now))).day.description, at: 0)
        }
        guard parts.count == 2, Day(parts[0]) != nil else { return typed }
        if parts[1].count == 4 { parts[1] = "0" + parts[1] }
        let clock = parts[1].count == 5 ? parts[1] + ":00" : parts[1]
        guard let utc = Timestamp("\(parts[0])T\(clock)Z") else { return typed }
        // The offset at the moment as if it were UTC, then at the moment that gives: right except in the hour of a change.
        let near = utc.adding(seconds: -Int64(offset(utc)))
        return utc.adding(seconds: -Int64(offset(near))).wholeSecondsText
    }
}
