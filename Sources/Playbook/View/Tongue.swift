/// The few words of the pictures and cards themselves: in Russian, and in English for every other language.
struct Tongue: Sendable {
    /// The language of the reader.
    let language: Language

    /// One of two wordings.
    func callAsFunction(_ russian: String, _ english: String) -> String { language == "ru" ? russian : english }

    /// `15 мин`, `5 working days`
    func span(_ span: Span) -> String {
        switch span.unit {
        case .minutes: "\(span.amount) \(self("мин", "min"))"
        case .hours: "\(span.amount) \(self("ч", "h"))"
        case .days: "\(span.amount) \(self("дн.", span.amount == 1 ? "day" : "days"))"
        case .months: "\(span.amount) \(self("мес.", span.amount == 1 ? "month" : "months"))"
        case .businessDays: "\(span.amount) \(self("раб. дн.", span.amount == 1 ? "working day" : "working days"))"
        }
    }

    /// What a clock counts from; empty for the opening of the step.
    func anchor(_ from: String?) -> String {
        guard let from, from != "opened" else { return "" }
        if from == "case.opened_at" { return self("с начала дела", "from the start of the case") }
        if from.hasSuffix(".done_at") { return self("после", "after") + " \(from.dropLast(8))" }
        return self("от", "from") + " \(from)"
    }

    /// A moment that is counted from another one.
    func offset(_ offset: Offset) -> String {
        [span(offset.after), anchor(offset.from)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The ladder of a clock in one line.
    func deadline(_ deadline: Deadline) -> String {
        var parts = [offset(deadline.due)]
        if let warn = deadline.warn { parts.append(self("напомнить: ", "warn: ") + span(warn)) }
        if let role = deadline.escalateTo { parts.append(self("просрочено → ", "late → ") + self.role(role)) }
        if let later = deadline.escalateLater { parts.append("\(span(later.after)) → \(role(later.to))") }
        if deadline.isPausable { parts.append(self("с паузами", "pausable")) }
        return parts.joined(separator: "; ")
    }

    /// A role of the desk.
    func role(_ role: String) -> String {
        switch role {
        case "agent": self("сотрудник", "agent")
        case "shift_lead": self("старший смены", "shift lead")
        case "supervisor": self("руководитель", "supervisor")
        case "second_line": self("вторая линия", "second line")
        case "psychologist": self("психолог", "psychologist")
        case "operator": self("оператор", "operator")
        default: role
        }
    }

    /// How bad it is.
    func severity(_ severity: Step.Escalation.Severity) -> String {
        switch severity {
        case .low: self("для сведения", "low")
        case .medium: self("в эту смену", "medium")
        case .high: self("в течение часа", "high")
        case .critical: self("немедленно", "critical")
        }
    }
}
