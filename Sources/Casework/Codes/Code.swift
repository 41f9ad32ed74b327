/// What one code is called.
public struct CodeNames: Sendable, Hashable {
    /// In Russian.
    public let ru: String
    /// In English.
    public let en: String

    init(ru: String, en: String) { (self.ru, self.en) = (ru, en) }
}

/// A closed list of codes: the raw value is what is stored, sent and written in playbooks; names are for people.
///
/// Where the domain gives one slot two codes (`SNILS/SSN/NINO`, `ACCOUNT/IBAN`, `TIME/NONE`) each is a code of its own,
/// and every other sign in a code is an underscore, so that a code is always a plain identifier.
public protocol Code: CaseIterable, RawRepresentable, Hashable, Sendable where RawValue == String, AllCases == [Self] {
    /// The name of the list in interfaces and in SQL: `payment_rail`.
    static var listName: String { get }
    /// What the code is called.
    var names: CodeNames { get }
}

extension Code {
    /// What the code is called in `language`, a tag such as `ru` or `ru-RU`; English for every other language.
    public func name(in language: String) -> String {
        language.lowercased().prefix { $0 != "-" && $0 != "_" } == "ru" ? names.ru : names.en
    }

    /// Reads a code in any case, with any sign where the code has an underscore: `safe-account` is `SAFE_ACCOUNT`.
    ///
    /// - Throws: ``CodeError`` with the nearest code when the text is not of the list.
    public static func parse(_ text: String) throws(CodeError) -> Self {
        let wanted = CodeText.normalised(text)
        if let code = Self(rawValue: wanted) { return code }
        let allowed = allCases.map(\.rawValue)
        throw CodeError(
            list: listName, value: text, suggestion: CodeText.nearest(to: wanted, among: allowed), allowed: allowed)
    }
}

/// A text that is not a code of a list.
public struct CodeError: Error, Hashable, Sendable {
    /// The name of the list.
    public let list: String
    /// What was written.
    public let value: String
    /// The code that was probably meant.
    public let suggestion: String?
    /// All codes of the list in order.
    public let allowed: [String]

    /// A text that is not a code of `list`.
    public init(list: String, value: String, suggestion: String?, allowed: [String]) {
        (self.list, self.value, self.suggestion, self.allowed) = (list, value, suggestion, allowed)
    }
}

/// Comparing what a person wrote with codes.
enum CodeText {
    static func normalised(_ text: String) -> String {
        let words = text.uppercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.joined(separator: "_")
    }

    /// The code at the smallest distance, when that is small for its length; or the only one that begins so.
    static func nearest(to wanted: String, among codes: [String]) -> String? {
        guard !wanted.isEmpty, wanted.utf8.count <= 64 else { return nil }
        let scored = codes.map { (code: $0, distance: distance(Array(wanted.utf8), Array($0.utf8))) }
        if let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= max(1, best.code.utf8.count / 3) {
            return best.code
        }
        let related = codes.filter { code in
            code.hasPrefix(wanted) || code.split(separator: "_").contains { $0 == wanted }
                || wanted.hasPrefix(code + "_")
        }
        return related.first
    }

    /// Insertions, removals, changes and swaps of neighbours that lead from one to the other.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var rows = [Array(0...right.count)]
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let change = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                var cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, change)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    cost = min(cost, rows[i - 2][j - 2] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
