import Canonical

extension Condition {
    /// What an evaluation works on.
    struct Frame {
        let slots: [Slot]
        /// Elements and indexes of the quantifiers around the present operation.
        var locals: [Value]

        func value(_ slot: Int) -> Value? {
            guard slot < slots.count, case .value(let value) = slots[slot] else { return nil }
            return value
        }
    }
}

extension Condition.Program {
    typealias Frame = Condition.Frame

    /// Whether the expression is true.
    func isTrue(_ slots: [Slot]) -> Bool {
        guard type == .bool else { return false }
        var frame = frame(slots)
        return truth(root, &frame)
    }

    /// The value of the expression.
    func value(_ slots: [Slot]) -> Value {
        var frame = frame(slots)
        return value(root, type, &frame)
    }

    private func frame(_ slots: [Slot]) -> Frame {
        Frame(slots: slots, locals: localCount == 0 ? [] : Array(repeating: .bool(false), count: localCount))
    }

    private func value(_ place: Int, _ type: ValueType, _ frame: inout Frame) -> Value {
        switch type {
        case .bool: .bool(truth(place, &frame))
        case .int: .int(number(place, &frame))
        case .timestamp: .timestamp(Timestamp(microseconds: number(place, &frame)))
        case .duration: .duration(number(place, &frame))
        case .string, .choice: .string(text(place, &frame))
        case .money: .money(money(place, &frame))
        case .list: .list(list(place, &frame))
        }
    }

    private func truth(_ place: Int, _ frame: inout Frame) -> Bool {
        switch operations[place] {
        case .truth(let value): return value
        case .variable(let slot):
            if case .bool(let value)? = frame.value(slot) { return value }
            return false
        case .local(let index):
            if case .bool(let value) = frame.locals[index] { return value }
            return false
        case .hasValue(let slot):
            if slot < frame.slots.count, case .value = frame.slots[slot] { return true }
            return false
        case .hasNone(let state, let slot):
            if slot < frame.slots.count, case .none(let found) = frame.slots[slot] { return found == state }
            return false
        case .not(let operand): return !truth(Int(operand), &frame)
        case .all(let first, let count):
            for index in Int(first)..<Int(first + count) where !truth(Int(children[index]), &frame) { return false }
            return true
        case .any(let first, let count):
            for index in Int(first)..<Int(first + count) where truth(Int(children[index]), &frame) { return true }
            return false
        case .variableIs(let slot, let text, let isNegated):
            guard Int(slot) < frame.slots.count, case .value(.string(let value)) = frame.slots[Int(slot)] else {
                return isNegated
            }
            return Condition.isSame(value, texts[Int(text)]) != isNegated
        default: return test(place, &frame)
        }
    }

    private func test(_ place: Int, _ frame: inout Frame) -> Bool {
        switch operations[place] {
        case .conditional(let condition, let yes, let no):
            return truth(Int(truth(Int(condition), &frame) ? yes : no), &frame)
        case .compare(let comparison, let left, let right, let representation):
            return compare(comparison, Int(left), Int(right), representation, &frame)
        case .member(let element, let list, let representation):
            return isMember(Int(element), Int(list), representation, &frame)
        case .textTest(let test, let text, let sought):
            return Condition.test(test, self.text(Int(text), &frame), self.text(Int(sought), &frame))
        case .quantifier(let quantifier, let list, let index, let element, let body):
            return quantified(quantifier, Int(list), Int(index), Int(element), Int(body), &frame)
        default: return false
        }
    }

    private func compare(
        _ comparison: Condition.Comparison, _ left: Int, _ right: Int, _ representation: Condition.Representation,
        _ frame: inout Frame
    ) -> Bool {
        switch representation {
        case .number: return comparison.holds(number(left, &frame), number(right, &frame))
        case .truth: return comparison.holds(truth(left, &frame) ? 1 : 0, truth(right, &frame) ? 1 : 0)
        case .text: return Condition.compare(comparison, text(left, &frame), text(right, &frame))
        case .money:
            let one = money(left, &frame)
            let two = money(right, &frame)
            // Amounts of two currencies are different, and neither is more.
            guard one.currency == two.currency else { return comparison == .notEqual }
            return comparison.holds(one.minor, two.minor)
        case .list:
            let isSame = Condition.isSame(.list(list(left, &frame)), .list(list(right, &frame)))
            return isSame == (comparison == .equal)
        }
    }

