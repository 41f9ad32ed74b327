import Canonical

/// Says conditions in the words of the screen: labels for codes, "and" for `&&`.
struct ConditionWords {
    /// The words around.
    let tongue: Tongue
    private var sets: [String: ChoiceType] = [:]

    /// Knows the questions, inputs and awaited values of a playbook.
    init(_ playbook: Playbook, _ tongue: Tongue) {
        self.tongue = tongue
        let types = playbook.types.merging(ChoiceType.builtIn) { own, _ in own }
        for input in playbook.inputs { sets["case.\(input.name)"] = types[input.type.name] }
        for (_, step) in playbook.allSteps {
            switch step.kind {
            case .ask(let ask): sets["a.\(step.id)"] = ask.type.choices
            case .wait(let wait): for value in wait.sets { sets["o.\(value.name)"] = types[value.type.name] }
            default: break
            }
        }
    }

    /// The condition in words; as it is written when it cannot be read.
    func words(_ expression: Expression) -> String {
        do throws(ConditionError) {
            return words(try Condition.Parser.parse(expression.source), isInner: false)
        } catch {
            return expression.source
        }
    }

    /// The codes of one question that make a condition true, when it asks for nothing else: `a.x == "yes"`,
    /// `a.x in ["yes", "no"]`, or several of that with `||`.
    func codes(of name: String, in expression: Expression) -> [String]? {
        do throws(ConditionError) {
            return codes(of: name, in: try Condition.Parser.parse(expression.source))
        } catch {
            return nil
        }
    }

    /// The results of a chain of `? :` in order, each with its condition; nil for the last one.
    func results(of expression: Expression) -> [(when: String?, result: String)] {
        do throws(ConditionError) {
            var results: [(when: String?, result: String)] = []
            var rest = try Condition.Parser.parse(expression.source)
            while case .conditional(let test, let yes, let no) = rest.form {
                results.append((words(test, isInner: false), words(yes)))
                rest = no
            }
            return results + [(nil, words(rest))]
        } catch {
            return [(nil, expression.source)]
        }
    }

    private func codes(of name: String, in syntax: Condition.Syntax) -> [String]? {
        switch syntax.form {
        case .compare(.equal, let left, let right):
            return left.path == name ? right.code.map { [$0] } : nil
        case .member(let left, let right):
            guard left.path == name, case .list(let elements) = right.form else { return nil }
            let codes = elements.compactMap(\.code)
            return codes.count == elements.count ? codes : nil
        case .any(let parts):
            let codes = parts.compactMap { self.codes(of: name, in: $0) }
            return codes.count == parts.count ? codes.flatMap { $0 } : nil
        default: return nil
        }
    }
}

extension ConditionWords {
    private func words(_ syntax: Condition.Syntax, isInner: Bool = true) -> String {
        switch syntax.form {
        case .compare(let comparison, let left, let right):
            let sign = ConditionWords.signs[comparison] ?? comparison.rawValue
            return "\(words(left)) \(sign) \(operand(right, beside: left))"
        case .member(let left, let right):
            guard case .list(let elements) = right.form else { return "\(words(left)) ∈ \(words(right))" }
            return "\(words(left)) = " + elements.map { operand($0, beside: left) }.joined(separator: " / ")
        case .all(let parts):
            return joined(needed(parts), tongue(" и ", " and "), isInner)
        case .any(let parts): return joined(parts, tongue(" или ", " or "), isInner)
        case .not(let operand): return tongue("не (", "not (") + words(operand, isInner: false) + ")"
        case .constant(let value, _): return value.words(in: tongue.language, as: nil)
        case .list(let elements): return elements.map { words($0) }.joined(separator: " / ")
        case .call(let name, let arguments): return call(name, arguments)
        case .method(let target, let name, let arguments):
            return "\(words(target)).\(name)(\(arguments.map { words($0) }.joined(separator: ", ")))"
        case .sum(let left, let right, let isDifference):
            return "\(words(left)) \(isDifference ? "−" : "+") \(words(right))"
        case .conditional(let test, let yes, let no):
            return "\(words(test)) ? \(words(yes)) : \(words(no))"
        case .negative(let operand): return "−\(words(operand))"
        case .index(let list, let index): return "\(words(list))[\(words(index))]"
        case .name, .field: return shortName(syntax.path ?? "…")
        }
    }

    private static let signs: [Condition.Comparison: String] = [
        .equal: "=", .notEqual: "≠", .lessOrEqual: "≤", .greaterOrEqual: "≥",
    ]

    /// Without `answered(a.x)` where another part reads `a.x` anyway.
    private func needed(_ parts: [Condition.Syntax]) -> [Condition.Syntax] {
        let left = parts.filter { part in
            guard case .call(let name, let arguments) = part.form, name == "answered" || name == "has",
                let path = arguments.first?.path
            else { return true }
            return !parts.contains { $0.reads(path) }
        }
        return left.isEmpty ? parts : left
    }

    private func joined(_ parts: [Condition.Syntax], _ word: String, _ isInner: Bool) -> String {
        let text = parts.map { words($0) }.joined(separator: word)
        return isInner && parts.count > 1 ? "(\(text))" : text
    }

    /// A code, by the label that it has for the variable beside it.
    private func operand(_ syntax: Condition.Syntax, beside other: Condition.Syntax) -> String {
        guard let code = syntax.code else { return words(syntax) }
        guard let set = other.path.flatMap({ sets[$0] }) else { return code }
        return set.words(for: code, in: tongue.language)
    }

    private func call(_ name: String, _ arguments: [Condition.Syntax]) -> String {
        let list = arguments.map { words($0) }.joined(separator: ", ")
        switch name {
        case "answered", "has": return list + tongue(" известно", " known")
        case "unknown": return list + tongue(": не знает", ": not known")
        case "refused": return list + tongue(": не хочет говорить", ": refused")
        case "money":
            if case .constant(.string(let currency), _)? = arguments.first?.form,
                case .constant(.int(let minor), _)? = arguments.last?.form
            {
                return Money(minor: minor, currency: currency).words
            }
            return "\(name)(\(list))"
        default: return "\(name)(\(list))"
        }
    }

    private func shortName(_ path: String) -> String { path.hasPrefix("a.") ? String(path.dropFirst(2)) : path }
}

extension Condition.Syntax {
    /// `a.amount` for a name of that form.
    fileprivate var path: String? {
        switch form {
        case .name(let name): name
        case .field(let root, let name): root.path.map { "\($0).\(name)" }
        default: nil
        }
    }

    /// The text of a literal.
    fileprivate var code: String? { if case .constant(.string(let code), _) = form { code } else { nil } }

    /// Whether a comparison reads a variable.
    fileprivate func reads(_ name: String) -> Bool {
        switch form {
        case .compare(_, let left, let right), .member(let left, let right):
            left.path == name || right.path == name
        default: false
        }
    }
}
