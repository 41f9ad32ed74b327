import Canonical

extension Condition.Survey {
    /// The states of one slot that can make a difference.
    struct Axis {
        let slot: Int
        let states: [Slot]
    }

    /// One axis for each slot that matters; nil when their product is above the limit.
    func axes(answerStates: [String: Set<CaseCoverage.AnswerState>], ranges: [String: ClosedRange<Int64>]) -> [Axis]? {
        var limits: [Int: ClosedRange<Int64>] = [:]
        for slot in literals.keys { limits[slot] = limit(of: slot, ranges) }
        var product = 1
        var axes: [Axis] = []
        for slot in literals.keys.sorted() {
            let states = states(of: slot, answerStates, limits)
            product *= max(states.count, 1)
            if product > CaseCoverage.maximumPoints { return nil }
            axes.append(Axis(slot: slot, states: states))
        }
        return axes
    }

    func forEachPoint(_ axes: [Axis], _ body: ([Slot]) -> Void) {
        if axes.contains(where: \.states.isEmpty) { return }
        var slots = Array(repeating: Slot.unset, count: environment.variables.count + parts.count)
        var positions = Array(repeating: 0, count: axes.count)
        for axis in axes { slots[axis.slot] = axis.states[0] }
        while true {
            body(slots)
            var index = axes.count - 1
            while index >= 0, positions[index] == axes[index].states.count - 1 {
                positions[index] = 0
                slots[axes[index].slot] = axes[index].states[0]
                index -= 1
            }
            if index < 0 { return }
            positions[index] += 1
            slots[axes[index].slot] = axes[index].states[positions[index]]
        }
    }

    private func states(
        of slot: Int, _ answerStates: [String: Set<CaseCoverage.AnswerState>], _ limits: [Int: ClosedRange<Int64>]
    ) -> [Slot] {
        var possible: Set<CaseCoverage.AnswerState> = [.answered]
        if slot < environment.variables.count, !environment.variables[slot].isCertain {
            let name = environment.variables[slot].name
            let usual = name.hasPrefix("a.") ? Set(CaseCoverage.AnswerState.allCases) : [.answered, .unset]
            possible = answerStates[name].flatMap { $0.isEmpty ? nil : $0 } ?? usual
        }
        var states = possible.contains(.answered) ? values(of: slot, limits).map { Slot.value($0) } : []
        if possible.contains(.unknown) { states.append(.none(.unknown)) }
        if possible.contains(.refused) { states.append(.none(.refused)) }
        if possible.contains(.unset) { states.append(.unset) }
        return states
    }

    /// What a slot is limited to more narrowly than by its type.
    private func limit(of slot: Int, _ ranges: [String: ClosedRange<Int64>]) -> ClosedRange<Int64>? {
        let count = environment.variables.count
        if slot < count { return ranges[environment.variables[slot].name] }
        switch parts[slot - count].node {
        case .textSize: return 0...Int64.max
        case .listSize(let list): return 0...Int64(largestSize(of: list))
        case .part(let part, _, _): return part.range
        default: return nil
        }
    }

    private func naturalLimit(of slot: Int) -> ClosedRange<Int64> {
        switch type(of: slot) {
        case .timestamp: Condition.moments
        case .duration: Condition.spans
        default: Int64.min...Int64.max
        }
    }

    private func largestSize(of list: Condition.Node) -> Int {
        guard case .variable(let slot) = list, case .list(_, let maximum) = type(of: slot) else { return Int.max }
        return max(maximum, 0)
    }