    private func isMember(
        _ element: Int, _ list: Int, _ representation: Condition.Representation, _ frame: inout Frame
    ) -> Bool {
        let values = self.list(list, &frame)
        switch representation {
        case .truth:
            let sought = Value.bool(truth(element, &frame))
            return values.contains(sought)
        case .number:
            let sought = number(element, &frame)
            return values.contains { $0.number == sought }
        case .text:
            let sought = text(element, &frame)
            return values.contains { if case .string(let text) = $0 { Condition.isSame(text, sought) } else { false } }
        case .money:
            let sought = Value.money(money(element, &frame))
            return values.contains(sought)
        case .list:
            let sought = Value.list(self.list(element, &frame))
            return values.contains { Condition.isSame($0, sought) }
        }
    }

    private func quantified(
        _ quantifier: Condition.Quantifier, _ list: Int, _ index: Int, _ element: Int, _ body: Int,
        _ frame: inout Frame
    ) -> Bool {
        var count = 0
        for (position, value) in self.list(list, &frame).enumerated() {
            frame.locals[element] = value
            if index >= 0 { frame.locals[index] = .int(Int64(position)) }
            let holds = truth(body, &frame)
            switch quantifier {
            case .exists: if holds { return true }
            case .all: if !holds { return false }
            case .existsOne: count += holds ? 1 : 0
            }
        }
        return quantifier == .all || (quantifier == .existsOne && count == 1)
    }
}

extension Condition.Program {
    private func number(_ place: Int, _ frame: inout Frame) -> Int64 {
        switch operations[place] {
        case .number(let value): return value
        case .variable(let slot): return frame.value(slot)?.number ?? 0
        case .local(let index): return frame.locals[index].number ?? 0
        case .conditional(let condition, let yes, let no):
            return number(Int(truth(Int(condition), &frame) ? yes : no), &frame)
        case .textSize(let operand): return Int64(text(Int(operand), &frame).unicodeScalars.count)
        case .listSize(let operand): return Int64(list(Int(operand), &frame).count)
        case .part(let part, let operand, let offset):
            return Condition.part(part, of: number(Int(operand), &frame), offset: Int64(offset))
        case .durationPart(let part, let operand):
            let seconds = number(Int(operand), &frame) / 1_000_000
            return part == .hours ? seconds / 3600 : part == .minutes ? seconds / 60 : seconds
        case .sum(let left, let right, let isDifference, let kind):
            return Condition.boundedSum(
                number(Int(left), &frame), number(Int(right), &frame), isDifference: isDifference, kind)
        default: return 0
        }
    }

    private func text(_ place: Int, _ frame: inout Frame) -> String {
        switch operations[place] {
        case .text(let index): return texts[index]
        case .variable(let slot):
            if case .string(let value)? = frame.value(slot) { return value }
            return ""
        case .local(let index):
            if case .string(let value) = frame.locals[index] { return value }
            return ""
        case .conditional(let condition, let yes, let no):
            return text(Int(truth(Int(condition), &frame) ? yes : no), &frame)
        default: return ""
        }
    }

    private func money(_ place: Int, _ frame: inout Frame) -> Money {
        switch operations[place] {
        case .money(let index): return amounts[index]
        case .variable(let slot): if case .money(let value)? = frame.value(slot) { return value }
        case .local(let index): if case .money(let value) = frame.locals[index] { return value }
        case .conditional(let condition, let yes, let no):
            return money(Int(truth(Int(condition), &frame) ? yes : no), &frame)
        default: break
        }
        return Money(minor: 0, currency: "")
    }

    private func list(_ place: Int, _ frame: inout Frame) -> [Value] {
        switch operations[place] {
        case .values(let index): return lists[index]
        case .variable(let slot): if case .list(let values)? = frame.value(slot) { return values }
        case .local(let index): if case .list(let values) = frame.locals[index] { return values }
        case .conditional(let condition, let yes, let no):
            return list(Int(truth(Int(condition), &frame) ? yes : no), &frame)
        case .list(let first, let count, let element):
            var values: [Value] = []
            values.reserveCapacity(Int(count))
            for index in Int(first)..<Int(first + count) {
                values.append(value(Int(children[index]), types[Int(element)], &frame))
            }
            return values
        default: break
        }
        return []
    }
}
