public import Canonical

/// A payment as one word of the command line: `SBP:150000:RUB:2026-11-22T10:00:00+03:00`.
public struct PaymentText: Sendable, Hashable {
    /// The rail.
    public let rail: PaymentRail
    /// The amount in minor units.
    public let minor: Int64
    /// ISO 4217, or another code of three letters such as `BTC`.
    public let currency: String
    /// When the money was sent.
    public let sentAt: Timestamp

    /// Reads `RAIL:AMOUNT:CURRENCY:TIME`. The amount is in major units with a point before at most as many digits as the
    /// currency has; the time is RFC 3339 with any offset, or `now`.
    ///
    /// - Throws: ``PaymentTextError`` for the first part that is wrong.
    public static func parse(_ text: String, now: Timestamp) throws(PaymentTextError) -> PaymentText {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4 else { throw .missingParts(found: parts.count) }
        let rail: PaymentRail
        do { rail = try PaymentRail.parse(parts[0]) } catch { throw .rail(error) }
        let currency = Typing.trimmed(parts[2]).uppercased()
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw .currency(parts[2])
        }
        let time = Typing.trimmed(parts[3])
        guard let sentAt = time.lowercased() == "now" ? now : Timestamp(time) else { throw .time(parts[3]) }
        guard sentAt <= now.adding(seconds: 86_400) else { throw .future(sentAt) }
        let minor = try CurrencyUnits.minor(Typing.trimmed(parts[1]), currency: currency)
        return PaymentText(rail: rail, minor: minor, currency: currency, sentAt: sentAt)
    }
}

/// Which part of a payment text is wrong.
public enum PaymentTextError: Error, Hashable, Sendable {
    /// It does not have four parts with colons between.
    case missingParts(found: Int)
    /// The rail is not of its list.
    case rail(CodeError)
    /// The amount is no positive number, or too great.
    case amount(String)
    /// The amount has more digits after the point than its currency.
    case fraction(String, maximumDigits: Int)
    /// The currency is not three Latin letters.
    case currency(String)
    /// The time is neither RFC 3339 nor `now`.
    case time(String)
    /// The time is more than a day ahead.
    case future(Timestamp)
}

/// Amounts in the units in which people say them.
public enum CurrencyUnits {
    /// Digits after the point: two for most currencies.
    public static func exponent(of currency: String) -> Int {
        switch currency {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "BTC", "ETH", "LTC", "TON", "TRX", "XMR": 8
        default: 2
        }
    }

    /// The minor units of `150000`, `150000.5` or `1500.00`; a comma counts as a point.
    ///
    /// - Throws: ``PaymentTextError``. The greatest amount is 10^15 minor units.
    public static func minor(_ text: String, currency: String) throws(PaymentTextError) -> Int64 {
        let exponent = exponent(of: currency)
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.joined().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .amount(text) }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= exponent else { throw .fraction(text, maximumDigits: exponent) }
        let digits = parts[0] + fraction + String(repeating: "0", count: exponent - fraction.utf8.count)
        guard let minor = Int64(digits), (1...1_000_000_000_000_000).contains(minor) else { throw .amount(text) }
        return minor
    }

    /// The amount in major units, with all digits of the currency: `150000.00`.
    public static func text(minor: Int64, currency: String) -> String {
        let exponent = exponent(of: currency)
        let digits = String(minor.magnitude)
        let sign = minor < 0 ? "-" : ""
        if exponent == 0 { return sign + digits }
        let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
    }
}
