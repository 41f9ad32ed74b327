/// The words that tell what a number near them is.
enum CodeWords {
    static let pin: Set = [
        "пин", "пина", "пином", "пины", "пинкод", "пинкода", "пинкоды", "пинкодом", "pin", "pins", "pincode",
    ]
    static let cvv: Set = ["cvv", "cvc", "csc", "cvn", "цвв", "цвц", "свв", "свс"]
    static let code: Set = [
        "код", "кода", "коду", "кодом", "коде", "коды", "кодов", "кодами", "кодик", "смскод", "цифры", "цифр", "code",
        "codes",
        "passcode", "passcodes", "otp", "otps", "tan", "digits", "verification",
    ]
    /// Words that say a code only when the number stands right behind them.
    static let message: Set = ["смс", "sms", "смска", "смску", "смски"]
    /// Words between the codes of a list.
    static let listing: Set = ["и", "или", "еще", "один", "второй", "and", "or", "another", "one", "second"]
    /// Words right before a code word that make it no secret.
    static let harmlessBefore: Set = [
        "qr", "штрих", "sort", "zip", "post", "postal", "country", "area", "error", "promo", "source", "bar", "dress",
        "mcc",
        "merchant", "swift", "почтовый", "телефонный", "промо",
    ]
    /// Words right behind a code word that make it no secret, by their beginning.
    static let harmlessAfter = [
        "регион", "город", "стран", "подраздел", "ошибк", "валют", "товар", "обращен", "дела", "заявк", "оператора",
        "of",
    ]
    static let passwords: Set = [
        "пароль", "пароля", "паролю", "паролем", "пароли", "паролей", "password", "passwords", "passwd", "pwd",
        "passphrase",
    ]
    static let currencySigns = Set("₽$€£¥₸₴%".unicodeScalars)

    static func isCurrency(_ word: String) -> Bool {
        let whole: Set = [
            "р", "rub", "rur", "usd", "eur", "gbp", "usdt", "kzt", "byn", "тыс", "тысяч", "тысячи", "млн", "k", "к",
            "тр", "euro",
            "euros", "sgd", "aud", "cny", "btc", "тенге", "евро", "шт", "раз", "минут", "час", "часов", "дней",
        ]
        return whole.contains(word)
            || ["руб", "долл", "dollar", "pound", "ruble", "rouble"].contains { word.hasPrefix($0) }
    }

    /// Words right before a sum.
    static func isPaying(_ word: String) -> Bool {
        let beginnings = [
            "перев", "отправ", "сумм", "снял", "сняли", "спис", "заплат", "оплат", "внес", "потер", "отдал", "кредит",
            "занял",
            "sent", "paid", "pay", "transfer", "amount", "lost", "sum", "loan", "withdr", "stole", "украл",
        ]
        return beginnings.contains { word.hasPrefix($0) }
    }

    static func isMonth(_ word: String) -> Bool {
        let beginnings = [
            "январ", "феврал", "март", "апрел", "мая", "май", "июн", "июл", "август", "сентябр", "октябр", "ноябр",
            "декабр",
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        return beginnings.contains { word.hasPrefix($0) }
    }
}

/// Short secret numbers near a word that says what they are.
extension RedactionScan {
    /// Marks numbers of `lengths` digits behind one of the words, at most six tokens away in the same sentence, or right
    /// before it.
    mutating func findCodes(of kind: RedactedKind, words: Set<String>, lengths: ClosedRange<Int>) {
        for index in tokens.indices where !tokens[index].isNumber {
            let word = tokens[index].text
            if words.contains(word), kind != .oneTimeCode || !isHarmless(index) {
                // `security code 123` is the one on the back of a card.
                let isCardCode = kind == .oneTimeCode && (near(index, "безопасности") || near(index, "security"))
                let (kind, lengths) = isCardCode ? (.cvv, 3...8) : (kind, lengths)
                markBehind(index, kind, lengths, reach: 6)
                markBefore(index, kind, lengths)
            } else if kind == .cvv, ["цифры", "digits"].contains(word), isOnTheBack(index) {
                markBehind(index, kind, lengths, reach: 3)
            } else if kind == .oneTimeCode, CodeWords.message.contains(word) {
                markBehind(index, kind, lengths, reach: 1)
            }
        }
    }

