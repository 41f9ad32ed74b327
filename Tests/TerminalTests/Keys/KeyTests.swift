import Testing

@testable import Terminal

@Suite struct KeyDecoderTests {
    @Test(arguments: [
        ("a", [Key.character("a")]), ("я", [.character("я")]), ("漢👍", [.character("漢"), .character("👍")]),
        ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{03}", [.control("c")]),
        ("\u{1B}[A\u{1B}[B\u{1B}OC\u{1B}OD", [.up, .down, .right, .left]), ("\u{1B}[Z", [.backTab]),
        ("\u{1B}[1;5C", [.right]),
        ("\u{1B}OP\u{1B}[12~\u{1B}[[C\u{1B}OS", [.function(1), .function(2), .function(3), .function(4)]),
        ("\u{1B}[3~\u{1B}[5~\u{1B}[6~", [.delete, .pageUp, .pageDown]), ("\u{1B}[H\u{1B}[4~", [.home, .end]),
        ("\u{1B}m\u{1B}ь", [.alt("m"), .alt("ь")]), ("\u{1B}[99~x", [.unknown, .character("x")]),
        ("\u{1B}[200~а\u{1B}[A\r\u{1B}[201~b", [.paste("а\u{1B}[A\r"), .character("b")]),
    ])
    func `bytes are keys, whole or in pieces`(_ text: String, _ keys: [Key]) {
        var whole = KeyDecoder()
        #expect(whole.feed(text.utf8) == keys)
        #expect(!whole.isWaiting)
        var pieces = KeyDecoder()
        #expect(text.utf8.flatMap { pieces.feed([$0]) } == keys)
    }

    @Test func `a lone Escape is one after a silence`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(decoder.flush() == [])
        #expect(decoder.feed([0x1B, 0x1B]) == [.escape])
        #expect(decoder.flush() == [.escape])
    }

    @Test func `a silence in the middle of a paste loses nothing`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[200~ab\u{1B}[2".utf8) == [])
        #expect(decoder.flush() == [])
        #expect(decoder.feed("01~".utf8) == [.paste("ab")])
    }

    @Test func `broken UTF-8 does not eat what follows`() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0xD0, 0x41, 0xFF, 0x42]) == [.unknown, .character("A"), .unknown, .character("B")])
    }

    @Test func `any bytes give keys and end`() {
        var generator = Dice(seed: 7)
        for _ in 0..<2_000 {
            var decoder = KeyDecoder()
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                [0x1B, 0x5B, 0x7E, 0x32, 0x30, 0xD0, UInt8.random(in: 0...255, using: &generator)].randomElement(
                    using: &generator) ?? 0
            }
            for byte in bytes { _ = decoder.feed([byte]) }
            _ = decoder.flush()
        }
    }

    @Test func `Russian letters are the keys on their places`() {
        #expect(String("зьицвчс".map(\.hotKey)) == "pmbwdxc")
        #expect(Character("З").hotKey == "p")
        #expect(Character("7").hotKey == "7")
    }
}

/// Numbers that look random and are the same in every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct LineEditorTests {
    private func edited(_ text: String, _ keys: Key..., multiline: Bool = false) -> LineEditor {
        var editor = LineEditor(text, isMultiline: multiline)
        for key in keys { _ = editor.edit(key) }
        return editor
    }

    @Test func `keys edit at the cursor`() {
        #expect(edited("150 RUB", .home, .character("2"), .delete).text == "250 RUB")
        #expect(edited("ab", .left, .backspace).text == "b")
        #expect(edited("one two", .control("w")).text == "one ")
        #expect(edited("one two", .control("u")).text == "")
        #expect(edited("one", .left, .left, .control("k")).text == "o")
        #expect(edited("a", .left, .left, .right, .right, .right, .backspace, .backspace).text == "")
    }

    @Test func `a mark joins the letter before it`() {
        let editor = edited("и", .character("\u{306}"))
        #expect(editor.text == "й")
        #expect(editor.cursor == 1)
    }

    @Test func `a paste has one line where there is one, and no control characters`() {
        #expect(edited("", .paste("a\r\nb\u{1B}[31m")).text == "a b[31m")
        #expect(edited("", .paste("a\r\nb"), multiline: true).text == "a\nb")
    }

    @Test func `lines of a note can be walked`() {
        #expect(edited("abc\nde", .up, .character("X"), multiline: true).text == "abXc\nde")
        #expect(edited("abc\nde", .up, .down, .character("X"), multiline: true).text == "abc\ndeX")
        #expect(edited("a", .enter, .character("b"), multiline: true).text == "a\nb")
        #expect(edited("", .up, .down, multiline: true).text == "")
    }
}
