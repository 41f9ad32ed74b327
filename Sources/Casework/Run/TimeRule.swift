/// The rules of questions for a moment that can be said in words: nearly all that playbooks need.
enum TimeRule {
    /// What happened cannot lie ahead: `a.paid_at <= now`.
    case past
    /// What is agreed cannot lie behind: `a.next_call > now`.
    case ahead

    /// The rule when it compares one answer with the present, else nil.
    init?(_ source: String) {
        let parts = source.split(separator: " ")
        guard parts.count == 3, parts[0].hasPrefix("a."), parts[2] == "now" else { return nil }
        switch parts[1] {
        case "<", "<=": self = .past
        case ">", ">=": self = .ahead
        default: return nil
        }
    }
}
