/// Reads PostgreSQL's `numeric`: base-10000 digits, a weight, a sign and the number of digits to show.
enum NumericText {
    private static let negative: UInt16 = 0x4000
    private static let special: [UInt16: String] = [0xC000: "NaN", 0xD000: "Infinity", 0xF000: "-Infinity"]

    /// Returns the decimal text that `::text` would give; with `wholeOnly` a fraction of zeros is left out.
    static func decode(_ cell: SQLCell, wholeOnly: Bool = false) throws -> String {
        let count = Int(try cell.bigEndian(Int16.self))
        let weight = Int(try cell.bigEndian(Int16.self, at: 2))
        let sign = try cell.bigEndian(UInt16.self, at: 4)
        let scale = Int(try cell.bigEndian(UInt16.self, at: 6))
        if let name = special[sign] { return name }
        var digits: [Int] = []
        for index in 0..<max(count, 0) {
            digits.append(Int(try cell.bigEndian(Int16.self, at: 8 + 2 * index)))
        }
        var text = sign == negative ? "-" : ""
        text += wholePart(digits, weight: weight)
        let fraction = fractionPart(digits, weight: weight, scale: scale)
        if fraction.isEmpty || (wholeOnly && fraction.allSatisfy { $0 == "0" }) { return text }
        return text + "." + fraction
    }

    private static func wholePart(_ digits: [Int], weight: Int) -> String {
        if weight < 0 { return "0" }
        var text = String(digits.first ?? 0)
        for index in stride(from: 1, through: weight, by: 1) {
            text += padded(index < digits.count ? digits[index] : 0)
        }
        return text
    }

    private static func fractionPart(_ digits: [Int], weight: Int, scale: Int) -> String {
        var text = ""
        var index = weight + 1
        while text.utf8.count < scale {
            text += padded(digits.indices.contains(index) ? digits[index] : 0)
            index += 1
        }
        return String(text.prefix(scale))
    }

    private static func padded(_ digit: Int) -> String {
        let text = String(digit)
        return String(repeating: "0", count: 4 - text.utf8.count) + text
    }
}
