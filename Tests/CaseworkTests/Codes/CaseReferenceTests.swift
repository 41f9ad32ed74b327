import Testing

@testable import Casework

@Suite struct `Case references` {
    static let samples: [Int64] = [
        260_000_000_001, 260_000_000_123, 990_000_999_999, 1, 269_999_999_999, 10_001_000_000, 261_234_567_890,
    ]

    @Test(arguments: samples) func `a number and its text give each other`(number: Int64) throws {
        let reference = try #require(CaseReference(caseNo: number))
        #expect(reference.caseNo == number)
        #expect(try CaseReference.parse(reference.description) == reference)
        #expect(CaseReference(year: reference.year, ordinal: reference.ordinal) == reference)
    }

    @Test func `the form is year, six digits and a check digit`() throws {
        let text = try #require(CaseReference(caseNo: 260_000_000_123)).description
        #expect(text.hasPrefix("26-000123-"))
        #expect(text.count == 11)
        #expect(Damm.checkDigit(of: [5, 7, 2]) == 4)
    }

    @Test func `no case has a number out of range`() {
        #expect(
            [0, -1, 260_000_000_000, 1_000_000_000_000, .max, .min].allSatisfy { CaseReference(caseNo: $0) == nil })
    }

    @Test(arguments: samples) func `every single wrong digit is found`(number: Int64) throws {
        let digits = try #require(CaseReference(caseNo: number)).description.compactMap(\.wholeNumberValue)
        for place in digits.indices {
            for wrong in 0...9 where wrong != digits[place] {
                var typed = digits
                typed[place] = wrong
                #expect(throws: ReferenceError.self) { try CaseReference.parse(typed.map(String.init).joined()) }
                #expect(!Damm.isValid(typed))
            }
        }
    }

    @Test(arguments: samples) func `every swap of neighbours is found`(number: Int64) throws {
        let digits = try #require(CaseReference(caseNo: number)).description.compactMap(\.wholeNumberValue)
        for place in digits.indices.dropLast() where digits[place] != digits[place + 1] {
            var typed = digits
            typed.swapAt(place, place + 1)
            #expect(throws: ReferenceError.self) { try CaseReference.parse(typed.map(String.init).joined()) }
            #expect(!Damm.isValid(typed))
        }
    }

    @Test func `a wrong digit is told apart from a wrong form`() throws {
        let text = try #require(CaseReference(caseNo: 260_000_000_123)).description
        let wrong = text.dropLast() + (text.last == "1" ? "2" : "1")
        #expect(throws: ReferenceError.checkDigit) { try CaseReference.parse(String(wrong)) }
        for malformed in [
            "", "26", "26-000123", "26-000123-4-56789", "26-0000123-4", "case", "26-00O123-4", "26.000123.4",
        ] {
            #expect(throws: ReferenceError.self) { try CaseReference.parse(malformed) }
        }
        #expect(throws: ReferenceError.malformed) { try CaseReference.parse(String(repeating: " ", count: 1_000_000)) }
    }

    @Test func `spaces, dashes of any kind and full-width digits are taken`() throws {
        let reference = try #require(CaseReference(caseNo: 260_000_000_123))
        let check = reference.description.suffix(1)
        for text in [
            "26000123\(check)", " 26 000 123 \(check) ", "26–000123—\(check)", "26 - 000123 - \(check)",
            "２６－０００１２３－\(check)", "26\u{2011}000123\u{2212}\(check)", "26\u{A0}000123\u{A0}\(check)",
        ] {
            #expect(try CaseReference.parse(text) == reference)
        }
    }
}
