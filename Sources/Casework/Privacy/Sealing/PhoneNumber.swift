/// A phone number as E.164: `+79281234567`.
public struct PhoneNumber: Sendable, Hashable, CustomStringConvertible {
    /// A plus sign and 7 to 15 digits.
    public let e164: String
    /// The same as ``e164``. Personal data: show ``masked``.
    public var description: String { e164 }
    /// The number with its middle hidden: `+7 928 ***-**-67`.
    public var masked: String { Masking.phone(e164) }

    /// Reads a number as people write it: international with `+` or an exit code, or national where `place` has a
    /// country whose numbering is known here. Short numbers such as 900 or 112 are refused: they are no E.164.
    ///
    /// - Throws: ``NormalisationError``; `countryNeeded` when only a country would tell what the number is.
    public init(_ text: String, in place: Jurisdiction.Place) throws(NormalisationError) {
        var rest = Typing.trimmed(text)[...]
        if rest.lowercased().hasPrefix("tel:") { rest = rest.dropFirst(4) }
        let plan = place.country.flatMap { NumberingPlan.countries[$0] }
        if let first = rest.first, first == "+" || first == "\u{FF0B}" {
            e164 = try Self.international(try Self.digits(rest.dropFirst()))
            return
        }
        let digits = try Self.digits(rest)
        guard digits.utf8.count >= 7 else { throw .tooShort(minimum: 7) }
        for exit in plan?.exitCodes ?? ["00"] where digits.hasPrefix(exit) && digits.utf8.count >= exit.utf8.count + 10
        {
            e164 = try Self.international(String(digits.dropFirst(exit.utf8.count)))
            return
        }
        guard let plan else { throw .countryNeeded }
        e164 = try Self.international(try plan.international(digits))
    }

    /// Digits without a trunk zero in brackets, as in `+44 (0)20 7946 0958`.
    private static func digits(_ text: Substring) throws(NormalisationError) -> String {
        var rest = text
        if let open = text.firstIndex(of: "("), text[open...].hasPrefix("(0)") {
            rest = text[..<open] + text[text.index(open, offsetBy: 3)...]
        }
        return try Typing.digits(of: rest, allowing: ["(", ")", ".", "/"])
    }

    private static func international(_ digits: String) throws(NormalisationError) -> String {
        guard digits.first != "0" else { throw .unknownForm }
        guard digits.utf8.count >= 7 else { throw .tooShort(minimum: 7) }
        guard digits.utf8.count <= 15 else { throw .tooLong(maximum: 15) }
        for plan in NumberingPlan.strict where digits.hasPrefix(plan.code) {
            guard digits.utf8.count >= plan.code.utf8.count + plan.lengths.lowerBound else {
                throw .tooShort(minimum: plan.code.utf8.count + plan.lengths.lowerBound)
            }
            guard digits.utf8.count <= plan.code.utf8.count + plan.lengths.upperBound else {
                throw .tooLong(maximum: plan.code.utf8.count + plan.lengths.upperBound)
            }
        }
        return "+" + digits
    }
}

/// How a country writes its own numbers; enough to recognise one, not to say whether it is assigned.
struct NumberingPlan: Sendable {
    /// The country code.
    let code: String
    /// What is dialled before the national number inside of the country.
    let trunk: String?
    /// The length of the national number without the trunk prefix.
    let lengths: ClosedRange<Int>
    /// What is dialled before an international number.
    let exitCodes: [String]

    private init(_ code: String, trunk: String?, _ lengths: ClosedRange<Int>, exit: [String] = ["00"]) {
        (self.code, self.trunk, self.lengths, exitCodes) = (code, trunk, lengths, exit)
    }

    /// The international digits of national ones, or of international ones without their plus sign.
    func international(_ digits: String) throws(NormalisationError) -> String {
        let count = digits.utf8.count
        if let trunk, digits.hasPrefix(trunk), lengths.contains(count - trunk.utf8.count) {
            return code + digits.dropFirst(trunk.utf8.count)
        }
        if lengths.contains(count), trunk == nil || trunk == "1" || code == "7" { return code + digits }
        if digits.hasPrefix(code), lengths.contains(count - code.utf8.count) { return digits }
        if count < lengths.lowerBound { throw .tooShort(minimum: lengths.lowerBound) }
        if count > lengths.upperBound + code.utf8.count {
            throw .tooLong(maximum: lengths.upperBound + code.utf8.count)
        }
        throw .unknownForm
    }

    /// Country codes whose numbers have a length that is certain enough to refuse others.
    static let strict = [
        NumberingPlan("7", trunk: nil, 10...10), NumberingPlan("1", trunk: nil, 10...10),
        NumberingPlan("44", trunk: nil, 7...10), NumberingPlan("65", trunk: nil, 8...12),
    ]

    static let countries: [String: NumberingPlan] = [
        "RU": NumberingPlan("7", trunk: "8", 10...10, exit: ["810"]),
        "KZ": NumberingPlan("7", trunk: "8", 10...10, exit: ["810", "00"]),
        "BY": NumberingPlan("375", trunk: "80", 9...9, exit: ["810", "00"]),
        "GB": NumberingPlan("44", trunk: "0", 9...10),
        "US": NumberingPlan("1", trunk: "1", 10...10, exit: ["011"]),
        "CA": NumberingPlan("1", trunk: "1", 10...10, exit: ["011"]),
        "AU": NumberingPlan("61", trunk: "0", 9...9, exit: ["0011"]),
        "SG": NumberingPlan("65", trunk: nil, 8...8, exit: ["000", "001", "002", "008", "018", "019"]),
        "DE": NumberingPlan("49", trunk: "0", 6...13), "AT": NumberingPlan("43", trunk: "0", 6...13),
        "FR": NumberingPlan("33", trunk: "0", 9...9), "NL": NumberingPlan("31", trunk: "0", 9...9),
        "BE": NumberingPlan("32", trunk: "0", 8...9), "IE": NumberingPlan("353", trunk: "0", 7...9),
        "SE": NumberingPlan("46", trunk: "0", 7...9), "FI": NumberingPlan("358", trunk: "0", 6...11),
        "RO": NumberingPlan("40", trunk: "0", 9...9), "BG": NumberingPlan("359", trunk: "0", 8...9),
        "HR": NumberingPlan("385", trunk: "0", 8...9), "SI": NumberingPlan("386", trunk: "0", 8...8),
        "SK": NumberingPlan("421", trunk: "0", 9...9), "ES": NumberingPlan("34", trunk: nil, 9...9),
        "PT": NumberingPlan("351", trunk: nil, 9...9), "IT": NumberingPlan("39", trunk: nil, 8...11),
        "PL": NumberingPlan("48", trunk: nil, 9...9), "CZ": NumberingPlan("420", trunk: nil, 9...9),
        "GR": NumberingPlan("30", trunk: nil, 10...10), "DK": NumberingPlan("45", trunk: nil, 8...8),
        "CY": NumberingPlan("357", trunk: nil, 8...8), "MT": NumberingPlan("356", trunk: nil, 8...8),
        "EE": NumberingPlan("372", trunk: nil, 7...8), "LV": NumberingPlan("371", trunk: nil, 8...8),
        "LU": NumberingPlan("352", trunk: nil, 7...11),
    ]
}
