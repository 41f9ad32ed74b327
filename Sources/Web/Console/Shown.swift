internal import Canonical
internal import Casework

/// How the console shows values of the desk: codes by their names, moments with what is left of them.
struct Shown: Sendable {
    let tongue: Words.Tongue
    let now: Timestamp

    /// A moment that a script turns into local time and counts down to.
    struct Moment {
        let iso: String
        let text: String
        let left: String
        let isLate: Bool
        let milliseconds: String
    }

    /// A choice of a list.
    struct Option {
        let value: String
        let label: String
        var isChosen = false
    }

    /// What a code is called.
    func name(_ code: String?, _ list: String) -> String {
        guard let code else { return "" }
        guard let entry = CodeLists.list(named: list)?.codes.first(where: { $0.code == code }) else { return code }
        return tongue == .ru ? entry.ru : entry.en
    }

    /// The choices of a list.
    func options(_ list: String, chosen: String? = nil) -> [Option] {
        (CodeLists.list(named: list)?.codes ?? []).map {
            Option(value: $0.code, label: tongue == .ru ? $0.ru : $0.en, isChosen: $0.code == chosen)
        }
    }

    /// A moment of a document.
    func moment(_ text: String?) -> Moment? {
        guard let text, let moment = Timestamp(text) else { return nil }
        let seconds = moment.seconds - now.seconds
        let late = seconds < 0
        return Moment(
            iso: moment.wholeSecondsText, text: Self.short(moment),
            left: Words.say(late ? "late" : "inTime", tongue) + " " + length(seconds.magnitude), isLate: late,
            milliseconds: String(moment.microseconds / 1000))
    }

    /// `22.11 16:30 UTC`
    static func short(_ moment: Timestamp) -> String {
        let text = Array(moment.wholeSecondsText)
        guard text.count >= 16 else { return moment.wholeSecondsText }
        return String(text[8...9]) + "." + String(text[5...6]) + " " + String(text[11...15]) + " UTC"
    }

    private func length(_ seconds: UInt64) -> String {
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        let units = tongue == .ru ? ("д", "ч", "мин") : ("d", "h", "min")
        if days > 0 { return "\(days) \(units.0) \(hours) \(units.1)" }
        if hours > 0 { return "\(hours) \(units.1) \(minutes) \(units.2)" }
        return "\(minutes) \(units.2)"
    }
}

extension Desktop {
    var shown: Shown { Shown(tongue: tongue, now: desk.now()) }
}
