import Canonical
import Casework
import Terminal

/// What people read of a case in a terminal: short lines, the next move last.
enum CaseText {
    static func opened(_ answer: JSON) -> String {
        var lines = [summary(answer)]
        if answer["repeated"]?.bool == true {
            lines.append("This conversation has a case already; nothing was opened.")
        }
        for related in answer["related"]?.array ?? [] {
            lines.append("The same phone was here before: \(related.string ?? "")")
        }
        for indicator in answer["indicators"]?.array ?? [] where (indicator["cases_this_week"]?.int ?? 0) > 0 {
            lines.append(
                "\(indicator["cases_this_week"]?.int ?? 0) more cases this week with \(indicator["masked"]?.string ?? "")"
            )
        }
        lines.append(open(answer))
        lines.append("Next: redress case guide \(answer["ref"]?.string ?? "")")
        return lines.joined(separator: "\n")
    }

    static func summary(_ answer: JSON) -> String {
        func text(_ key: String) -> String { answer[key]?.string ?? "-" }
        let reasons = (answer["priority_reasons"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        var line = "Case \(text("ref"))  \(text("status"))  \(text("priority"))"
        if !reasons.isEmpty { line += " (\(reasons))" }
        if let assignee = answer["assignee"]?.string { line += "  with \(assignee)" }
        if let outcome = answer["outcome"]?.string { line += "  outcome \(outcome)" }
        return line
    }

    static func guide(_ answer: JSON) -> String {
        let done = answer["done"]?.int ?? 0
        let head = [summary(answer)] + handover(answer) + ["Done: \(done)"]
        return (head + campaigns(answer) + [open(answer)]).joined(separator: "\n")
    }

    /// What others of this week saw too.
    static func campaigns(_ answer: JSON) -> [String] {
        (answer["campaigns"]?.array ?? []).flatMap { seen -> [String] in
            let same = seen["cases_this_week"]?.int ?? 0
            let ofSite = seen["site_cases_this_week"]?.int ?? 0
            return [
                same > 0 ? "\(same) more cases this week with \(seen["masked"]?.string ?? "")" : nil,
                ofSite > 0 ? "\(ofSite) more cases this week with \(seen["site"]?.string ?? "")" : nil,
            ].compactMap(\.self)
        }
    }

    static func open(_ answer: JSON) -> String {
        let steps = answer["open"]?.array ?? []
        if steps.isEmpty { return "No step is open." }
        return steps.map(step).joined(separator: "\n")
    }

    private static func step(_ step: JSON) -> String {
        func text(_ key: String) -> String { step[key]?.string ?? "" }
        let mark = step["mandatory"]?.bool == true ? "!" : " "
        var lines = ["\(mark) \(text("path"))  [\(text("kind"))]\(due(step))", "    \(text("text"))"]
        if let event = step["awaits"]?["event"]?.string {
            let values = (step["awaits"]?["values"]?.array ?? []).compactMap { $0["name"]?.string }
            lines.append("      awaits \(([event] + values).joined(separator: " "))")
        }
        for option in step["answer"]?["options"]?.array ?? [] {
            lines.append("      \(option["value"]?.string ?? "") = \(option["label"]?.string ?? "")")
        }
        for item in step["items"]?.array ?? [] {
            lines.append(
                "      \(item["item"]?.string ?? "") (\(item["state"]?.string ?? "")): \(item["text"]?.string ?? "")")
        }
        for choice in step["choices"]?.array ?? [] {
            let recommended = choice["recommended"]?.bool == true ? " (recommended)" : ""
            lines.append("      \(choice["case"]?.int ?? 0) = \(choice["label"]?.string ?? "")\(recommended)")
        }
        return lines.joined(separator: "\n")
    }

    private static func due(_ step: JSON) -> String {
        guard let due = step["deadline"]?["due_at"]?.string, let moment = Timestamp(due) else { return "" }
        return "  by \(LocalTime.text(moment)) (\(step["deadline"]?["state"]?.string ?? ""))"
    }

    static func shown(_ answer: JSON) -> String {
        var lines = [summary(answer)] + handover(answer)
        lines += (answer["parties"]?.array ?? []).map(person)
        lines += items(answer)
        for payment in answer["payments"]?.array ?? [] {
            let amount = payment["amount"]
            let minor = amount?["minor"]?.int ?? 0
            let currency = amount?["currency"]?.string ?? ""
            let sum = CurrencyUnits.text(minor: minor, currency: currency)
            let (number, rail) = (payment["no"]?.int ?? 0, payment["rail"]?.string ?? "")
            lines.append("Payment \(number): \(rail) \(sum) \(currency) \(payment["state"]?.string ?? "")")
        }
        for indicator in answer["indicators"]?.array ?? [] {
            lines.append(
                "Indicator \(indicator["type"]?.string ?? "") \(indicator["masked"]?.string ?? ""): \(indicator["cases"]?.int ?? 0) cases"
            )
        }
        lines += campaigns(answer)
        for note in answer["notes"]?.array ?? [] {
            let at = note["at"]?.string.flatMap(Timestamp.init).map(LocalTime.text) ?? ""
            lines.append("Note \(at) \(note["by"]?.string ?? ""): \(note["text"]?.string ?? "(erased)")")
        }
        for entry in answer["trail"]?.array ?? [] {
            let given = entry["answer"].map { "  → \($0.string ?? $0.canonicalText)" } ?? ""
            lines.append("  ✓ \(entry["path"]?.string ?? "") \(entry["state"]?.string ?? "")\(given)")
        }
        lines.append(open(answer))
        return lines.joined(separator: "\n")
    }

    static func queue(_ answer: JSON) -> String {
        let cases = answer["cases"]?.array ?? []
        if cases.isEmpty { return "No cases." }
        var table = Table(["Case", "Prio", "Status", "Scam", "With", "Open", "Next clock", "Opened"])
        for row in cases {
            func time(_ key: String) -> String { row[key]?.string.flatMap(Timestamp.init).map(LocalTime.text) ?? "" }
            func text(_ key: String) -> String { row[key]?.string ?? "-" }
            let open = String(row["steps"]?["open"]?.int ?? 0)
            let first = [text("ref"), text("priority"), text("status"), text("scam_type"), text("assignee"), open]
            table.add(first + [time("next_due_at"), time("opened_at")])
        }
        let more = answer["next"]?.string.map { "\nMore: redress case list --after \($0)" } ?? ""
        return table.text + more
    }

    static func noted(_ answer: JSON) -> String {
        let masked = (answer["note"]?["masked"]?.array ?? []).compactMap(\.string)
        let told = masked.isEmpty ? "" : " Masked before it was stored: \(masked.joined(separator: ", "))."
        return "Noted on case \(answer["ref"]?.string ?? "").\(told)"
    }

    static func why(_ answer: JSON) -> String {
        func reason(_ reason: JSON) -> String {
            let facts = (reason["facts"]?.array ?? []).map { fact in
                "\(fact["variable"]?.string ?? "") = \(fact["value"].map { $0.string ?? $0.canonicalText } ?? "nothing")"
            }
            let told = reason["told"]?.string.map { ": \($0)" } ?? ""
            let because = facts.isEmpty ? "" : "  because \(facts.joined(separator: ", "))"
            return "  \(reason["step"]?.string ?? ""): \(reason["kind"]?.string ?? "")\(told)\(because)"
        }
        var lines = ["\(answer["step"]?.string ?? "") is \(answer["state"]?.string ?? "")."]
        lines += (answer["because"]?.array ?? []).map(reason)
        if let excluded = answer["excluded_by"] { lines.append("Not taken:\n\(reason(excluded))") }
        return lines.joined(separator: "\n")
    }

    static func preview(_ answer: JSON) -> String {
        ["kept", "ask_again", "review", "superseded", "opened"].compactMap { key in
            let paths = (answer[key]?.array ?? []).compactMap(\.string)
            return paths.isEmpty ? nil : "\(key): \(paths.joined(separator: ", "))"
        }.joined(separator: "\n")
    }
}
