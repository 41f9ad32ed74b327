/// Numbers that are secret by their form.
extension RedactionScan {
    /// Payment cards: Luhn's check, the lengths of the card systems, and a grouping in which people write cards.
    mutating func findCards() {
        var index = 0
        while index < tokens.count {
            guard tokens[index].isNumber, let last = endOfCard(at: index) else {
                index += 1
                continue
            }
            mark(range(index, last), as: .cardNumber, showing: Masking.card(digits(index, last)))
            index = last + 1
        }
    }

    private func endOfCard(at index: Int) -> Int? {
        let groups = groups(at: index, atMost: 19)
        for count in (1...groups.count).reversed() where Self.isCardGrouping(Array(groups.prefix(count))) {
            let digits = digits(index, index + count - 1).utf8.map { Int($0) - 48 }
            if Self.isCardForm(digits), Luhn.isValid(digits) { return index + count - 1 }
        }
        return nil
    }

    private static func isCardGrouping(_ groups: [Int]) -> Bool {
        guard (13...19).contains(groups.reduce(0, +)) else { return false }
        if groups.count == 1 || groups.allSatisfy({ $0 == 1 }) { return true }
        if groups.dropLast().allSatisfy({ $0 == 4 }), (groups.last ?? 0) <= 7 { return true }
        let others = [
            [8, 8], [4, 6, 4], [4, 6, 5], [6, 10], [4, 12], [12, 4], [4, 4, 8], [8, 4, 4], [6, 6, 4], [6, 13],
        ]
        return others.contains(groups)
    }

    private static func isCardForm(_ digits: [Int]) -> Bool {
        let prefix = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
        switch digits.count {
        case 13: return digits[0] == 4
        case 14: return [30, 36, 38, 39].contains(prefix / 100)
        case 15: return [34, 37].contains(prefix / 100)
        case 16: return (2...6).contains(digits[0]) || [8600, 9860, 9112].contains(prefix)
        default: return (2200...2204).contains(prefix) || (4...6).contains(digits[0])
        }
    }

    /// SNILS, SSN and Russian passports.
    mutating func findDocuments() {
        for index in tokens.indices where tokens[index].isNumber {
            let groups = groups(at: index, atMost: 4)
            if let count = snils(at: index, groups) {
                mark(range(index, index + count - 1), as: .snils)
            } else if let count = ssn(at: index, groups) {
                mark(range(index, index + count - 1), as: .ssn)
            } else if let count = passport(at: index) {
                mark(range(index, index + count - 1), as: .passport)
            }
        }
    }

    /// `112-233-445 95`: with a hyphen, or with the right check digits, or after its name.
    private func snils(at index: Int, _ groups: [Int]) -> Int? {
        let isNamed = hasWord({ $0.hasPrefix("снилс") || $0 == "snils" }, before: index, within: 5)
        if groups[0] == 11 { return isNamed ? 1 : nil }
        guard groups.starts(with: [3, 3, 3, 2]) else { return nil }
        if isNamed || gap(after: index).contains(where: Typing.isDash(_:)) { return 4 }
        let digits = digits(index, index + 3).utf8.map { Int($0) - 48 }
        let sum = digits.prefix(9).enumerated().reduce(0) { $0 + (9 - $1.offset) * $1.element } % 101
        return (sum == 100 ? 0 : sum) == digits[9] * 10 + digits[10] ? 4 : nil
    }

    /// `123-45-6789` of a possible area, group and serial; with other signs or none only after its name.
    private func ssn(at index: Int, _ groups: [Int]) -> Int? {
        let isNamed = hasWord({ $0 == "ssn" || $0 == "social" }, before: index, within: 6)
        if groups[0] == 9 { return isNamed ? 1 : nil }
        guard groups.starts(with: [3, 2, 4]), groups.count == 3 || isNamed else { return nil }
        if isNamed { return 3 }
        let (area, group, serial) = (tokens[index].text, tokens[index + 1].text, tokens[index + 2].text)
        guard area != "000", area != "666", area.first != "9", group != "00", serial != "0000" else { return nil }
        let isHyphenated = [index, index + 1].allSatisfy { gap(after: $0).elementsEqual("-".unicodeScalars) }
        return isHyphenated && !follows("+", index) && !isJoined(index - 1) ? 3 : nil
    }

