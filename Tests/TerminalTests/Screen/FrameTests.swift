import Canonical
import Testing

@testable import Terminal

@Suite struct FrameTests {
    private func spans(_ model: GuideModel) -> [Span] {
        model.render(Size(width: 100, height: 30)).lines.flatMap(\.spans)
    }

    @Test func `what is said is bold and a broken deadline is red`() {
        var model = Sample.model([Sample.dialBank])
        #expect(spans(model).contains { $0.text == "Позвоните в банк по номеру на карте." && $0.style == .bold })
        #expect(spans(model).contains { $0.text == "left 04:22" && $0.style == .bold })
        model.tick(Sample.now.adding(seconds: 1))
        #expect(spans(model).contains { $0.text == "left 04:21" })
        model.tick(Sample.now.adding(seconds: 210))
        #expect(spans(model).contains { $0.text == "left 00:52" && $0.style.color == .yellow })
        model.tick(Sample.now.adding(seconds: 272))
        #expect(spans(model).contains { $0.text == "late by 00:10" && $0.style == .alarm })
    }

    @Test(
        arguments: [(0, "00:00"), (59, "00:59"), (3_600, "1:00:00"), (86_399, "23:59:59"), (183_845, "2d 03:04:05")]
            as [(Int64, String)])
    func `a clock is as short as it can be`(_ seconds: Int64, _ text: String) {
        #expect(Sample.model([]).countdown(seconds) == text)
    }

    @Test func `a control sequence in a text does not reach the screen`() {
        let evil: JSON = ["path": "e", "kind": "say", "text": "a\u{1B}[2Jb\u{202E}", "sources": []]
        #expect(!spans(Sample.model([evil])).contains { $0.text.contains("\u{1B}") || $0.text.contains("\u{202E}") })
    }

    @Test func `names of codes come from the desk`() {
        let model = GuideModel(
            Sample.document([Sample.dialBank]), words: Words(language: "ru"), now: Sample.now,
            names: { list, code in "\(list)=\(code)" })
        let text = spans(model).map(\.text).joined()
        #expect(text.contains("priority=P0") && text.contains("priority_reason=ATTACK_ONGOING"))
        var noting = model
        noting.press(.character("m"), .character("4"), .control("d"))
        _ = noting.receive(.noted(["masked": ["CARD_NUMBER"]]))
        #expect(noting.notice?.text.hasSuffix("redacted_kind=CARD_NUMBER") == true)
    }

    private func step(_ path: String, _ text: String, due: Int64?, state: String = "running") -> JSON {
        var members: JSON.Members = ["path": .string(path), "kind": "do", "text": .string(text), "sources": []]
        if let due {
            let moment = Sample.now.adding(seconds: due).description
            members["deadline"] = ["due_at": .string(moment), "state": .string(state)]
        }
        return .object(members)
    }