    private func values(of slot: Int, _ limits: [Int: ClosedRange<Int64>]) -> [Value] {
        let group = group(of: slot)
        let known = group.sorted().flatMap { literals[$0] ?? [] }
        let limit = limits[slot] ?? naturalLimit(of: slot)
        // Variables that are compared with each other must be tried on both sides of each other's limits.
        let bounds = group.count == 1 ? [] : group.flatMap { limits[$0].map { [$0.lowerBound, $0.upperBound] } ?? [] }
        func numbers(_ literals: [Int64]) -> [Int64] {
            Condition.samples(around: literals + bounds, between: group.count, in: limit)
        }
        switch type(of: slot) {
        case .bool: return [.bool(true), .bool(false)]
        case .choice(let choice): return choice.options.map { .string($0.value) }
        case .int: return numbers(known.compactMap(\.number)).map { .int($0) }
        case .duration: return numbers(known.compactMap(\.number)).map { .duration($0) }
        case .timestamp: return numbers(known.compactMap(\.number)).map { .timestamp(Timestamp(microseconds: $0)) }
        case .string: return texts(known, others: group.count)
        case .money: return amounts(known, others: group.count, numbers)
        // What is asked of a list is a variable of its own.
        case .list: return [.list([])]
        }
    }

    /// The slots that are compared with this one, directly or by way of others, itself included.
    private func group(of slot: Int) -> Set<Int> {
        var group: Set<Int> = [slot]
        var size = 0
        while group.count > size {
            size = group.count
            for (one, two) in links where group.contains(one) || group.contains(two) { group.formUnion([one, two]) }
        }
        return group
    }

    private func texts(_ known: [Value], others: Int) -> [Value] {
        let texts = known.compactMap { if case .string(let text) = $0 { text } else { nil } }
        var candidates = (1...).lazy.map { "another text \($0)" }.filter { !texts.contains($0) }.makeIterator()
        return (texts + (0..<others).compactMap { _ in candidates.next() }).map { .string($0) }
    }

    private func amounts(_ known: [Value], others: Int, _ numbers: ([Int64]) -> [Int64]) -> [Value] {
        var literals: [String: [Int64]] = [:]
        for case .money(let amount) in known { literals[amount.currency, default: []].append(amount.minor) }
        // Codes that ISO 4217 keeps for tests and for no currency, then free ones.
        let codes = ["XTS", "XXX"] + (0x41...0x5A).map { "ZZ\(Unicode.Scalar(UInt8($0)))" }
        for code in codes.lazy.filter({ literals[$0] == nil }).prefix(others).map(\.self) { literals[code] = [] }
        let isOther = { (code: String) in literals[code]?.isEmpty == true }
        return literals.keys.sorted { (isOther($0) ? 1 : 0, $0) < (isOther($1) ? 1 : 0, $1) }.flatMap { code in
            numbers(literals[code] ?? []).map { .money(Money(minor: $0, currency: code)) }
        }
    }
}

extension Condition {
    /// Each literal and so many numbers of each gap between them, within the limit: every order that so many variables
    /// can have among themselves and the literals occurs.
    static func samples(around literals: [Int64], between count: Int, in limit: ClosedRange<Int64>) -> [Int64] {
        var numbers = Set(literals)
        for literal in literals {
            for distance in 1...Int64(max(count, 1)) {
                let (above, tooHigh) = literal.addingReportingOverflow(distance)
                if !tooHigh { numbers.insert(above) }
                let (below, tooLow) = literal.subtractingReportingOverflow(distance)
                if !tooLow { numbers.insert(below) }
            }
        }
        if literals.isEmpty { numbers.formUnion(0..<Int64(max(count, 1))) }
        let found = numbers.filter(limit.contains).sorted()
        return found.isEmpty ? [limit.lowerBound] : found
    }
}

extension Condition.TimePart {
    /// What it can be.
    fileprivate var range: ClosedRange<Int64> {
        switch self {
        case .year: 0...10_000
        case .month: 0...11
        case .date: 1...31
        case .dayOfMonth: 0...30
        case .dayOfWeek: 0...6
        case .dayOfYear: 0...365
        case .hours: 0...23
        case .minutes, .seconds: 0...59
        case .milliseconds: 0...999
        }
    }
}