    /// `4509 123456`, `4509 № 123456`; ten digits or `45 09 123456` only after the word.
    private func passport(at index: Int) -> Int? {
        let isNamed = hasWord(
            { $0.hasPrefix("паспорт") || $0 == "passport" || $0 == "серия" }, before: index, within: 6)
        let lengths = tokens[index...].prefix(3).map { $0.isNumber ? $0.text.utf8.count : 0 }
        if isNamed, lengths[0] == 10 { return 1 }
        if isNamed, lengths == [2, 2, 6], isJoined(index), isJoined(index + 1) { return 3 }
        if isNamed, let count = namedNumber(at: index) { return count }
        guard lengths.starts(with: [4, 6]), !follows("+", index), !isJoined(index - 1) || isNamed else { return nil }
        let gap = gap(after: index).filter { !$0.properties.isWhitespace }
        let isSeparated = gap.isEmpty || gap.elementsEqual("№".unicodeScalars) || gap.elementsEqual("N".unicodeScalars)
        guard isSeparated || (isNamed && isJoined(index)), self.gap(after: index).count <= 5 else { return nil }
        return isNamed || !(isJoined(index + 1) || isSum(index + 1)) ? 2 : nil
    }

    /// `4509 номер 123456`, `45 09 number 123456`
    private func namedNumber(at index: Int) -> Int? {
        let series = groups(at: index, atMost: 2)
        guard let count = series == [2, 2] ? 2 : series == [4] ? 1 : nil, index + count + 1 < tokens.count,
            ["номер", "number", "n", "no"].contains(tokens[index + count].text), tokens[index + count + 1].isNumber,
            tokens[index + count + 1].text.utf8.count == 6
        else { return nil }
        return count + 2
    }

    func follows(_ sign: Unicode.Scalar, _ index: Int) -> Bool {
        let start = tokens[index].range.lowerBound
        return start > 0 && scalars[start - 1] == sign
    }
}

/// Numbers that must stay although a code word is near.
extension RedactionScan {
    /// Whether a number of its own, not part of a phone, reference, date, time, sum or year.
    func standsAlone(_ index: Int) -> Bool {
        !isTied(index - 1) && !isTied(index) && !follows("+", index) && !isPhonePart(index) && !isSum(index)
            && !isYear(index) && !isReferencePart(index)
    }

    /// Whether a number and the next one are one thing: `10:00`, `22.11.2026`, `26-000123-4`, `1,5`.
    private func isTied(_ index: Int) -> Bool {
        guard tokens.indices.contains(index), tokens.indices.contains(index + 1), tokens[index].isNumber,
            tokens[index + 1].isNumber
        else { return false }
        let gap = gap(after: index)
        return gap.count == 1 && gap.allSatisfy { Typing.isDash($0) || ".:/,".unicodeScalars.contains($0) }
    }

    /// Whether the chain of joined numbers around it has the ten or eleven digits of a phone, or begins with a plus.
    private func isPhonePart(_ index: Int) -> Bool {
        var first = index
        while first > 0, index - first < 5, isJoined(first - 1) { first -= 1 }
        for start in first...index {
            let groups = groups(at: start, atMost: 6)
            for count in 1...groups.count where start + count > index {
                let total = groups.prefix(count).reduce(0, +)
                if follows("+", start), (7...15).contains(total) { return true }
                let isRussian = total == 11 && "78".contains(tokens[start].text.prefix(1))
                let isNational = total == 10 && groups[0] == 3 || total == 11 && tokens[start].text.first == "0"
                if count > 1, isRussian || isNational { return true }
            }
        }
        return false
    }

    /// A case reference written with spaces: year, number, check digit that fits.
    private func isReferencePart(_ index: Int) -> Bool {
        for start in max(0, index - 2)...index where tokens[start].isNumber {
            let groups = groups(at: start, atMost: 3)
            if groups.count == 3, groups[0] == 2, (6...10).contains(groups[1]), groups[2] == 1,
                (try? CaseReference.parse(digits(start, start + 2))) != nil
            {
                return true
            }
        }
        return false
    }

    /// Whether a currency stands behind or before the number, or a word of paying right before it.
    func isSum(_ index: Int) -> Bool {
        var last = index
        while last - index < 5, isJoined(last), tokens[last + 1].text.utf8.count == 3 { last += 1 }
        let after = scalars[tokens[last].range.upperBound...].prefix(3).first { !$0.properties.isWhitespace }
        if let after, CodeWords.currencySigns.contains(after) { return true }
        if last + 1 < tokens.count, gap(after: last).allSatisfy({ $0.properties.isWhitespace }),
            CodeWords.isCurrency(tokens[last + 1].text)
        {
            return true
        }
        let before = scalars[..<tokens[index].range.lowerBound].suffix(2).last { !$0.properties.isWhitespace }
        if let before, CodeWords.currencySigns.contains(before) { return true }
        guard index > 0, !tokens[index - 1].isNumber else { return false }
        return CodeWords.isPaying(tokens[index - 1].text) || CodeWords.isCurrency(tokens[index - 1].text)
    }

    private func isYear(_ index: Int) -> Bool {
        guard let year = Int(tokens[index].text), (1900...2099).contains(year) else { return false }
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        let previous = index > 0 ? tokens[index - 1].text : ""
        return ["год", "года", "году", "годом", "г", "year"].contains(next) || CodeWords.isMonth(previous)
    }
}
