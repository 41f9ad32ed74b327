import Canonical

/// Truths. A slot that is missing or of another type than was declared counts as an empty value.
extension Condition.Program {
    typealias Scope = Condition.Scope

    func truth(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> Bool {
        switch operations[Int(place)] {
        case .variableIs(let slot, let text, let isNegated):
            return isText(Int(slot), slots, text) != isNegated
        case .variableCompares(let comparison, let slot, let number):
            return comparison.holds(self.number(inSlot: Int(slot), slots), number)
        case .amountCompares(let comparison, let slot, let money):
            return compare(comparison, self.money(inSlot: Int(slot), slots), amounts[Int(money)])
        case .all(let first, let count):
            for index in Int(first)..<Int(first + count) where !truth(children[index], slots, &scope) { return false }
            return true
        case .any(let first, let count):
            for index in Int(first)..<Int(first + count) where truth(children[index], slots, &scope) { return true }
            return false
        case .not(let operand): return !truth(operand, slots, &scope)
        case .variable(let slot):
            if Int(slot) < slots.count, case .value(.bool(let value)) = slots[Int(slot)] { return value }
            return false
        case .hasValue(let slot):
            if Int(slot) < slots.count, case .value = slots[Int(slot)] { return true }
            return false
        case .hasNone(let state, let slot):
            if Int(slot) < slots.count, case .none(let found) = slots[Int(slot)] { return found == state }
            return false
        case .variableIsAmong(let slot, let first, let count):
            for text in first..<first + count where isText(Int(slot), slots, text) { return true }
            return false
        case .elementIs(let text, let isNegated): return isElement(scope.element, text) != isNegated
        case .each(let quantifier, let list, let body): return holdsForEach(quantifier, list, body, slots, &scope)
        case .truth(let value): return value
        default: return test(place, slots, &scope)
        }
    }

    private func test(_ place: Int32, _ slots: [Slot], _ scope: inout Scope) -> Bool {
        switch operations[Int(place)] {
        case .element: return scope.element == .bool(true)
        case .local(let number): return scope.locals[Int(number)] == .bool(true)
        case .conditional(let condition, let yes, let no):
            return truth(truth(condition, slots, &scope) ? yes : no, slots, &scope)
        case .compare(let comparison, let left, let right, let representation):
            return compare(comparison, left, right, representation, slots, &scope)
        case .member(let element, let list, let representation):
            return isMember(element, list, representation, slots, &scope)
        case .textTest(let test, let text, let sought):
            return Condition.test(test, self.text(text, slots, &scope), self.text(sought, slots, &scope))
        case .quantifier(let quantifier, let list, let index, let element, let body):
            return quantified(quantifier, list, Int(index), Int(element), body, slots, &scope)
        default: return false
        }
    }

    @inline(__always)
    private func isText(_ slot: Int, _ slots: [Slot], _ text: Int32) -> Bool {
        guard slot < slots.count, case .value(.string(let value)) = slots[slot] else {
            return texts[Int(text)].text.isEmpty
        }
        return texts[Int(text)].isSame(as: value)
    }

    @inline(__always)
    private func isElement(_ element: Value, _ text: Int32) -> Bool {
        guard case .string(let value) = element else { return texts[Int(text)].text.isEmpty }
        return texts[Int(text)].isSame(as: value)
    }

    private func compare(
        _ comparison: Condition.Comparison, _ left: Int32, _ right: Int32, _ representation: Condition.Representation,
        _ slots: [Slot], _ scope: inout Scope
    ) -> Bool {
        switch representation {
        case .number: return comparison.holds(number(left, slots, &scope), number(right, slots, &scope))
        case .truth: return comparison.holds(truth(left, slots, &scope) ? 1 : 0, truth(right, slots, &scope) ? 1 : 0)
        case .text: return Condition.compare(comparison, text(left, slots, &scope), text(right, slots, &scope))
        case .money: return compare(comparison, money(left, slots, &scope), money(right, slots, &scope))
        case .list:
            let isSame = Condition.isSame(.list(list(left, slots, &scope)), .list(list(right, slots, &scope)))
            return isSame == (comparison == .equal)
        }
    }

    /// Amounts of two currencies are different, and neither is more.
    private func compare(_ comparison: Condition.Comparison, _ left: Money, _ right: Money) -> Bool {
        guard left.currency == right.currency else { return comparison == .notEqual }
        return comparison.holds(left.minor, right.minor)
    }

    private func isMember(
        _ element: Int32, _ list: Int32, _ representation: Condition.Representation, _ slots: [Slot],
        _ scope: inout Scope
    ) -> Bool {
        let values = self.list(list, slots, &scope)
        switch representation {
        case .truth:
            let sought = Value.bool(truth(element, slots, &scope))
            return values.contains(sought)
        case .number:
            let sought = number(element, slots, &scope)
            return values.contains { $0.number == sought }
        case .text:
            let sought = text(element, slots, &scope)
            return values.contains { if case .string(let text) = $0 { Condition.isSame(text, sought) } else { false } }
        case .money:
            let sought = Value.money(money(element, slots, &scope))
            return values.contains(sought)
        case .list:
            let sought = Value.list(self.list(element, slots, &scope))
            return values.contains { Condition.isSame($0, sought) }
        }
    }
}

// MARK: - Quantifiers

extension Condition.Program {
    private func holdsForEach(
        _ quantifier: Condition.Quantifier, _ list: Int32, _ body: Int32, _ slots: [Slot], _ scope: inout Scope
    ) -> Bool {
        let values = self.list(list, slots, &scope)
        var count = 0
        // The usual body needs no scope.
        if case .elementIs(let text, let isNegated) = operations[Int(body)] {
            for index in values.indices {
                let holds = isElement(values[index], text) != isNegated
                if let answer = quantifier.answer(holds, &count) { return answer }
            }
            return quantifier.answer(after: count)
        }
        for index in values.indices {
            scope.element = values[index]
            scope.position = Int64(index)
            if let answer = quantifier.answer(truth(body, slots, &scope), &count) { return answer }
        }
        return quantifier.answer(after: count)
    }

    private func quantified(
        _ quantifier: Condition.Quantifier, _ list: Int32, _ index: Int, _ element: Int, _ body: Int32,
        _ slots: [Slot], _ scope: inout Scope
    ) -> Bool {
        var count = 0
        for (position, value) in self.list(list, slots, &scope).enumerated() {
            scope.locals[element] = value
            if index >= 0 { scope.locals[index] = .int(Int64(position)) }
            if let answer = quantifier.answer(truth(body, slots, &scope), &count) { return answer }
        }
        return quantifier.answer(after: count)
    }
}

extension Condition.Quantifier {
    /// Takes one element in; the answer when it is settled already.
    @inline(__always)
    fileprivate func answer(_ holds: Bool, _ count: inout Int) -> Bool? {
        switch self {
        case .exists: return holds ? true : nil
        case .all: return holds ? nil : false
        case .existsOne:
            count += holds ? 1 : 0
            return nil
        }
    }

    /// The answer when every element was taken in.
    @inline(__always)
    fileprivate func answer(after count: Int) -> Bool {
        switch self {
        case .exists: false
        case .all: true
        case .existsOne: count == 1
        }
    }
}
