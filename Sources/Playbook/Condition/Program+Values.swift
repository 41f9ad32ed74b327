import Canonical

/// Values other than truths.
extension Condition.Program {
    func value(_ place: Int32, _ type: ValueType, _ slots: [Slot], _ scope: inout Scope) -> Value {
        switch type {
        case .bool: .bool(truth(place, slots, &scope))
        case .int: .int(number(place, slots, &scope))
        case .timestamp: .timestamp(Timestamp(microseconds: number(place, slots, &scope)))
        case .duration: .duration(number(place, slots, &scope))
        case .string, .choice: .string(text(place, slots, &scope))
        case .money: .money(money(place, slots, &scope))
        case .list: .list(list(place, slots, &scope))
        }
    }

    @inline(__always)
    func number(inSlot slot: Int, _ slots: [Slot]) -> Int64 {
        guard slot < slots.count, case .value(let value) = slots[slot] else { return 0 }
        return value.number ?? 0
    }

    @inline(__always)
    func money(inSlot slot: Int, _ slots: [Slot]) -> Money {
        guard slot < slots.count, case .value(.money(let amount)) = slots[slot] else {
            return Money(minor: 0, currency: "")
        }
        return amount
    }

    func number(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> Int64 {
        switch operations[Int(place)] {
        case .number(let value): return value
        case .variable(let slot): return number(inSlot: Int(slot), slots)
        case .element: return scope.element.number ?? 0
        case .position: return scope.position
        case .local(let number): return scope.locals[Int(number)].number ?? 0
        case .conditional(let condition, let yes, let no):
            return number(truth(condition, slots, &scope) ? yes : no, slots, &scope)
        case .textSize(let operand): return Int64(text(operand, slots, &scope).unicodeScalars.count)
        case .listSize(let operand): return Int64(list(operand, slots, &scope).count)
        case .part(let part, let operand, let offset):
            return Condition.part(part, of: number(operand, slots, &scope), offset: Int64(offset))
        case .durationPart(let part, let operand):
            let seconds = number(operand, slots, &scope) / 1_000_000
            return part == .hours ? seconds / 3600 : part == .minutes ? seconds / 60 : seconds
        case .sum(let left, let right, let isDifference, let kind):
            return Condition.boundedSum(
                number(left, slots, &scope), number(right, slots, &scope), isDifference: isDifference, kind)
        default: return 0
        }
    }

    func text(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> String {
        switch operations[Int(place)] {
        case .text(let index): return texts[Int(index)].text
        case .variable(let slot):
            if Int(slot) < slots.count, case .value(.string(let value)) = slots[Int(slot)] { return value }
        case .element: if case .string(let value) = scope.element { return value }
        case .local(let number): if case .string(let value) = scope.locals[Int(number)] { return value }
        case .conditional(let condition, let yes, let no):
            return text(truth(condition, slots, &scope) ? yes : no, slots, &scope)
        default: break
        }
        return ""
    }

    func money(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> Money {
        switch operations[Int(place)] {
        case .money(let index): return amounts[Int(index)]
        case .variable(let slot): return money(inSlot: Int(slot), slots)
        case .element: if case .money(let value) = scope.element { return value }
        case .local(let number): if case .money(let value) = scope.locals[Int(number)] { return value }
        case .conditional(let condition, let yes, let no):
            return money(truth(condition, slots, &scope) ? yes : no, slots, &scope)
        default: break
        }
        return Money(minor: 0, currency: "")
    }

    func list(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> [Value] {
        switch operations[Int(place)] {
        case .values(let index): return lists[Int(index)]
        case .variable(let slot):
            if Int(slot) < slots.count, case .value(.list(let values)) = slots[Int(slot)] { return values }
        case .element: if case .list(let values) = scope.element { return values }
        case .local(let number): if case .list(let values) = scope.locals[Int(number)] { return values }
        case .conditional(let condition, let yes, let no):
            return list(truth(condition, slots, &scope) ? yes : no, slots, &scope)
        case .list(let first, let count, let element):
            var values: [Value] = []
            values.reserveCapacity(Int(count))
            for index in Int(first)..<Int(first + count) {
                values.append(value(children[index], types[Int(element)], slots, &scope))
            }
            return values
        default: break
        }
        return []
    }
}
