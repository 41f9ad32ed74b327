/// A payment card as far as it may be kept: the first six and the last four digits.
///
/// The whole number exists only until ``BlindIndex`` has made its code of ``digits``; store ``masked`` and the code.
public struct CardNumber: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// All digits, for the blind index only. Never stored, never printed.
    public let digits: String
    /// `220070******1234`
    public var masked: String { Masking.card(digits) }
    /// The masked form.
    public var description: String { masked }
    /// Empty: `dump` and a debugger do not see the digits.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Reads a number of 13 to 19 digits with any spaces and dashes.
    ///
    /// - Throws: ``NormalisationError``, `checksum` when Luhn's check fails.
    public init(_ text: String) throws(NormalisationError) {
        let digits = try Typing.digits(of: text)
        guard digits.utf8.count >= 13 else { throw .tooShort(minimum: 13) }
        guard digits.utf8.count <= 19 else { throw .tooLong(maximum: 19) }
        guard digits.first != "0" else { throw .unknownForm }
        guard Luhn.isValid(digits.utf8.map { Int($0) - 48 }) else { throw .checksum }
        self.digits = digits
    }
}

/// Luhn's check of payment cards.
enum Luhn {
    static func isValid(_ digits: [Int]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let doubled = digit * 2
            sum += place % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0 && digits.contains { $0 != 0 }
    }
}

/// A bank account.
public struct AccountNumber: Sendable, Hashable, CustomStringConvertible {
    /// What kind of number it is.
    public enum Kind: Sendable, Hashable {
        /// Twenty digits of the Russian chart of accounts. Its check digit needs the bank's BIC and is not tested.
        case russian
        /// An IBAN whose check digits fit.
        case iban
        /// Digits that mean something in one country only; nothing is tested.
        case domestic
    }
    /// What kind of number it is.
    public let kind: Kind
    /// The number without spaces, in capital letters.
    public let number: String
    /// The number with its middle hidden.
    public var masked: String { Masking.account(number) }
    /// The whole number. Show ``masked``.
    public var description: String { number }

    /// Reads an IBAN, twenty Russian digits, or, outside of Russia, 6 to 18 digits.
    ///
    /// - Throws: ``NormalisationError``, `checksum` for an IBAN whose check digits do not fit.
    public init(_ text: String, in place: Jurisdiction.Place) throws(NormalisationError) {
        var number = ""
        for character in text.uppercased() where !Typing.isBlank(character) && !Typing.isDash(character) {
            if let digit = Typing.digit(character) {
                number += String(digit)
            } else if character.isASCII, character.isLetter {
                number.append(character)
            } else if character != "." {
                throw .invalidCharacter(character)
            }
            if number.utf8.count > 34 { throw .tooLong(maximum: 34) }
        }
        if number.isEmpty { throw .empty }
        self.number = number
        kind = try Self.kind(number, in: place)
    }

    private static func kind(_ number: String, in place: Jurisdiction.Place) throws(NormalisationError) -> Kind {
        if let letter = number.first(where: \.isLetter) {
            guard number.prefix(2).allSatisfy(\.isLetter), number.dropFirst(2).prefix(2).allSatisfy(\.isNumber) else {
                throw .invalidCharacter(letter)
            }
            guard number.utf8.count >= 15 else { throw .tooShort(minimum: 15) }
            guard isIBAN(number) else { throw .checksum }
            return .iban
        }
        if number.utf8.count == 20 { return .russian }
        if place.jurisdiction == .russia {
            throw number.utf8.count < 20 ? .tooShort(minimum: 20) : .tooLong(maximum: 20)
        }
        guard number.utf8.count >= 6 else { throw .tooShort(minimum: 6) }
        guard number.utf8.count <= 18 else { throw .tooLong(maximum: 18) }
        return .domestic
    }

    /// ISO 7064 mod 97-10 with the first four characters moved to the end.
    private static func isIBAN(_ number: String) -> Bool {
        var remainder = 0
        for byte in Array(number.utf8.dropFirst(4)) + Array(number.utf8.prefix(4)) {
            let value = byte < 0x3A ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
        return remainder == 1
    }
}