    @Test func `open steps are listed by their clocks, and Tab goes through them in that order`() {
        var model = Sample.model([
            step("free", "No clock.", due: nil), step("late", "A month.", due: 2_600_000),
            step("still", "Stands still.", due: 5, state: "paused"), step("soon", "Ten minutes.", due: 600),
        ])
        let lines = model.render(Size(width: 100, height: 30)).lines
        let side = lines.map { $0.text.dropFirst(68) }.joined(separator: "\n")
        let texts = ["Ten minutes.", "A month.", "No clock.", "Stands still."]
        let places = texts.map { side.firstRange(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(model.step?.path == "free")
        model.press(.tab)
        #expect(model.step?.path == "still")
        model.press(.tab)
        #expect(model.step?.path == "soon")
    }

    @Test func `what the list has no room for is counted, and a text that goes on ends in dots`() {
        let model = Sample.model(
            (1...9).map { step("s\($0)", String(repeating: "word ", count: 30), due: Int64($0) * 600) })
        let lines = model.render(Size(width: 100, height: 24)).lines.map(\.text)
        #expect(lines.contains { $0.contains("+ 6 more, Tab") })
        #expect(lines.contains { $0.hasSuffix("word…") })
        let tall = model.render(Size(width: 100, height: 60)).lines.map(\.text)
        #expect(!tall.contains { $0.contains("more, Tab") })
    }

    @Test func `whose task a step is stands there in words`() {
        let step: JSON = ["path": "p", "kind": "do", "role": "agent", "text": "Mark the number.", "sources": []]
        #expect(spans(Sample.model([step])).contains { $0.text.contains("yourself, not aloud") })
        #expect(spans(Sample.model([step], language: "ru")).contains { $0.text.contains("сами, не вслух") })
    }

    @Test func `an answer without a value and a moment are told in words`() {
        let when = Question(["type": "timestamp", "allow": ["unknown", "refused"]])
        let model = Sample.model([])
        #expect(model.inWords("unknown", when) == "does not know")
        #expect(model.inWords("refused", when) == "does not want to say")
        #expect(model.inWords("2026-11-22T06:23:00Z", when) == "09:23")
        #expect(model.inWords("unknown", Question(["type": "text"])) == "unknown")
    }

    @Test func `only lines that differ are written`() {
        var writer = ScreenWriter(support: .color)
        let size = Size(width: 20, height: 3)
        let first = String(decoding: writer.bytes(for: Frame([Line("one"), Line("two")], size: size)), as: UTF8.self)
        #expect(first.contains("\u{1B}[2J") && first.contains("one") && first.contains("two"))
        let frame = Frame([Line("one"), Line("2", .alarm)], size: size, cursor: .init(row: 1, column: 1))
        let second = String(decoding: writer.bytes(for: frame), as: UTF8.self)
        #expect(second == "\u{1B}[?25l\u{1B}[2;1H\u{1B}[2K\u{1B}[1;31m2\u{1B}[0m\u{1B}[2;2H\u{1B}[?25h")
        writer.forget()
        #expect(String(decoding: writer.bytes(for: frame), as: UTF8.self).contains("one"))
    }

    @Test func `random keys, replies and sizes never leave the frame`() {
        var dice = Dice(seed: 42)
        for round in 0..<150 {
            var model = Sample.model(
                Self.documents.randomElement(using: &dice) ?? [], trail: Sample.trail,
                language: round % 2 == 0 ? "ru" : "en")
            for _ in 0..<60 {
                _ =
                    model.inFlight != nil && Bool.random(using: &dice)
                    ? model.receive(Self.reply(&dice)) : model.handle(Self.key(&dice))
                let size = Size(
                    width: Int.random(in: 0...120, using: &dice), height: Int.random(in: 0...40, using: &dice))
                let frame = model.render(size)
                model.scroll = frame.scroll
                #expect(frame.lines.count <= size.height)
                #expect(frame.lines.allSatisfy { $0.width <= size.width })
                #expect(frame.cursor.map { $0.row < size.height && $0.column < max(1, size.width) } ?? true)
            }
        }
    }

    private static let documents = [
        [Sample.verbatim, Sample.dialBank], [Sample.consent], [Sample.amount, Sample.dialBank], [Sample.banks],
        [Sample.checklist, Sample.decide], [Sample.refer, Sample.review], [],
    ]

    private static func key(_ dice: inout Dice) -> Key {
        let letters = Array("0123456789ynдн!?wbmpuridcnxзьи漢\u{301}👍 ")
        let others: [Key] = [
            .enter, .tab, .backTab, .escape, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp,
            .pageDown,
            .function(1), .function(9), .control("d"), .control("u"), .control("c"), .alt("b"), .unknown,
            .paste("длинный текст из буфера, 漢字\nв две строки"),
        ]
        if Bool.random(using: &dice) { return others.randomElement(using: &dice) ?? .enter }
        return .character(letters.randomElement(using: &dice) ?? "a")
    }

    private static func reply(_ dice: inout Dice) -> Reply {
        let document = Sample.document(documents.randomElement(using: &dice) ?? [], trail: Sample.trail)
        let replies: [Reply] = [
            .guide(document), .preview(["ask_again": ["amount"], "kept": ["x"]]), .noted(["masked": []]),
            .failed(sentence: "No connection.", isRetryable: true), .failed(sentence: "Wrong.", isRetryable: false),
            .guide(.null),
        ]
        return replies.randomElement(using: &dice) ?? .guide(document)
    }
}

@Suite struct PlainGuideTests {
    /// Lines read one after the other by one task, and what was written.
    final class Script: @unchecked Sendable {
        var lines: [String]
        var written: [String] = []
        var requests: [Request] = []
        init(_ lines: [String]) { self.lines = lines }

        func run(_ model: inout GuideModel, _ replies: [Reply]) async -> GuideEnd {
            var replies = replies
            let plain = PlainGuide(
                read: { self.lines.isEmpty ? nil : self.lines.removeFirst() }, write: { self.written.append($0) },
                now: { Sample.now })
            return await plain.run(&model) { request in
                self.requests.append(request)
                return replies.isEmpty ? .guide(Sample.document([])) : replies.removeFirst()
            }
        }
    }

    @Test func `lines answer, and the end of the input is a pause`() async {
        var model = Sample.model([Sample.consent])
        let script = Script(["д", "oops", "15 RUB", "m", "a note", "more", ".", ":p"])
        let next = Reply.guide(Sample.document([Sample.amount]))
        let end = await script.run(&model, [next, .failed(sentence: "Not an amount.", isRetryable: false), next])
        #expect(end == .paused)
        #expect(script.requests[0] == .record(step: "consent", report: ["answer": "yes"]))
        #expect(script.requests[1] == .record(step: "amount", report: ["answer": "oops"]))
        #expect(script.requests[2] == .reload)
        #expect(script.written.contains { $0.contains("Not an amount.") })
        #expect(await Script([]).run(&model, []) == .paused)
    }

    @Test func `a note ends with a dot`() async {
        var model = Sample.model([Sample.dialBank])
        let script = Script(["m", "one", "two", ".", "F1", "p"])
        _ = await script.run(&model, [.noted([:]), .guide(Sample.document([Sample.dialBank]))])
        #expect(script.requests == [.note("one\ntwo"), .interrupt("danger")])
    }

    @Test func `a word where a key is meant is not taken apart`() async {
        var model = Sample.model([Sample.consent])
        let script = Script(["yes", "12"])
        _ = await script.run(&model, [])
        #expect(script.requests.isEmpty)
        #expect(script.written.contains(model.words.oneKey))
        var list = Sample.model([Sample.checklist])
        let marks = Script(["2 3", ""])
        _ = await marks.run(&list, [])
        #expect(marks.requests == [.record(step: "close_list", report: ["items": ["remote": "done", "word": "done"]])])
    }
}
