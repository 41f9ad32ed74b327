import Canonical
import Playbook
import Testing

@Suite struct `Conditions as lines` {
    @Test(arguments: [
        (#"{"expr": "1 < 2"}"#, #"{"type":"bool","value":true}"#),
        (
            #"{"expr": "a.c", "types": {"a.c": {"enum": ["x", "y"]}}, "bindings": {"a.c": "y"}}"#,
            #"{"type":{"enum":["x","y"]},"value":"y"}"#
        ),
        (
            #"{"expr": "[a.m]", "types": {"a.m": "money"}, "bindings": {"a.m": {"minor": 5, "currency": "RUB"}}}"#,
            #"{"type":"list(money)","value":[{"currency":"RUB","minor":5}]}"#
        ),
        (#"{"expr": "[]"}"#, #"{"type":"list","value":[]}"#),
        (
            #"{"expr": "l", "types": {"l": {"list": {"enum": ["x"]}}}, "bindings": {"l": ["x", "x"]}}"#,
            #"{"type":{"list":{"enum":["x"]}},"value":["x","x"]}"#
        ),
        (
            #"{"expr": "refused(a.n) && !has(a.n)", "types": {"a.n": "list(list(int))"}, "bindings": {"a.n": {"none": "refused"}}}"#,
            #"{"type":"bool","value":true}"#
        ),
        (
            #"{"expr": "t - duration(\"1h\")", "types": {"t": "timestamp"}, "bindings": {"t": "2026-01-01T00:00:00Z"}}"#,
            #"{"type":"timestamp","value":"2025-12-31T23:00:00.000000Z"}"#
        ),
        (
            #"{"expr": "d", "types": {"d": "duration"}, "bindings": {"d": 60000000}}"#,
            #"{"type":"duration","value":60000000}"#
        ),
    ])
    func `a line is answered`(line: String, answer: String) throws {
        #expect(ConditionLines.answer(line: try JSON(parsing: line)) == (try JSON(parsing: answer)))
    }

    @Test(
        arguments: [
            ("[]", "bad-line", 0), ("{}", "bad-line", 0), (#"{"expr": 1}"#, "bad-line", 0),
            (#"{"expr": "1", "container": "x"}"#, "bad-line", 0), (#"{"expr": "1", "types": []}"#, "bad-line", 0),
            (#"{"expr": "x", "types": {"x": "uint"}}"#, "bad-line", 0),
            (#"{"expr": "x", "types": {"x": {"enum": []}}}"#, "bad-line", 0),
            (#"{"expr": "x", "types": {"x": "int"}, "bindings": {"x": "1"}}"#, "bad-line", 0),
            (#"{"expr": "x", "bindings": {"x": 1}}"#, "bad-line", 0),
            (#"{"expr": "x", "types": {"x": "list(list(list(list(list(list(int))))))"}}"#, "bad-line", 0),
            (#"{"expr": "1 == x", "types": {"x": "int"}}"#, "read-before-assigned", 6),
            (
                #"{"expr": "1 == x", "types": {"x": "int"}, "bindings": {"x": {"none": "unknown"}}}"#,
                "read-before-assigned", 6
            ),
            (#"{"expr": "1 +"}"#, "unexpected-token", 4),
        ] as [(String, String, Int64)])
    func `a line that cannot be answered has an error`(line: String, code: String, column: Int64) throws {
        let error = ConditionLines.answer(line: try JSON(parsing: line))["error"]
        #expect(error?["code"] == .string(code))
        #expect(error?["column"] == .int(column))
        #expect(error?["message"]?.string?.isEmpty == false)
    }
}
