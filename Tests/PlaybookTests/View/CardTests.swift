import Canonical
import Testing

@testable import Playbook

@Suite struct CardTests {
    @Test(arguments: Shipped.names, GraphTests.languages)
    func `every step of a shipped playbook is on its card, and every arrow leads to a number that is there`(
        id: String, language: Language
    ) throws {
        let playbook = try Shipped.playbook(id)
        let list = CardList(playbook, language)
        let onCard = Set(list.entries.map(\.step.id))
        // Only decisions can be told by the answers of the question before them.
        for (_, step) in playbook.allSteps where !onCard.contains(step.id) { #expect(step.kindKey == "decide") }
        #expect(onCard.count == list.entries.count)
        for entry in list.entries {
            for target in entry.targets + [entry.next] {
                guard case .mark = target else { continue }
                #expect((1...list.entries.count).contains(try #require(list.number(of: target))))
            }
        }
        let text = PlaybookCard.text(playbook, language: language)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 90 })
        #expect(!text.contains("{{"))
    }

    @Test(arguments: Shipped.names) func `every step of a card can be reached from its beginning or a side path`(
        id: String
    )
        throws
    {
        let list = CardList(try Shipped.playbook(id), "ru")
        var reached: Set<Int> = []
        var waiting = [1] + list.sides.compactMap { list.number(of: $0.first) }
        while let number = waiting.popLast() {
            guard reached.insert(number).inserted else { continue }
            let entry = list.entries[number - 1]
            waiting += (entry.targets + [entry.next]).compactMap { list.number(of: $0) }
        }
        #expect(reached.count == list.entries.count)
    }

    @Test func `answers say where to go`() throws {
        let card = PlaybookCard.text(try Shipped.playbook("safe-account"), language: "en")
        #expect(card.contains("Handed to a courier → "))
        #expect(card.contains("At any moment: Danger to life → "))
        #expect(card.contains("NEVER"))
    }

    @Test(arguments: GraphTests.languages) func `the card of the fixture is as it was found good`(language: Language)
        throws
    {
        let playbook = try Shipped.complete()
        try Golden.compare(PlaybookCard.text(playbook, language: language), "card.\(language).txt")
        try Golden.compare(PlaybookCard.html(playbook, language: language), "card.\(language).html")
    }

    @Test func `the page has no scripts, asks for nothing outside, and escapes everything`() {
        let html = PlaybookCard.html(
            Forge.playbook([Forge.say("a", "<script>alert(\"1\")</script> & <img src=x>")]), language: "en")
        #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("http"))
        #expect(html.contains("&lt;script&gt;alert(&quot;1&quot;)"))
        #expect(html.contains("size: A4"))
    }

    @Test func `what a card says never to say is what the linter finds`() {
        for (language, phrases) in CardNever.quoted {
            for phrase in phrases { #expect(!ForbiddenPhrases.matches(in: phrase, language).isEmpty, "\(phrase)") }
        }
    }
}

extension CardEntry {
    /// Where its ticks and conditions lead.
    fileprivate var targets: [Target] {
        lines.compactMap { line in
            switch line {
            case .tick(_, let target): target
            case .onlyIf(_, let target): target
            case .blank, .note: nil
            }
        }
    }
}
