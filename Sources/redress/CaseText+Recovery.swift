import Canonical
import Casework

extension CaseText {
    static func party(_ answer: JSON) -> String {
        let party = answer["party"] ?? .null
        return "\(summary(answer))\n\(person(party))"
    }

    static func person(_ party: JSON) -> String {
        let fields = (party["masked"]?.object ?? [:])
            .map { "\($0.key) \($0.value.string ?? "")" }
        let erased = party["erased_at"]?.string.flatMap(Timestamp.init).map { "erased \(LocalTime.text($0))" }
        return "\(party["no"]?.int ?? 0) \(party["role"]?.string ?? ""): \(erased ?? fields.joined(separator: ", "))"
    }

    static func access(_ answer: JSON) -> String { "\(summary(answer))\n\(accessLine(answer["access"] ?? .null))" }

    static func loan(_ answer: JSON) -> String { "\(summary(answer))\n\(loanLine(answer["loan"] ?? .null))" }

    static func action(_ answer: JSON) -> String { "\(summary(answer))\n\(actionLine(answer["action"] ?? .null))" }

    private static func accessLine(_ item: JSON) -> String {
        "Access \(item["no"]?.int ?? 0): \(item["kind"]?.string ?? "") \(item["state"]?.string ?? "")"
    }

    private static func loanLine(_ loan: JSON) -> String {
        let currency = loan["amount"]?["currency"]?.string ?? ""
        let sum = CurrencyUnits.text(minor: loan["amount"]?["minor"]?.int ?? 0, currency: currency)
        let cooling = moment(loan["cooling_until"]).map { ", can be refused until \($0)" } ?? ""
        let kind = "\(loan["lender_type"]?.string ?? "") \(sum) \(currency)"
        return "Loan \(loan["no"]?.int ?? 0): \(kind) \(loan["state"]?.string ?? "")\(cooling)"
    }

    private static func actionLine(_ action: JSON) -> String {
        let until = moment(action["expires_at"]).map { " until \($0)" } ?? ""
        let isOpen = ["REQUESTED", "APPROVED"].contains(action["state"]?.string)
        let name = "\(action["action"]?.string ?? "") \(action["state"]?.string ?? "")"
        return "Action \(action["no"]?.int ?? 0): \(name)\(isOpen ? until : "")"
    }

    private static func moment(_ json: JSON?) -> String? {
        json?.string.flatMap(Timestamp.init).map(LocalTime.text)
    }

    /// What the last one who had the case tells; nothing when there was none.
    static func handover(_ answer: JSON) -> [String] {
        guard let handover = answer["handover"], let words = handover["words"]?.string else { return [] }
        let at = moment(handover["at"]) ?? ""
        return ["Handed over by \(handover["from"]?.string ?? "") \(at):", "  \(words)"]
    }

    /// What a case holds beside its playbook and its payments.
    static func items(_ answer: JSON) -> [String] {
        func list(_ name: String) -> [JSON] { answer[name]?.array ?? [] }
        let links = list("links").filter { $0["removed_at"] == nil }.map { link in
            "\(link["kind"]?.string ?? "") with case \(link["ref"]?.string ?? "")"
        }
        let living = answer["living"]?.string.map { ["Its work goes on in case \($0)."] } ?? []
        return living + links + list("access").map(accessLine) + list("loans").map(loanLine)
            + list("actions").map(actionLine) + list("attachments").map(attachment)
    }
}
