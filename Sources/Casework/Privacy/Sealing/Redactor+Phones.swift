/// Phones, by the forms in which people write them.
extension RedactionScan {
    /// Numbers with a plus, Russian ones with 8 or 7, British ones with 0, American ones as 3-3-4, and ten digits that
    /// begin with 9 where they are grouped like a phone or a word for a phone stands before them.
    mutating func findPhones() {
        var index = 0
        while index < tokens.count {
            guard tokens[index].isNumber, let last = endOfPhone(at: index) else {
                index += 1
                continue
            }
            let start = tokens[index].range.lowerBound - (follows("+", index) ? 1 : 0)
            mark(start..<tokens[last].range.upperBound, as: .phone)
            index = last + 1
        }
    }

    private func endOfPhone(at index: Int) -> Int? {
        let groups = groups(at: index, atMost: 7)
        for count in (1...groups.count).reversed() {
            let last = index + count - 1
            let digits = Array(self.digits(index, last).utf8.prefix(16))
            guard isPhone(digits, Array(groups.prefix(count)), at: index), !isMarked(range(index, last)) else {
                continue
            }
            if isSum(index) || isSum(last) { continue }
            return last
        }
        return nil
    }

    private func isPhone(_ digits: [UInt8], _ groups: [Int], at index: Int) -> Bool {
        func at(_ place: Int) -> Character { Character(Unicode.Scalar(digits[place])) }
        if follows("+", index) { return (10...15).contains(digits.count) && !isFreeLine(digits) }
        switch digits.count {
        case 11 where at(0) == "8" || at(0) == "7":
            let isShaped = groups.count == 1 || groups[0] == 1 || groups[0] == 4
            return isShaped && "3489".contains(at(1)) && !isFreeLine(digits)
        case 11 where at(0) == "0": return (groups.count > 1 || isNamedPhone(index)) && at(1) != "0"
        case 10 where groups == [3, 3, 4] && at(0) != "0": return true
        case 10 where at(0) == "9": return groups.count > 1 && groups[0] == 3 || isNamedPhone(index)
        default: return false
        }
    }

    /// `8 800 555-55-50`: the line of a bank or a service, nobody's own.
    private func isFreeLine(_ digits: [UInt8]) -> Bool {
        digits.count == 11 && [UInt8(ascii: "7"), UInt8(ascii: "8")].contains(digits[0])
            && digits[1...3].elementsEqual("800".utf8)
    }

    private func isNamedPhone(_ index: Int) -> Bool {
        // The full stop of an abbreviation ends no sentence.
        if index > 0, ["тел", "моб", "tel"].contains(tokens[index - 1].text) { return true }
        return hasWord(
            { word in
                word.hasPrefix("телефон") || word.hasPrefix("мобильн") || ["phone", "mobile", "cell"].contains(word)
            }, before: index, within: 3)
    }
}
