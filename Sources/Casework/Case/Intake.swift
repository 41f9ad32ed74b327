public import Canonical
internal import Ledger
internal import Postgres

/// What is told when a case is opened, read and checked.
public struct Intake: Sendable, Hashable {
    let channel: IntakeChannel
    let language: String
    let place: Jurisdiction.Place
    let scamType: ScamType?
    let phone: PhoneNumber?
    let name: String?
    let payments: [PaymentText]
    let indicators: [IndicatorValue]
    let summary: String?
    let discoveredAt: Timestamp?
    let externalID: String?
    let isSafeToContact: Bool
    /// The inputs as they came, for the hash of a request key.
    let json: JSON

    var jurisdiction: Jurisdiction { place.jurisdiction }
    var facts: CaseFacts {
        CaseFacts(scamType: scamType, jurisdiction: jurisdiction, channel: channel, language: language)
    }

    /// Reads the inputs as the command line and HTTP bring them.
    ///
    /// - Parameters:
    ///   - payments: `RAIL:AMOUNT:CURRENCY:TIME`, the amount in major units, the time RFC 3339 or `now`.
    ///   - indicators: `TYPE:VALUE`.
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` or ``CodeError`` for the first input that cannot be read.
    public init(
        channel: String, language: String, jurisdiction: String, scamType: String? = nil, phone: String? = nil,
        name: String? = nil, payments: [String] = [], indicators: [String] = [], summary: String? = nil,
        discoveredAt: String? = nil, externalID: String? = nil, isSafeToContact: Bool = true, now: Timestamp = .now
    ) throws {
        self.channel = try IntakeChannel.parse(channel)
        self.language = try Self.language(language)
        let place = try Jurisdiction.Place.parse(jurisdiction)
        self.place = place
        self.scamType = try scamType.map { try ScamType.parse($0) }
        self.phone = try phone.map { try Self.phone($0, in: place) }
        self.name = try Self.text(name, "name", limit: 200)
        self.payments = try payments.map { try Self.payment($0, now) }
        self.indicators = try indicators.map { try Self.indicator($0, in: place) }
        self.summary = try Self.text(summary, "summary", limit: 10_000).map { Redactor.redact($0).text }
        self.discoveredAt = try discoveredAt.map { try Self.moment($0, "discovered_at", now) }
        self.externalID = try Self.text(externalID, "external_id", limit: 200)
        self.isSafeToContact = isSafeToContact
        self.json = .members([
            "channel": .string(channel), "language": .string(language), "jurisdiction": .string(jurisdiction),
            "scam": scamType.map(JSON.string), "phone": phone.map(JSON.string), "name": name.map(JSON.string),
            "paid": .array(payments.map(JSON.string)), "indicators": .array(indicators.map(JSON.string)),
            "summary": summary.map(JSON.string), "discovered_at": discoveredAt.map(JSON.string),
            "external_id": externalID.map(JSON.string), "safe_to_contact": .bool(isSafeToContact),
        ])
    }

    /// The code of a language: two letters, so that nothing else gets to the trail as one.
    static func language(_ text: String) throws(DeskError) -> String {
        let code = text.lowercased()
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            throw .malformed(field: "language", problem: .form(example: "ru"), value: text)
        }
        return code
    }

    static func text(_ text: String?, _ field: String, limit: Int) throws(DeskError) -> String? {
        guard let trimmed = text?.trimmingWhiteSpace, !trimmed.isEmpty else { return nil }
        guard trimmed.count <= limit else { throw .malformed(field: field, problem: .tooLong(limit)) }
        return trimmed
    }

    static func phone(_ text: String, in place: Jurisdiction.Place) throws(DeskError) -> PhoneNumber {
        do { return try PhoneNumber(text, in: place) } catch {
            throw .malformed(field: "phone", problem: .form(example: "+79281234567"))
        }
    }

    static func payment(_ text: String, _ now: Timestamp) throws -> PaymentText {
        do { return try PaymentText.parse(text, now: now) } catch {
            throw error.deskError(text)
        }
    }

    static func indicator(_ text: String, in place: Jurisdiction.Place) throws -> IndicatorValue {
        do { return try IndicatorValue.parse(text, in: place) } catch {
            switch error {
            case .type(let code): throw code
            case .value(let type, let error):
                throw DeskError.malformed(field: "indicator", problem: .notOfType(type, error))
            case .missingParts:
                throw DeskError.malformed(field: "indicator", problem: .form(example: "PHONE:+79281234567"))
            }
        }
    }

    static func moment(_ text: String, _ field: String, _ now: Timestamp) throws(DeskError) -> Timestamp {
        guard let moment = text == "now" ? now : Timestamp(text) else {
            throw .malformed(field: field, problem: .form(example: "2026-11-22T10:30:00+03:00"), value: text)
        }
        guard moment <= now.adding(seconds: 300) else { throw .malformed(field: field, problem: .inTheFuture) }
        return moment
    }
}

extension Intake {
    /// A moment that somebody was promised: ahead, and not by more than two years.
    static func laterMoment(_ text: String, _ field: String, _ now: Timestamp) throws(DeskError) -> Timestamp {
        guard let moment = Timestamp(text) else {
            throw .malformed(field: field, problem: .form(example: "2026-11-23T10:30:00+03:00"), value: text)
        }
        guard moment > now, moment < now.adding(seconds: 2 * 366 * 86_400) else {
            throw .malformed(field: field, problem: .range("now and two years ahead"))
        }
        return moment
    }
}

extension PaymentTextError {
    fileprivate func deskError(_ text: String) -> any Error {
        func malformed(_ field: String, _ problem: DeskError.Problem) -> DeskError {
            .malformed(field: "paid: \(field)", problem: problem, value: text)
        }
        return switch self {
        case .rail(let code): code
        case .future: malformed("time", .inTheFuture)
        case .time: malformed("time", .form(example: "2026-11-22T10:30:00+03:00"))
        case .currency: malformed("currency", .form(example: "RUB"))
        case .amount: malformed("amount", .form(example: "150000.50"))
        case .fraction: malformed("amount", .form(example: "150000.50"))
        default: malformed("payment", .form(example: "SBP:150000:RUB:2026-11-22T10:30:00+03:00"))
        }
    }
}
