import Testing

@Suite struct `The page of what goes wrong elsewhere` {
    @Test func `every test that it names is there`() throws {
        let page = try Repository.text("docs/peers.md")
        var count = 0
        for part in page.split(separator: "`").dropFirst() {
            guard part.wholeMatch(of: /[A-Za-z]+Tests\/[A-Za-z\/]+/) != nil else { continue }
            let text = try Repository.text("Tests/\(part).swift")
            let rest = page[part.endIndex...].dropFirst()
            // The sentences that follow the name of a file, up to the next one.
            let told = rest.prefix { $0 != "`" && $0 != "|" && $0 != "\n" }
            let sentences = told.matches(of: /“([^”]+)”/).map(\.1)
            #expect(!sentences.isEmpty, "\(part): no test is named")
            for sentence in sentences {
                #expect(text.contains("func `\(sentence)`"), "\(part): “\(sentence)” is not there")
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test func `every row has a test, or says why there is none`() throws {
        let rows = try Repository.text("docs/peers.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
        for row in rows where !row.hasPrefix("| Check |") && !row.hasPrefix("| Lesson |") {
            #expect(row.contains("Tests/") || row.contains("| Does not apply: "), "\(row)")
        }
        #expect(rows.count == 30)
    }
}
