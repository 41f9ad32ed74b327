import Canonical
import Testing

@Suite struct `JSON values` {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("\t\r\nfalse", false), ("0", 0), ("-1", -1),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("\"\"", ""), ("[]", []),
            ("{}", [:]), ("[1,[2]]", [1, [2]]), (#"{"a":1,"b":[null]}"#, ["a": 1, "b": [.null]]),
            (#""\u0041\n\/\"\\""#, "A\n/\"\\"), (#""\ud83d\ude00\u20ac""#, "😀€"), ("\"\u{7F}é\"", "\u{7F}é"),
            (#"{"":0}"#, ["": 0]), (#""\u0000""#, "\u{0}"), ("[1 , 2 ]", [1, 2]), (#"{"é":1}"#, ["é": 1]),
        ] as [(String, JSON)])
    func `accepts`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: value.canonicalBytes) == value)
        #expect(try JSON(parsing: value.prettyText) == value)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd), (" ", .unexpectedEnd), ("[", .unexpectedEnd), ("{\"a\"", .unexpectedEnd),
            ("\"a", .unexpectedEnd), ("nul", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\u00", .unexpectedEnd),
            ("01", .notAnInteger), ("-", .notAnInteger), ("-0", .notAnInteger), ("1.0", .notAnInteger),
            ("1e3", .notAnInteger), ("1E3", .notAnInteger), ("-01", .notAnInteger),
            ("9223372036854775808", .notAnInteger), ("-9223372036854775809", .notAnInteger),
            ("99999999999999999999999", .notAnInteger), ("+1", .unexpectedByte(0x2B)), (".5", .unexpectedByte(0x2E)),
            ("[1,]", .unexpectedByte(0x5D)), ("[,1]", .unexpectedByte(0x2C)), ("[1 2]", .unexpectedByte(0x32)),
            ("{a:1}", .unexpectedByte(0x61)), ("{\"a\":1,}", .unexpectedByte(0x7D)),
            ("{\"a\" 1}", .unexpectedByte(0x31)),
            ("{1:1}", .unexpectedByte(0x31)), ("'a'", .unexpectedByte(0x27)), ("NaN", .unexpectedByte(0x4E)),
            ("tRue", .unexpectedByte(0x52)), ("\u{FEFF}1", .unexpectedByte(0xEF)), ("//\n1", .unexpectedByte(0x2F)),
            ("1 2", .trailingBytes), ("{}{}", .trailingBytes), ("null,", .trailingBytes), ("1\u{B}", .trailingBytes),
            ("\"\t\"", .invalidText), ("\"\u{1}\"", .invalidText), (#""\x""#, .invalidText),
            (#""\u00g0""#, .invalidText),
            (#""\ud800""#, .invalidText), (#""\udc00""#, .invalidText), (#""\ud800\u0041""#, .invalidText),
            (#""\ud800\ud800""#, .invalidText), (#""\ud800x""#, .invalidText), ("\"\\\u{1}\"", .invalidText),
            (#"{"a":1,"a":1}"#, .duplicateKey("a")), (#"{"a":1,"\u0061":2}"#, .duplicateKey("a")),
            (#"[{"b":{"c":1,"d":2,"c":3}}]"#, .duplicateKey("c")),
        ] as [(String, JSONSyntaxError.Reason)])
    func `refuses`(text: String, reason: JSONSyntaxError.Reason) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(error?.reason == reason)
    }

    @Test(
        arguments: [
            [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func `refuses text that is not UTF-8`(bytes: [UInt8]) {
        for escape in [[], Array("\\n".utf8)] {
            let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22] + escape + bytes + [0x22]) }
            #expect(error?.reason == .invalidText)
        }
    }

    @Test(
        arguments: [
            ("3.0", 3), ("-3.00", -3), ("3e2", 300), ("3E+2", 300), ("300e-2", 3), ("1.5e1", 15), ("0.0", 0), ("-0", 0),
            ("0e9999", 0), ("9223372036854775807.0", .int(.max)), ("-9.223372036854775808e18", .int(.min)),
            ("[1.0,2]", [1, 2]),
        ] as [(String, JSON)])
    func `takes a whole number in any form where it is asked to`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8), takesAnyForm: true) == value)
    }

    @Test(arguments: [
        "3.5", "1e-1", "01.0", "1.", "1e", "1e+", "-", "-.5", "9223372036854775808.0", "1e19", "1e99999", "0.1e0",
    ])
    func `takes no other number`(text: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: Array(text.utf8), takesAnyForm: true) }
        #expect(error?.reason == .notAnInteger)
    }

    @Test func `says where the fault is`() {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: "{\n  \"a\": 1,\n  \"a\": 2\n}") }
        #expect((error?.line, error?.column, error?.offset) == (3, 3, 14))
    }

    @Test func `nests as deep as allowed and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(64))
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: nested(65)) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: nested(1_000_000)) }
        _ = try JSON(parsing: "[[1]]", maximumDepth: 2)
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: "[{\"a\":[]}]", maximumDepth: 2) }
        #expect(error?.reason == .tooDeep(limit: 2))
        _ = try JSON(parsing: "1", maximumDepth: 0)
    }

    @Test func `sorts names by UTF-16`() {
        let value: JSON = ["\u{10000}": 1, "\u{FFFF}": 2, "b": 3, "a": 4, "aa": 5, "": 6, "B": 7]
        #expect(value.canonicalText == "{\"\":6,\"B\":7,\"a\":4,\"aa\":5,\"b\":3,\"\u{10000}\":1,\"\u{FFFF}\":2}")
    }

    @Test func `texts are equal only byte by byte`() throws {
        #expect(JSON.string("é") != JSON.string("e\u{301}"))
        #expect(Set([JSON.string("é"), JSON.string("e\u{301}")]).count == 2)
        #expect(JSON.object(["é": 1]) != JSON.object(["e\u{301}": 1]))
        #expect(JSON.object(["a": ["é"]]) != JSON.object(["a": ["e\u{301}"]]))
        #expect(JSON.object(["a": 1, "b": 2]) == JSON.object(["b": 2, "a": 1]))
    }

    @Test func `names that only look alike are duplicates`() {
        // Swift takes the two spellings for one key: refused rather than one value lost.
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: "{\"é\":1,\"e\u{301}\":2}") }
    }

    @Test func `random values come back`() throws {
        var dice = Dice(state: 5)
        for _ in 0..<500 {
            let value = JSON.random(depth: 5, &dice)
            #expect(try JSON(parsing: value.canonicalBytes) == value)
            #expect(try JSON(parsing: value.canonicalBytes).canonicalBytes == value.canonicalBytes)
            #expect(try JSON(parsing: value.prettyText) == value)
        }
    }
}
