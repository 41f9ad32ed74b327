import Testing

@testable import Casework

@Suite struct `Code lists` {
    @Test func `every code is a plain upper-case identifier with a name in both languages`() {
        for list in CodeLists.all {
            #expect(Set(list.codes.map(\.code)).count == list.codes.count)
            for entry in list.codes {
                #expect(
                    entry.code.utf8.allSatisfy {
                        (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                    })
                #expect(!entry.ru.isEmpty && !entry.en.isEmpty)
            }
        }
    }

    @Test func `list names are unique and in snake case`() {
        let names = CodeLists.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } })
        #expect(CodeLists.list(named: "payment_rail")?.codes.count == 30)
        #expect(CodeLists.list(named: "nothing") == nil)
    }

    @Test(arguments: ["hotline", "Hotline", "HOTLINE", " hotline "])
    func `a code is read in any case`(text: String) throws {
        #expect(try IntakeChannel.parse(text) == .hotline)
        #expect(try ScamType.parse("safe-account") == .safeAccount)
        #expect(try IndicatorType.parse("SBP_PHONE+BANK") == .sbpPhoneBank)
    }

    @Test(arguments: [
        ("SAFE_ACOUNT", "SAFE_ACCOUNT"), ("simswap", "SIM_SWAP"), ("phising", "PHISHING"), ("invest", "INVEST_CRYPTO"),
    ])
    func `a mistyped code names the nearest one`(text: String, meant: String) {
        let error = #expect(throws: CodeError.self) { try ScamType.parse(text) }
        #expect(error?.suggestion == meant)
        #expect(error?.list == "scam_type")
        #expect(error?.allowed.count == 23)
    }

    @Test(arguments: ["", "zzzzzzzz", "банк", String(repeating: "A", count: 100_000)])
    func `a foreign text has no suggestion`(text: String) {
        let error = #expect(throws: CodeError.self) { try PaymentRail.parse(text) }
        #expect(error?.suggestion == nil)
    }

    @Test func `names follow the language and fall back to English`() {
        #expect(Priority.p0.name(in: "ru-RU") == "Действовать сейчас")
        #expect(Priority.p0.name(in: "de") == "Act now")
    }

    @Test func `the table of statuses`() {
        let allowed: Set = [
            "NEW>IN_PROGRESS", "NEW>WAIT_VICTIM", "NEW>WAIT_THIRD_PARTY", "NEW>CLOSED",
            "IN_PROGRESS>WAIT_VICTIM", "IN_PROGRESS>WAIT_THIRD_PARTY", "IN_PROGRESS>MONITORING", "IN_PROGRESS>CLOSED",
            "WAIT_VICTIM>IN_PROGRESS", "WAIT_VICTIM>WAIT_THIRD_PARTY", "WAIT_VICTIM>MONITORING", "WAIT_VICTIM>CLOSED",
            "WAIT_THIRD_PARTY>IN_PROGRESS", "WAIT_THIRD_PARTY>WAIT_VICTIM", "WAIT_THIRD_PARTY>MONITORING",
            "WAIT_THIRD_PARTY>CLOSED", "MONITORING>IN_PROGRESS", "MONITORING>WAIT_VICTIM",
            "MONITORING>WAIT_THIRD_PARTY", "MONITORING>CLOSED", "CLOSED>REOPENED", "REOPENED>IN_PROGRESS",
            "REOPENED>WAIT_VICTIM", "REOPENED>WAIT_THIRD_PARTY", "REOPENED>MONITORING", "REOPENED>CLOSED",
        ]
        for from in CaseStatus.allCases {
            for to in CaseStatus.allCases {
                #expect(from.canBecome(to) == allowed.contains("\(from.rawValue)>\(to.rawValue)"))
            }
        }
    }

    @Test(arguments: [
        ("ru", "RU"), ("uk", "UK"), ("GB", "UK"), ("EU", "EU"), ("eu-de", "EU-DE"), ("DE", "EU-DE"), ("kz", "KZ"),
        ("US", "US"),
    ])
    func `a place has one written form that reads back`(text: String, written: String) throws {
        let place = try Jurisdiction.Place.parse(text)
        #expect(place.description == written)
        #expect(try Jurisdiction.Place.parse(written) == place)
    }

    @Test(arguments: ["", "EU-US", "RUS", "1", "OTHER"])
    func `what is no place is refused`(text: String) {
        #expect(throws: CodeError.self) { try Jurisdiction.Place.parse(text) }
    }
}
