import Canonical
import Testing

@testable import Playbook

@Suite struct `Sentences as they are heard` {
    @Test(arguments: [
        ("Положите трубку. Наберите {{p.police}}.", [2, 2]), ("Hang up now", [3]), ("", []), ("– … –", []),
        ("Вы не виноваты! Дальше?  Ждите…", [3, 1, 1]), ("Первая строка\nвторая строка", [2, 2]),
        ("Около 5 тыс. руб. в день.", [6]), ("Т. е. сразу.", [3]), ("Позвоните до 18.30. Потом ждите.", [3, 2]),
        ("Скажите: «Остановите перевод.» Ждите ответа.", [3, 2]), ("Call 8-800-100-70-10 – it is free.", [5]),
        ("Ask Mr. smith, e.g. by mail.", [6]), ("Is it him? (Yes.) Go.", [3, 1, 1]), ("Show {{ a.amount }} now.", [3]),
    ])
    func `are counted by the rules that are written down`(_ wording: String, _ words: [Int]) {
        #expect(Sentences.of(wording).map(\.words) == words)
    }

    @Test func `begin where their first word begins`() {
        #expect(Sentences.of("Стоп. Ждите.").map(\.index) == [0, 6])
    }

    @Test func `of the shipped library are short`() {
        for playbook in Shipped.all {
            for (language, total) in playbook.readability {
                #expect(total.isShort && total.longest <= Readability.most, "\(playbook.id) \(language)")
            }
        }
    }

    @Test func `for colleagues and in labels are not counted`() throws {
        let source = """
            playbook: p
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: One two three}
            steps:
              - do: own
                text: {en: One two.}
              - do: others
                role: shift_lead
                text: {en: One two three four five.}
              - ask: way
                text: {en: One?}
                type: choice
                options: [{value: a, label: {en: One two three four.}}]
                fact: wrap_up
                detail: {en: One two three.}
            """
        let playbook = try #require(Sample.parse(source).0).playbook
        #expect(playbook.readability["en"] == Readability(sentences: 2, words: 3, longest: 2))
    }
}

@Suite struct `The list for reviewers` {
    private static let source = """
        playbook: p
        schema: playbook/1
        version: 1.0.0
        languages: [en]
        title: {en: Title}
        review_by: 2027-05-01
        steps:
          - {say: law, text: {en: Law}, sources: [RU-01, K], review_by: 2027-02-15}
          - {say: soul, text: {en: Soul}, sources: [S-07, K], review_by: 2027-01-15}
          - {say: due, text: {en: Due}, sources: [RU-02], review_by: 2026-12-01}
          - {say: later, text: {en: Later}, sources: [RU-02]}
          - {say: free, text: {en: Free}}
        """

    @Test func `has what nobody has checked and what falls due, those first that are due first`() throws {
        let loaded = try #require(Sample.parse(Self.source).0)
        let list = ReviewList([loaded], by: try #require(Day("2026-12-31")))
        #expect(list.items.map(\.path) == ["steps/due", "steps/soul", "steps/law"])
        #expect(list.items.map(\.reader) == [.lawyer, .psychologist, .lawyer])
        #expect(list.items.map(\.isUnchecked) == [false, true, true])
        let all = ReviewList([loaded], by: try #require(Day("2027-06-01")))
        #expect(all.items.map(\.path) == ["steps/due", "steps/soul", "steps/law", "steps/later"])
        #expect(all.items.last?.due == Day("2027-05-01"))
    }

    @Test func `has the parameters too`() throws {
        let file =
            "parameters: RU\nschema: parameters/1\nversion: 1.0.0\nreview_by: 2027-02-15\nvalues:\n"
            + "  - {parameter: line, kind: phone, value: \"112\", sources: [K]}\n"
        let set = try #require(ParameterFile.parse(PlaybookSource(file: "RU.yaml", bytes: Array(file.utf8))).0)
        let list = ReviewList([], parameters: [(set, "RU.yaml")], by: try #require(Day("2026-12-31")))
        #expect(list.items.map(\.path) == ["line"] && list.items.first?.due == Day("2027-02-15"))
    }
}

@Suite struct `Pages of the library` {
    @Test func `are one a playbook and an index, and name every step`() throws {
        let pages = PlaybookPages(Shipped.library.playbooks, folder: "../../Playbooks/").pages
        #expect(pages.count == Shipped.all.count + 1)
        for playbook in Shipped.all {
            let page = try #require(pages["\(playbook.id).md"])
            for (_, step) in playbook.allSteps { #expect(page.contains("`\(step.id)`"), "\(playbook.id) \(step.id)") }
            #expect(pages["README.md"]?.contains("](\(playbook.id).md)") == true)
        }
    }

    @Test func `are the same whatever the order of the files`() {
        let reversed = PlaybookPages(Shipped.library.playbooks.reversed(), folder: "").pages
        #expect(reversed == PlaybookPages(Shipped.library.playbooks, folder: "").pages)
    }
}
