/// The number of a case as people say it: two-digit year, number within the year, check digit: `26-000123-4`.
///
/// The check digit is Damm's: it finds every single wrong digit and every swap of two neighbours. The 64-bit
/// ``caseNo`` of the store is `year * 10^10 + ordinal`, so that either form gives the other without a table.
public struct CaseReference: Sendable, Hashable {
    /// The `case_no` of the store.
    public let caseNo: Int64

    /// The greatest number within a year.
    public static let maximumOrdinal: Int64 = 9_999_999_999

    /// The reference of a `case_no`, or nil when no case can have it.
    public init?(caseNo: Int64) {
        guard caseNo >= 0, let year = Int(exactly: caseNo / 10_000_000_000) else { return nil }
        self.init(year: year, ordinal: caseNo % 10_000_000_000)
    }

    /// The reference of a year, 0 to 99, and a number within it, 1 to ``maximumOrdinal``; nil outside of these.
    public init?(year: Int, ordinal: Int64) {
        guard (0...99).contains(year), (1...Self.maximumOrdinal).contains(ordinal) else { return nil }
        caseNo = Int64(year) * 10_000_000_000 + ordinal
    }

    /// The last two digits of the year.
    public var year: Int { Int(caseNo / 10_000_000_000) }
    /// The number within the year.
    public var ordinal: Int64 { caseNo % 10_000_000_000 }
}

/// Why a text is not the reference of a case.
public enum ReferenceError: Error, Hashable, Sendable {
    /// It does not have the form of a reference.
    case malformed
    /// It has the form, and the check digit says that a digit is wrong or two are swapped.
    case checkDigit
}

extension CaseReference: CustomStringConvertible {
    /// `26-000123-4`
    public var description: String {
        let body = Self.padded(Int64(year), 2) + Self.padded(ordinal, 6)
        let check = Damm.checkDigit(of: body.utf8.map { Int($0 - UInt8(ascii: "0")) })
        return "\(body.prefix(2))-\(body.dropFirst(2))-\(check)"
    }

    /// Reads a reference as a person types or dictates it: hyphens and dashes of any kind, spaces anywhere or nowhere,
    /// full-width digits.
    ///
    /// - Throws: ``ReferenceError``.
    public static func parse(_ text: String) throws(ReferenceError) -> CaseReference {
        var digits: [Int] = []
        var length = 0
        for scalar in text.unicodeScalars {
            length += 1
            guard length <= 64 else { throw .malformed }
            switch scalar.value {
            case 0x30...0x39: digits.append(Int(scalar.value - 0x30))
            case 0xFF10...0xFF19: digits.append(Int(scalar.value - 0xFF10))
            case 0x2D, 0xAD, 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: continue
            case _ where scalar.properties.isWhitespace || scalar.value == 0x200B: continue
            default: throw .malformed
            }
        }
        // A year, six to ten digits without needless zeros, and the check digit.
        guard (9...13).contains(digits.count), digits.count == 9 || digits[2] != 0 else { throw .malformed }
        guard Damm.isValid(digits) else { throw .checkDigit }
        let ordinal = digits[2..<(digits.count - 1)].reduce(Int64(0)) { $0 * 10 + Int64($1) }
        guard let reference = CaseReference(year: digits[0] * 10 + digits[1], ordinal: ordinal) else {
            throw .malformed
        }
        return reference
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Damm's check digit over a totally anti-symmetric quasigroup of order ten.
enum Damm {
    static func checkDigit(of digits: [Int]) -> Int { digits.reduce(0) { table[$0][$1] } }

    static func isValid(_ digits: [Int]) -> Bool { checkDigit(of: digits) == 0 }

    private static let table = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3], [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6], [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7], [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ]
}
