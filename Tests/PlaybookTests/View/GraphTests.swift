import Canonical
import Testing

@testable import Playbook

@Suite struct GraphTests {
    static let languages: [Language] = ["ru", "en"]

    @Test(arguments: Shipped.names, languages)
    func `no boxes of a shipped playbook lie upon each other, and all are on the page`(id: String, language: Language)
        throws
    {
        let playbook = try Shipped.playbook(id)
        let survey = try #require(PictureSurvey(PlaybookGraph.svg(playbook, language: language)))
        #expect(survey.boxes.count == playbook.stepCount)
        #expect(Set(survey.boxes.map(\.step)) == Set(playbook.allSteps.map(\.step.id)))
        #expect(survey.overlaps.isEmpty)
        #expect(survey.strays.isEmpty)
    }

    @Test(arguments: 0..<40) func `random playbooks are drawn without overlap too`(seed: Int) throws {
        let playbook = Shipped.random(seed)
        let survey = try #require(PictureSurvey(PlaybookGraph.svg(playbook, language: "ru")))
        #expect(survey.boxes.count == playbook.stepCount)
        #expect(survey.overlaps.isEmpty && survey.strays.isEmpty)
    }

    @Test(arguments: languages) func `the playbook of the safe account has the form of a screen`(language: Language)
        throws
    {
        let svg = PlaybookGraph.svg(try Shipped.playbook("safe-account"), language: language)
        let page = try #require(PictureSurvey(svg)).page
        #expect(page.right <= 2200)
        #expect(Double(page.bottom) / Double(page.right) < 0.66)
    }

    @Test func `signs of the notations in a text do no harm`() throws {
        let evil = "<b>&\"'`|#;{}[]()\\ ]]> --> end %% \u{1}\u{FFFF} -- n1"
        let step = Forge.say("a", evil)
        let playbook = Forge.playbook([
            step, Forge.decide("b", [("a.a == \"\(evil)\"", [Forge.say("c", evil)]), (nil, [])]),
        ])
        let svg = PlaybookGraph.svg(playbook, language: "en")
        #expect(!svg.contains("<b>") && !svg.contains("\u{1}"))
        #expect(svg.contains("&lt;b&gt;&amp;&quot;"))
        let mermaid = PlaybookGraph.mermaid(playbook, language: "en")
        #expect(!mermaid.contains("<b>") && mermaid.contains("#60;b#62;#38;#34;"))
        if Tool.hasXMLLint {
            _ = try Tool.run(
                "python3 -c 'import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())'", input: svg)
        }
        if Tool.hasGraphviz { _ = try Tool.run("dot -Tsvg", input: PlaybookGraph.dot(playbook, language: "en")) }
    }

    @Test(.enabled(if: Tool.hasXMLLint), arguments: Shipped.someNames) func `pictures are well-formed XML`(id: String)
        throws
    {
        let svg = PlaybookGraph.svg(try Shipped.playbook(id), language: "ru")
        _ = try Tool.run(
            "python3 -c 'import sys, xml.dom.minidom as m; m.parseString(sys.stdin.buffer.read())'", input: svg)
    }

    @Test(.enabled(if: Tool.hasGraphviz), arguments: Shipped.someNames, languages)
    func `Graphviz accepts the graphs of shipped playbooks`(id: String, language: Language) throws {
        let playbook = try Shipped.playbook(id)
        let output = try Tool.run("dot -Tsvg", input: PlaybookGraph.dot(playbook, language: language))
        #expect(output.contains("</svg>") && !output.contains("Warning:"))
    }

    @Test func `every step is a node, and only ends lead nowhere`() throws {
        for playbook in try Shipped.all + [Shipped.complete()] {
            let chart = FlowChart(SketchBook(playbook, "ru"))
            let drawn = chart.nodes.compactMap { $0.sketch?.step.id }
            #expect(drawn.count == playbook.stepCount)
            let entered = Set(chart.edges.map(\.to))
            let starts = [0] + chart.sides.map(\.nodes.lowerBound)
            for node in chart.nodes.indices { #expect(entered.contains(node) != starts.contains(node), "\(node)") }
        }
    }

    @Test func `the pictures of the fixture are as they were found good`() throws {
        let playbook = try Shipped.complete()
        for language in Self.languages {
            try Golden.compare(PlaybookGraph.svg(playbook, language: language), "complete.\(language).svg")
            try Golden.compare(PlaybookGraph.mermaid(playbook, language: language), "complete.\(language).mmd")
            try Golden.compare(PlaybookGraph.dot(playbook, language: language), "complete.\(language).dot")
        }
    }

    @Test func `lines keep within their width, long words too`() {
        let text = "Иногда словоупотребительность-которой-нет-конца стоит среди слов."
        for width in [40, 80, 150] {
            let lines = LetterWidths.lines(of: text, width: width, size: 11)
            #expect(lines.allSatisfy { LetterWidths.width(of: $0, size: 11) <= width })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
            let cut = LetterWidths.lines(of: text, width: width, size: 11, limit: 1)
            #expect(cut.count == 1 && cut[0].hasSuffix("…") && LetterWidths.width(of: cut[0], size: 11) <= width)
        }
    }

    @Test func `conditions are said in the words of the screen`() throws {
        let playbook = try Shipped.playbook("safe-account")
        let (russian, english) = (
            ConditionWords(playbook, Tongue(language: "ru")), ConditionWords(playbook, Tongue(language: "en"))
        )
        let condition = Expression("a.money_way == \"own_banks\" || (answered(a.own_banks) && a.own_banks == \"yes\")")
        #expect(russian.words(condition) == "money_way = Пока только между своими счетами или own_banks = Да")
        #expect(english.words(condition) == "money_way = So far only between own accounts or own_banks = Yes")
        #expect(english.words(Expression("a.loan_amount > money(\"RUB\", 20000000)")).hasPrefix("loan_amount > 200"))
        #expect(english.words(Expression("!has(case.x)")) == "not (case.x known)")
        #expect(english.words(Expression("(((")) == "(((")
    }
}
