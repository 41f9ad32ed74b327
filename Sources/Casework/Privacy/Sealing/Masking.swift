/// Personal data with enough hidden that a colleague beside the screen learns nothing, and enough left to recognise it.
public enum Masking {
    /// `+7 928 ***-**-67` for Russian numbers; elsewhere the first digits and the last two: `+4479******67`.
    public static func phone(_ e164: String) -> String {
        let digits = e164.filter { $0.isASCII && $0.isNumber }
        if e164.hasPrefix("+7"), digits.count == 11 {
            return "+7 \(digits.dropFirst().prefix(3)) ***-**-\(digits.suffix(2))"
        }
        guard digits.count >= 7 else { return stars(digits.count) }
        let shown = min(4, digits.count - 6)
        return "+\(digits.prefix(shown))\(stars(digits.count - shown - 2))\(digits.suffix(2))"
    }

    /// `А*** П***`: the first letter of each word.
    public static func name(_ name: String) -> String {
        name.split { Typing.isBlank($0) }.map { $0.prefix(1) + "***" }.joined(separator: " ")
    }

    /// `220070******1234`: first six and last four of a card.
    public static func card(_ digits: String) -> String {
        let digits = digits.filter { $0.isASCII && $0.isNumber }
        guard digits.count >= 13 else { return stars(digits.count) }
        return "\(digits.prefix(6))\(stars(digits.count - 10))\(digits.suffix(4))"
    }

    /// `a***@example.com`: the first character of the mailbox, and the domain.
    public static func email(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), at != address.startIndex else { return text(address) }
        return "\(address.prefix(1))***\(address[at...])"
    }

    /// First five and last four of an account: `40817***********1234`.
    public static func account(_ number: String) -> String {
        guard number.count >= 12 else { return number.count > 5 ? stars(number.count - 2) + number.suffix(2) : "***" }
        return "\(number.prefix(5))\(stars(number.count - 9))\(number.suffix(4))"
    }

    /// Anything else: the first character when there are more than three, and always three stars.
    public static func text(_ text: String) -> String {
        let text = Typing.trimmed(text)
        return text.count > 3 ? "\(text.prefix(1))***" : "***"
    }

    /// The value of a field of a party.
    public static func value(_ value: String, of field: PartyField) -> String {
        switch field {
        case .phone: phone(value)
        case .name: name(value)
        case .card: card(value)
        case .email: email(value)
        case .account: account(value)
        case .birthYear: "****"
        case .address, .document, .handle, .region, .relation, .contactNote: text(value)
        }
    }

    private static func stars(_ count: Int) -> String { String(repeating: "*", count: max(0, count)) }
}
