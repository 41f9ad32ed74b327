public import Canonical

/// Something a reader of a playbook should know: a mistake, or a doubt.
public struct Finding: Sendable, Hashable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The playbook is not accepted.
        case error
        /// The playbook is accepted, and somebody should look.
        case warning
    }
    /// The stable code: `unknown-key`. Each is documented in `docs/findings.md`.
    public var code: String
    /// How much it matters.
    public var severity: Severity
    /// The file, as it was named by the caller.
    public var file: String
    /// The place in the file.
    public var place: Place
    /// The path of the step or key inside of the playbook: `steps/contain/bank/call_bank`.
    public var path: String
    /// One sentence: what is wrong.
    public var message: String
    /// One sentence: the way out; empty when the message says it all.
    public var hint: String

    /// A finding.
    public init(
        _ code: String, _ severity: Severity = .error, file: String = "", at place: Place, path: String = "",
        message: String, hint: String = ""
    ) {
        self.code = code
        self.severity = severity
        self.file = file
        self.place = place
        self.path = path
        self.message = message
        self.hint = hint
    }

    /// The contract of `playbook lint --json`.
    public var json: JSON {
        [
            "code": .string(code), "severity": .string(severity.rawValue), "file": .string(file),
            "line": .int(Int64(place.line)), "column": .int(Int64(place.column)), "path": .string(path),
            "message": .string(message), "hint": .string(hint),
        ]
    }

    /// `path:line:column: error: message [code]`, as editors understand it.
    public var line: String {
        "\(file):\(place.line):\(place.column): \(severity.rawValue): \(message) [\(code)]"
    }
}
