import Testing

@testable import Terminal

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("Да", 2), ("е\u{301}", 1), ("й", 1), ("и\u{306}", 1), ("漢字", 4), ("ｆｕ", 4), ("한글", 4),
        ("👍", 2), ("👩‍👩‍👧", 2), ("🇷🇺", 2), ("☎️", 2), ("…–«»", 4), ("a\u{200B}b", 2), ("\u{1B}", 0), ("✓", 1), ("▌", 1),
        ("\u{AD}", 0),
    ])
    func `a text takes the columns that a terminal gives it`(_ text: String, _ width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test func `control characters and direction overrides never reach the terminal`() {
        #expect("a\u{1B}[31mb\u{202E}c\td\u{9B}".displayable == "a[31mbc d")
    }
}

@Suite struct WrappingTests {
    @Test func `words stay whole where they fit`() {
        #expect(wrapped("one two three", width: 7) == ["one two", "three"])
        #expect(wrapped("Позвоните в банк", width: 11) == ["Позвоните в", "банк"])
    }

    @Test func `a word longer than the line is broken`() {
        #expect(wrapped("a abcdefgh b", width: 3) == ["a", "abc", "def", "gh", "b"])
        #expect(wrapped("漢字漢字", width: 3) == ["漢", "字", "漢", "字"])
    }

    @Test func `line breaks stay and nothing is one empty line`() {
        #expect(wrapped("a\n\nb", width: 9) == ["a", "", "b"])
        #expect(wrapped("", width: 9) == [""])
        #expect(wrapped("漢", width: 0) == ["漢"])
    }

    @Test func `what is cut off is marked`() {
        #expect("Позвоните".truncated(to: 5) == "Позв…")
        #expect("abc".truncated(to: 3) == "abc")
        #expect("漢字".truncated(to: 3) == "漢…")
        #expect("abc".truncated(to: 0) == "")
    }
}

@Suite struct StyleTests {
    @Test func `no colour where somebody does not want it or the terminal has none`() {
        #expect(Style.Support.of(term: "xterm", noColor: nil) == .color)
        #expect(Style.Support.of(term: "xterm", noColor: "") == .color)
        #expect(Style.Support.of(term: "xterm", noColor: "1") == .monochrome)
        #expect(Style.Support.of(term: "dumb", noColor: nil) == .none)
        #expect(Style.Support.of(term: nil, noColor: nil) == .none)
    }

    @Test func `a style is what the terminal can show of it`() {
        #expect(Style.alarm.applied(to: "x", support: .color) == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(Style.alarm.applied(to: "x", support: .monochrome) == "\u{1B}[1mx\u{1B}[0m")
        #expect(Style.alarm.applied(to: "x", support: .none) == "x")
        #expect(Style.plain.applied(to: "x", support: .color) == "x")
    }
}

@Suite struct TextTableTests {
    @Test func `columns are as wide as their widest cell on the screen`() {
        var table = TextTable([.init("ref"), .init("steps", alignment: .right), .init("title", maximumWidth: 6)])
        table.append(["RD-1", "12", "漢字漢字漢字"])
        table.append(["RD-1000", "3", TextTable.Cell("Да", style: .bold)])
        table.append(["x", ""])
        #expect(
            table.lines() == [
                "ref      steps  title", "RD-1        12  漢字…", "RD-1000      3  Да", "x",
            ])
        #expect(table.lines(support: .color)[2] == "RD-1000      3  \u{1B}[1mДа\u{1B}[0m")
    }
}

@Suite struct PromptTests {
    /// Answers given in advance; written once, read in order by one task.
    final class Script: @unchecked Sendable {
        var lines: [String]
        var written = ""
        init(_ lines: [String]) { self.lines = lines }
        var prompt: Prompt {
            Prompt(read: { self.lines.isEmpty ? nil : self.lines.removeFirst() }, write: { self.written += $0 })
        }
    }

    @Test func `a line is asked for until it is right`() {
        let script = Script(["x", " 5 "])
        #expect(script.prompt.line("Number", check: { Int($0) == nil ? "Not a number." : nil }) == "5")
        #expect(script.written == "Number: Not a number.\nNumber: ")
        #expect(Script([""]).prompt.line("Q", preset: "ru") == "ru")
        #expect(Script([]).prompt.line("Q") == nil)
    }

    @Test func `a choice is a number or the beginning of a name`() {
        #expect(Script(["9", "2"]).prompt.choice("Which", ["Phone", "Chat"]) == 1)
        #expect(Script(["ch"]).prompt.choice("Which", ["Phone", "Chat"]) == 1)
        #expect(Script(["x", ""]).prompt.choice("Which", ["Phone", "Chat"], preset: 0) == 0)
        #expect(Script([]).prompt.choice("Which", ["Phone", "Chat"]) == nil)
    }
}
