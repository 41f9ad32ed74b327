internal import Canonical
internal import Postgres

/// One value of a campaign, opened: every case of it has the same, or the same site.
struct IndicatorSample: Sendable {
    let type: IndicatorType
    let masked: String
    /// Nil for a card, which is not kept whole, and when every person whose key could open it was erased.
    let value: String?

    init(_ row: Row, keys: KeyRing) throws {
        if let site: String = try row["site"] {
            (type, masked, value) = (.domain, site, site.replacing("[.]", with: "."))
            return
        }
        type = try Case.stored(row["type", as: String.self])
        masked = try row["masked"]
        let subject = try Subject(row, keys: keys)
        let sealed: [UInt8]? = try row["sealed"]
        value =
            subject.isErased
            ? nil : try sealed.map { try subject.key.open($0, table: "indicator", column: "value") }
    }

    /// The phone in it, to be compared with those of victims.
    var phone: String? {
        switch type {
        case .phone, .forwarding: value
        case .sbpPhoneBank: value.map { String($0.prefix { $0 != "@" }) }
        default: nil
        }
    }
}

/// The same trace in several cases.
struct Campaign: Sendable {
    let sample: IndicatorSample
    private let members: JSON.Members

    init(_ row: Row, _ sample: IndicatorSample) throws {
        self.sample = sample
        let sure: Int = try row["sure"]
        let confidence = IndicatorConfidence.allCases[max(0, min(2, sure - 1))]
        let references = try row["refs", as: [Int64].self].compactMap { CaseReference(caseNo: $0)?.text }
        members = [
            "type": .string(sample.type.rawValue), "trace": .string(sample.masked), "cases": try row.count("cases"),
            "first_seen": .string(try row["first", as: Timestamp.self].wholeSecondsText),
            "last_seen": .string(try row["last", as: Timestamp.self].wholeSecondsText),
            "confidence": .string(confidence.rawValue),
            "scam_types": .array(try row["scam_types", as: [String].self].map(JSON.string)),
            "refs": .array(references.map(JSON.string)), "value": sample.value.map(JSON.string) ?? .null,
        ]
    }

    func row(_ columns: [String]) -> [JSON] { columns.map { members[$0] ?? .null } }
}