    private func near(_ index: Int, _ word: String) -> Bool {
        (index > 0 && tokens[index - 1].text == word) || (index + 1 < tokens.count && tokens[index + 1].text == word)
    }

    /// `цифры 123 с обратной стороны`
    private func isOnTheBack(_ index: Int) -> Bool {
        tokens[index...].prefix(7).contains { token in
            ["обрат", "оборот", "back"].contains { token.text.hasPrefix($0) }
        }
    }

    private func isHarmless(_ index: Int) -> Bool {
        if index > 0, gap(after: index - 1).count <= 1, CodeWords.harmlessBefore.contains(tokens[index - 1].text) {
            return true
        }
        guard index + 1 < tokens.count, !endsSentence(index) else { return false }
        return CodeWords.harmlessAfter.contains { tokens[index + 1].text.hasPrefix($0) }
    }

    /// The first fitting number, and those that are listed after it.
    private mutating func markBehind(_ index: Int, _ kind: RedactedKind, _ lengths: ClosedRange<Int>, reach: Int) {
        var position = index
        while position + 1 < tokens.count, position - index < reach, !endsSentence(position) {
            position += 1
            if tokens[position].isMasked { return }
            guard let last = endOfCode(at: position, lengths) else { continue }
            mark(range(position, last), as: kind)
            guard let next = nextInList(after: last) else { return }
            guard endOfCode(at: next, lengths) != nil else { return }
            position = next - 1
        }
    }

    /// `1234, 5678 и ещё один 9012`: the next number of a list.
    private func nextInList(after index: Int) -> Int? {
        guard index + 1 < tokens.count, !endsSentence(index) else { return nil }
        if tokens[index + 1].isNumber {
            return gap(after: index).contains { $0 == "," || $0 == "/" } ? index + 1 : nil
        }
        var next = index + 1
        while next < tokens.count, next - index <= 3, CodeWords.listing.contains(tokens[next].text), !endsSentence(next)
        {
            next += 1
        }
        return next > index + 1 && next < tokens.count && tokens[next].isNumber ? next : nil
    }

    /// `4821 — это код`: a fitting number with at most two words and no comma between.
    private mutating func markBefore(_ index: Int, _ kind: RedactedKind, _ lengths: ClosedRange<Int>) {
        var position = index - 1
        while position >= 0, position >= index - 3 {
            if endsSentence(position) || tokens[position].isMasked || gap(after: position).contains(",") { return }
            if tokens[position].isNumber {
                let first = position > 0 && endOfCode(at: position - 1, lengths) == position ? position - 1 : position
                if let last = endOfCode(at: first, lengths), last == position { mark(range(first, last), as: kind) }
                return
            }
            position -= 1
        }
    }

    /// The last token of a code that begins at `index`: one number, or two halves of three or four digits.
    private func endOfCode(at index: Int, _ lengths: ClosedRange<Int>) -> Int? {
        guard tokens.indices.contains(index), tokens[index].isNumber else { return nil }
        let count = tokens[index].text.utf8.count
        if isHalved(index), lengths.contains(2 * count) {
            let isSumOrPhone = isSum(index) || isSum(index + 1) || follows("+", index)
            return isSumOrPhone || isMarked(range(index, index + 1)) ? nil : index + 1
        }
        return lengths.contains(count) && standsAlone(index) && !isMarked(tokens[index].range) ? index : nil
    }

    /// `123 456`, `123-456` and nothing more joined to them.
    private func isHalved(_ index: Int) -> Bool {
        guard isJoined(index), !isJoined(index - 1), !isJoined(index + 1) else { return false }
        let count = tokens[index].text.utf8.count
        return (3...4).contains(count) && tokens[index + 1].text.utf8.count == count && gap(after: index).count == 1
            && gap(after: index).allSatisfy { Typing.isDash($0) || $0.properties.isWhitespace }
    }
}
