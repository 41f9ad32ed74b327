public import Canonical

extension StepReport {
    /// Reads the word of a script for what became of a step.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for another word, and for a missing reason.
    public static func read(result: String, reason: String?, reference: String? = nil) throws(DeskError) -> StepReport {
        func needed() throws(DeskError) -> String {
            guard let reason, !reason.trimmingWhiteSpace.isEmpty else {
                throw .malformed(field: "reason", problem: .missing)
            }
            return reason
        }
        switch result {
        case "done": return reference == nil ? .done : .referred(reference: reference)
        case "referred": return .referred(reference: reference)
        case "cannot": return .cannot(reason: try needed())
        case "not_needed": return .notNeeded(reason: try needed())
        default:
            throw .malformed(
                field: "result",
                problem: .notOnList(
                    suggestion: CodeText.nearest(to: result, among: ["done", "cannot", "not_needed", "referred"]),
                    allowed: ["done", "cannot", "not_needed", "referred"]), value: result)
        }
    }

    /// Reads the report of a script or of a screen: `{"answer": …}`, `{"result": …, "reason": …}`, `{"items": {…}}`,
    /// `{"values": {…}}` or `{"choose": n, "reason": …}`.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for anything else.
    public init(_ json: JSON) throws(DeskError) {
        let reason = json["reason"]?.string
        if let answer = json["answer"] {
            self = .answer(answer)
        } else if let result = json["result"]?.string {
            self = try .read(result: result, reason: reason, reference: json["reference"]?.string)
        } else if let items = json["items"]?.object {
            self = .items(items.mapValues { $0.string == "done" ? .done : .notApplicable(reason: $0.string ?? "") })
        } else if let values = json["values"]?.object {
            self = .came(values)
        } else if let number = json["choose"]?.int {
            self = .choose(case: Int(number), reason: reason)
        } else {
            throw .malformed(field: "result", problem: .missing)
        }
    }
}
