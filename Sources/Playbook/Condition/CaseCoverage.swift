/// What the ordered cases of a decision do for every possible state of the variables they read.
public struct CaseCoverage: Sendable, Hashable {
    /// A case that holds exactly when an earlier one does.
    public struct Duplicate: Sendable, Hashable {
        /// The later case.
        public let index: Int
        /// The earlier one.
        public let of: Int
        /// A case that holds exactly when an earlier one does.
        public init(index: Int, of: Int) { (self.index, self.of) = (index, of) }
    }

    /// Whether some case holds in every state.
    public let isTotal: Bool
    /// A state in which no case holds, for the author: `a.amount = 249999 RUB, a.on_line unknown`; nil when total.
    public let example: String?
    /// Cases that can hold, but never before an earlier case has been taken. Duplicates are listed only as such.
    public let shadowed: [Int]
    /// Cases that say the same as an earlier one.
    public let duplicates: [Duplicate]
    /// Cases that hold in every state.
    public let alwaysTrue: [Int]
    /// Cases that hold in no state.
    public let alwaysFalse: [Int]
    /// How many states were tried.
    public let points: Int

    /// The state of a variable.
    public enum AnswerState: Sendable, Hashable, CaseIterable {
        /// It has a value.
        case answered
        /// The victim does not know.
        case unknown
        /// The victim does not want to say.
        case refused
        /// It has nothing yet.
        case unset
    }

    /// What an analysis gives.
    public enum Result: Sendable, Hashable {
        /// Every state was tried.
        case complete(CaseCoverage)
        /// There are more states than ``maximumPoints``: nothing is known, so demand an `else`.
        case tooMany
    }

    /// Most states that are tried.
    public static let maximumPoints = 4096

    /// Tries the cases in every state that can make a difference to them.
    ///
    /// What is not a comparison of variables and literals (a search in a text, an element of a list variable, a sum of
    /// moments) is taken as a variable of its own. So all that is reported as total, shadowed, duplicate, always true or
    /// always false is so; but a decision that is total only because of what such a part means is not seen as total.
    ///
    /// - Parameters:
    ///   - cases: The conditions in order, all checked in `environment`. One that is not a bool never holds.
    ///   - answerStates: The states that a variable can be in. Without: a certain one is answered, an answer
    ///     (`a.…`) can be in all four, any other is answered or unset.
    ///   - ranges: What an int, the minor units of an amount or the microseconds of a moment are limited to.
    public static func analyse(
        cases: [CheckedExpression], environment: Environment, answerStates: [String: Set<AnswerState>] = [:],
        ranges: [String: ClosedRange<Int64>] = [:]
    ) -> Result {
        var survey = Condition.Survey(environment: environment)
        let nodes = cases.map { $0.type == .bool ? survey.simplified($0.node) : .constant(.bool(false)) }
        guard let axes = survey.axes(answerStates: answerStates, ranges: ranges) else { return .tooMany }
        let programs = nodes.map { Condition.Program($0, type: .bool) }
        var outcomes = Outcomes(count: cases.count)
        survey.forEachPoint(axes) { slots in
            outcomes.record(programs.map { $0.isTrue(slots) }, at: slots)
        }
        return .complete(CaseCoverage(outcomes, example: outcomes.uncovered.map { survey.text(of: $0, axes) }))
    }

    private init(_ outcomes: Outcomes, example: String?) {
        isTotal = example == nil
        self.example = example
        points = outcomes.points
        duplicates = outcomes.duplicates
        alwaysTrue = outcomes.holds.indices.filter { outcomes.holds[$0].allSatisfy(\.self) }
        alwaysFalse = outcomes.holds.indices.filter { !outcomes.holds[$0].contains(true) }
        let known = Set(outcomes.duplicates.map(\.index) + alwaysFalse)
        shadowed = outcomes.holds.indices.filter { !outcomes.isTaken[$0] && !known.contains($0) }
    }

    /// What was seen: for each case, whether it held at each point, and whether it was ever the first.
    private struct Outcomes {
        var holds: [[Bool]]
        var isTaken: [Bool]
        var uncovered: [Slot]?
        var points = 0

        init(count: Int) {
            holds = Array(repeating: [], count: count)
            isTaken = Array(repeating: false, count: count)
        }

        mutating func record(_ results: [Bool], at slots: [Slot]) {
            points += 1
            for (index, result) in results.enumerated() { holds[index].append(result) }
            if let first = results.firstIndex(of: true) {
                isTaken[first] = true
            } else if uncovered == nil {
                uncovered = slots
            }
        }

        var duplicates: [Duplicate] {
            var firsts: [[Bool]: Int] = [:]
            return holds.enumerated().compactMap { index, row in
                guard row.contains(true) else { return nil }
                if let first = firsts[row] { return Duplicate(index: index, of: first) }
                firsts[row] = index
                return nil
            }
        }
    }
}
