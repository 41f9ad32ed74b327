/// Where a step stands in a run: `safety/greet`, `contain/bank/call_bank`, `each_bank[2]/amount`, `!danger/call_112`.
///
/// Calls, branches of a parallel step and rounds of a loop are part of the path; cases of a decision are not, because
/// an id is unique in its playbook. The steps of an interrupt begin with `!` and, from the second time on, its number:
/// `!danger#2/call_112`.
public struct StepPath: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The path as it is written.
    public let text: String

    /// The path that is written like this.
    public init(_ text: String) { self.text = text }
    /// The path that is written like this.
    public init(stringLiteral value: String) { text = value }

    /// The path as it is written.
    public var description: String { text }
    /// The id of the step itself: the last part, without the number of a round.
    public var id: String { String(text.split(separator: "/").last ?? "") }
    /// By spelling; the order of the playbook is the order of ``Run/steps(in:)``.
    public static func < (left: StepPath, right: StepPath) -> Bool { left.text < right.text }
}
