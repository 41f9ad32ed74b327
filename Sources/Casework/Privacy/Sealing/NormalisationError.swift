/// Why a text is not a value of its kind.
public enum NormalisationError: Error, Hashable, Sendable {
    /// There is nothing in it.
    case empty
    /// It has too few characters or digits.
    case tooShort(minimum: Int)
    /// It has too many characters or digits.
    case tooLong(maximum: Int)
    /// A character that cannot stand there.
    case invalidCharacter(Character)
    /// Its check digits do not fit: something is mistyped.
    case checksum
    /// A national number, and no country that says what it means.
    case countryNeeded
    /// The form is none that is known for its kind.
    case unknownForm
}

/// Characters that people type and nobody means.
enum Typing {
    /// The value of a decimal digit of any script, full-width ones included.
    static func digit(_ character: Character) -> Int? {
        let scalars = character.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first else { return nil }
        return digit(scalar)
    }

    /// The value of a decimal digit of any script, full-width ones included.
    static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if scalar.isASCII {
            return (0x30...0x39).contains(scalar.value) ? Int(scalar.value - 0x30) : nil
        }
        guard scalar.properties.generalCategory == .decimalNumber else { return nil }
        return scalar.properties.numericValue.map { Int($0) }
    }

    /// Hyphens, dashes and the minus sign.
    static func isDash(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return isDash(scalar)
    }

    /// Hyphens, dashes and the minus sign.
    static func isDash(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2D, 0xAD, 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: true
        default: false
        }
    }

    /// White space, and the signs of no width that come with copied text.
    static func isBlank(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return true }
        return character.isWhitespace || hasNoWidth(scalar)
    }

    /// Joiners, direction marks and other signs that nobody sees.
    static func hasNoWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// The text without what is blank at its ends.
    static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }

    /// The digits of a text whose other characters may only be blanks, dashes and those of `allowed`.
    static func digits(
        of text: some StringProtocol, allowing allowed: Set<Character> = []
    ) throws(NormalisationError) -> String {
        var digits = ""
        for character in text {
            if let digit = digit(character) {
                digits += String(digit)
            } else if !isBlank(character), !isDash(character), !allowed.contains(character) {
                throw .invalidCharacter(character)
            }
            if digits.utf8.count > 64 { throw .tooLong(maximum: 64) }
        }
        if digits.isEmpty { throw .empty }
        return digits
    }
}
