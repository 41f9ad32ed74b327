import Canonical
import Casework

extension CaseText {
    static func payment(_ answer: JSON) -> String {
        let payment = answer["payment"] ?? .null
        let currency = payment["amount"]?["currency"]?.string ?? ""
        let amount = CurrencyUnits.text(minor: payment["amount"]?["minor"]?.int ?? 0, currency: currency)
        var lines = [
            summary(answer),
            "Payment \(payment["no"]?.int ?? 0): \(payment["rail"]?.string ?? "") \(amount) \(currency), \(payment["state"]?.string ?? "")",
        ]
        for clock in payment["clocks"]?.array ?? [] {
            lines.append(
                "  \(clock["clock"]?.string ?? "") until \(local(clock["due_at"]))  [\(clock["source"]?.string ?? "")]")
        }
        return lines.joined(separator: "\n")
    }

    static func indicator(_ answer: JSON) -> String {
        let indicator = answer["indicator"] ?? .null
        let (cases, week) = (indicator["cases"]?.int ?? 0, indicator["cases_this_week"]?.int ?? 0)
        let name = "\(indicator["type"]?.string ?? "") \(indicator["masked"]?.string ?? "")"
        let seen = cases == 0 ? "not seen before" : "in \(cases) other cases, \(week) of them this week"
        var lines = [summary(answer), "\(name): \(seen)"]
        let others = (indicator["seen_in"]?.array ?? []).compactMap(\.string)
        if !others.isEmpty { lines.append("  \(others.joined(separator: " "))") }
        if let site = indicator["site"]?.string, let cases = indicator["site_cases"]?.int, cases > 0 {
            let week = indicator["site_cases_this_week"]?.int ?? 0
            lines.append("The site \(site): in \(cases) other cases, \(week) of them this week")
        }
        return lines.joined(separator: "\n")
    }

    static func referral(_ answer: JSON) -> String {
        let referral = answer["referral"] ?? .null
        var line =
            "Referral \(referral["no"]?.int ?? 0): \(referral["target"]?.string ?? ""), \(referral["state"]?.string ?? "")"
        if let due = referral["due_at"] { line += ", answer expected until \(local(due))" }
        return "\(summary(answer))\n\(line)"
    }

    static func contact(_ answer: JSON) -> String {
        let contact = answer["contact"] ?? .null
        var line = "Contact \(contact["no"]?.int ?? 0)"
        if let next = contact["next_contact_at"] { line += ", next one promised for \(local(next))" }
        let masked = (contact["masked"]?.array ?? []).compactMap(\.string)
        if !masked.isEmpty { line += "; masked in it: \(masked.joined(separator: ", "))" }
        return "\(summary(answer))\n\(line)"
    }

    private static func local(_ json: JSON?) -> String {
        json?.string.flatMap(Timestamp.init).map(LocalTime.text) ?? "-"
    }
}
