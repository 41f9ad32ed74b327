import Testing

@testable import Casework

@Suite struct `The redactor` {
    static let masked: [(String, String, [RedactedKind])] = [
        ("карта 4111 1111 1111 1111, списали", "карта 411111******1111, списали", [.cardNumber]),
        ("card 4111-1111-1111-1111.", "card 411111******1111.", [.cardNumber]),
        ("4111111111111111", "411111******1111", [.cardNumber]),
        ("４１１１ １１１１ １１１１ １１１１", "411111******1111", [.cardNumber]),
        ("4111\u{200B}1111\u{200B}11111111", "411111******1111", [.cardNumber]),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "411111******1111", [.cardNumber]),
        ("amex 3782 822463 10005", "amex 378282*****0005", [.cardNumber]),
        ("4111 1111 1111 1111 и 5555 5555 5555 4444", "411111******1111 и 555555******4444", [.cardNumber]),
        ("назвала код 4821 мошеннику", "назвала код [ONE_TIME_CODE] мошеннику", [.oneTimeCode]),
        ("Код из СМС: 482193.", "Код из СМС: [ONE_TIME_CODE].", [.oneTimeCode]),
        ("код 482-193 продиктовала", "код [ONE_TIME_CODE] продиктовала", [.oneTimeCode]),
        ("4821 — это код из смс", "[ONE_TIME_CODE] — это код из смс", [.oneTimeCode]),
        ("коды 1234, 5678 и 9012", "коды [ONE_TIME_CODE], [ONE_TIME_CODE] и [ONE_TIME_CODE]", [.oneTimeCode]),
        ("код1234", "код[ONE_TIME_CODE]", [.oneTimeCode]),
        ("the code was 123456", "the code was [ONE_TIME_CODE]", [.oneTimeCode]),
        ("OTP: 99887766", "OTP: [ONE_TIME_CODE]", [.oneTimeCode]),
        ("сказала код 1234 и перевела 150000", "сказала код [ONE_TIME_CODE] и перевела 150000", [.oneTimeCode]),
        ("пин-код 1234", "пин-код [PIN]", [.pin]), ("her PIN is 0000", "her PIN is [PIN]", [.pin]),
        ("cvv2 123", "cvv2 [CVV]", [.cvv]), ("CVC: 9876", "CVC: [CVV]", [.cvv]),
        ("security code 321", "security code [CVV]", [.cvv]),
        ("пароль: qwerty", "пароль: [PASSWORD]", [.password]),
        ("пароль Zx9kLm!", "пароль [PASSWORD]", [.password]),
        ("пароль от кабинета «Vesna2024».", "пароль от кабинета «[PASSWORD]».", [.password]),
        ("password is hunter2, she said", "password is [PASSWORD], she said", [.password]),
        ("Password=correct-horse", "Password=[PASSWORD]", [.password]),
        (
            "abandon ability able about above absent absorb abstract absurd abuse access zone", "[SEED_PHRASE]",
            [.seedPhrase]
        ),
        (
            "фраза: 1. Abandon 2. ability 3. able 4. about 5. above 6. absent 7. absorb 8. abstract 9. absurd 10. abuse 11. access 12. zone!",
            "фраза: 1. [SEED_PHRASE]!", [.seedPhrase]
        ),
        ("паспорт 4509 123456 выдан", "паспорт [PASSPORT] выдан", [.passport]),
        ("4509 № 123456", "[PASSPORT]", [.passport]), ("паспорт 4509123456", "паспорт [PASSPORT]", [.passport]),
        ("Паспорт серия 45 09 номер 123456", "Паспорт серия [PASSPORT]", [.passport]),
        ("паспорт: серия 4509 номер 123456", "паспорт: серия [PASSPORT]", [.passport]),
        ("назвала 3 цифры 123 с обратной стороны", "назвала 3 цифры [CVV] с обратной стороны", [.cvv]),
        ("код 7788 и ещё один 9911", "код [ONE_TIME_CODE] и ещё один [ONE_TIME_CODE]", [.oneTimeCode]),
        ("112-233-445 95", "[SNILS]", [.snils]), ("СНИЛС 11223344595", "СНИЛС [SNILS]", [.snils]),
        ("Звонили с +7 928 123-45-67", "Звонили с [PHONE]", [.phone]),
        ("код прислали на 8 928 123 45 67", "код прислали на [PHONE]", [.phone]),
        ("код на номер 89281234567", "код на номер [PHONE]", [.phone]),
        ("код на 8 (928) 123-45-67", "код на [PHONE]", [.phone]),
        ("code sent to +44 7700 900123", "code sent to [PHONE]", [.phone]),
        ("code sent to (555) 123-4567", "code sent to ([PHONE]", [.phone]),
        ("code to 07700 900123", "code to [PHONE]", [.phone]),
        ("в 10 перезвонить 928 123-45-67 дочери", "в 10 перезвонить [PHONE] дочери", [.phone]),
        ("моб. 9281234567", "моб. [PHONE]", [.phone]), ("tel 9281234567", "tel [PHONE]", [.phone]),
        ("код 4821 пришёл на +79281234567", "код [ONE_TIME_CODE] пришёл на [PHONE]", [.oneTimeCode, .phone]),
        ("SSN 123-45-6789", "SSN [SSN]", [.ssn]), ("his 123-45-6789 leaked", "his [SSN] leaked", [.ssn]),
    ]

    @Test(arguments: masked.indices) func `masks`(row: Int) {
        let (text, expected, kinds) = Self.masked[row]
        let found = Redactor.redact(text)
        #expect(found.text == expected)
        #expect(found.kinds == kinds)
        #expect(Redactor.redact(found.text) == Redaction(text: found.text, kinds: []))
    }

    @Test(arguments: [
        "звонила в банк на 8 800 555-55-50", "горячая линия +7 800 555 55 50", "перевела 89000000000 рублей",
        "ИНН 9701234567", "код обращения 26-000123-4", "обращение 26-000123-4, код не называла",
        "код не назвала, перевела 150000", "перевела 150 000 руб., код не сообщала", "код не сказала, списали 4 500 ₽",
        "код 1500 рублей", "sent $4500, no code given", "code not given, lost 15000 USD",
        "22.11.2026 в 10:00 пришёл код",
        "код пришёл 22 ноября 2026", "код пришёл в 2026 году", "2026-11-22 code received at 10:15",
        "код города 4852", "QR-код 1234", "sort code 12-34-56", "error code 4004", "zip code 90210",
        "пароль не говорила", "пароль: не помнит", "пароль сменила", "the password was changed", "password is unknown",
        "пароль от почты anna1@mail.ru", "сумма 150000, 250000 и 1234567", "ИНН 7707083893",
        "заявка 1234567890123456", "телефон 900", "кодекс 1234", "счёт 40817810099910004312",
        "then she said that they would block the card after lunch and the bank would never call again about this money",
        "", " ", "\n",
    ])
    func `leaves alone`(text: String) { #expect(Redactor.redact(text) == Redaction(text: text, kinds: [])) }

    @Test func `finds every card with its check digit, wherever it stands`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let body = [2, 2, 0, 0] + (0..<11).map { _ in Int.random(in: 0...9, using: &generator) }
            guard let check = (0...9).first(where: { Luhn.isValid(body + [$0]) }) else { continue }
            let digits = (body + [check]).map(String.init).joined()
            let found = Redactor.redact("Сказал: карта \(digits), потом код.")
            #expect(found.kinds == [.cardNumber] && !found.text.contains(digits.dropFirst(6).prefix(6)))
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["код 1234 ", "пароль ", "4 1 1 ", "123 ", "abandon ", "+7 ", "[PIN]", "пароль: qw1 ", "1234567890"])
    func `takes time in proportion to the text`(piece: String) {
        // The limit of the test is the check: quadratic time would need hours for this.
        let long = String(repeating: piece, count: 20_000)
        #expect(!Redactor.redact(long).text.isEmpty)
    }

    @Test func `any text is taken, and twice is once`() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "код", " ", "1234", "-", "+7", "пароль", ":", "qwerty1", "4111111111111111", "\n", ".", "«", "»", "🙂",
            "pin",
            "cvv", "26-000123-4", "руб", "e\u{301}", "\u{200D}", "№", "4509", "123456", "is", "=", ",", "и", "[PIN]",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...14, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }
            let once = Redactor.redact(text.joined())
            #expect(Redactor.redact(once.text).text == once.text, "\(text)")
        }
    }
}
