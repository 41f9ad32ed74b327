/// What identifies a scammer, in its one form, so that two cases that name the same thing meet.
public struct IndicatorValue: Sendable, Hashable {
    /// What it is.
    public let type: IndicatorType
    /// The one form. For a card all its digits: make the blind index of it and store ``masked``.
    public let normalised: String
    /// What may be shown.
    public let masked: String

    /// Reads `TYPE:VALUE` of the command line, as `PHONE:+79281234567`.
    ///
    /// - Throws: ``IndicatorError`` for the part that is wrong.
    public static func parse(_ text: String, in place: Jurisdiction.Place) throws(IndicatorError) -> IndicatorValue {
        guard let colon = text.firstIndex(of: ":") else { throw .missingParts }
        let type: IndicatorType
        do { type = try IndicatorType.parse(String(text[..<colon])) } catch { throw .type(error) }
        do {
            return try IndicatorValue(type, String(text[text.index(after: colon)...]), in: place)
        } catch {
            throw .value(type, error)
        }
    }

    /// A value of a type in its one form.
    ///
    /// - Throws: ``NormalisationError``.
    public init(_ type: IndicatorType, _ text: String, in place: Jurisdiction.Place) throws(NormalisationError) {
        self.type = type
        switch type {
        case .phone, .forwarding:
            let phone = try PhoneNumber(text, in: place)
            (normalised, masked) = (phone.e164, phone.masked)
        case .sbpPhoneBank: (normalised, masked) = try Self.phoneAndBank(text, in: place)
        case .card:
            let card = try CardNumber(text)
            (normalised, masked) = (card.digits, card.masked)
        case .account, .iban:
            let account = try AccountNumber(text, in: place)
            if type == .iban, account.kind != .iban { throw .unknownForm }
            (normalised, masked) = (account.number, account.masked)
        case .cryptoAddress:
            let wallet = try WalletAddress(text)
            (normalised, masked) = (wallet.description, wallet.masked)
        case .url, .socialURL:
            let address = try WebAddress(text)
            (normalised, masked) = (address.description, address.defanged)
        case .domain, .ip: (normalised, masked) = try Self.host(type, text)
        case .email:
            let address = try EmailAddress(text)
            (normalised, masked) = (address.description, address.masked)
        default: (normalised, masked) = try Self.plain(type, text)
        }
    }

    private static func host(_ type: IndicatorType, _ text: String) throws(NormalisationError) -> (String, String) {
        let host = try HostName(text)
        let isDomain = host.kind == .domain && host.ascii.contains(".")
        guard type == .domain ? isDomain : host.kind != .domain else { throw .unknownForm }
        return (host.ascii, host.defanged)
    }

    private static func phoneAndBank(
        _ text: String, in place: Jurisdiction.Place
    ) throws(NormalisationError) -> (String, String) {
        let number = text.prefix {
            Typing.digit($0) != nil || Typing.isBlank($0) || Typing.isDash($0) || "+()".contains($0)
        }
        let phone = try PhoneNumber(String(number), in: place)
        let separators: Set<Character> = ["@", ";", ",", "/", "+", ":", "|"]
        let rest = text[number.endIndex...].drop { separators.contains($0) || Typing.isBlank($0) }
        let bank = collapsed(String(rest)).uppercased()
        if bank.isEmpty { throw .unknownForm }
        return ("\(phone.e164)@\(bank)", "\(phone.masked) @ \(bank)")
    }

    private static func plain(_ type: IndicatorType, _ text: String) throws(NormalisationError) -> (String, String) {
        var value = collapsed(text)
        if value.isEmpty { throw .empty }
        guard value.count <= 300 else { throw .tooLong(maximum: 300) }
        switch type {
        case .messengerHandle: value = try MessengerHandle(value).name
        case .bic:
            value = value.uppercased()
            let isRussian = value.utf8.count == 9 && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let isSWIFT =
                [8, 11].contains(value.utf8.count) && value.prefix(6).allSatisfy { $0.isASCII && $0.isLetter }
            guard isRussian || isSWIFT else { throw .unknownForm }
        case .transactionHash, .fileHash:
            value = value.lowercased()
            let digits = value.hasPrefix("0x") ? value.dropFirst(2) : value[...]
            if let wrong = digits.first(where: { !($0.isASCII && $0.isHexDigit) }) { throw .invalidCharacter(wrong) }
            guard [32, 40, 64, 96, 128].contains(digits.count) else { throw .unknownForm }
        case .appPackage:
            value = value.lowercased()
            guard value.contains("."),
                value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
            else { throw .unknownForm }
        case .vehicle: value = value.uppercased().filter { $0.isLetter || $0.isNumber }
        default: break
        }
        return (value, type == .personName ? Masking.name(value) : value)
    }

    /// One space where there were blanks.
    private static func collapsed(_ text: String) -> String {
        text.split { Typing.isBlank($0) }.joined(separator: " ")
    }
}

extension IndicatorValue {
    /// The value as it is kept; nil for a card, of which only the first six and last four digits and the keyed digest are
    /// kept (PCI DSS 4.0.1, 3.5.1.1; FAQ 1308).
    func sealed(under key: SubjectKey) throws(SealError) -> [UInt8]? {
        type == .card ? nil : try key.seal(normalised, table: "indicator", column: "value")
    }
}

extension IndicatorValue: CustomStringConvertible, CustomReflectable {
    /// The type and what may be shown.
    public var description: String { "\(type.rawValue):\(masked)" }
    /// Empty: `dump` and a debugger do not see a card's digits.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which part of an indicator text is wrong.
public enum IndicatorError: Error, Hashable, Sendable {
    /// There is no colon.
    case missingParts
    /// The type is not of its list.
    case type(CodeError)
    /// The value is none of its type.
    case value(IndicatorType, NormalisationError)
}
