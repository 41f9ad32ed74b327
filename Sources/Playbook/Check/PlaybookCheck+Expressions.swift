/// A condition that was accepted, and what it tells about the variables on either way out.
struct JudgedCondition {
    var expression: CheckedExpression
    var environment: Environment
    /// The variables that surely have a value when it is true.
    var whenTrue: [Int]
    /// The variables that surely have a value when it is false.
    var whenFalse: [Int]
}

extension PlaybookCheck {
    /// The variables that an expression mentions, found by their spelling.
    func variables(in source: String) -> [Int] {
        var found: [Int] = []
        for name in Names(in: source) {
            if let index = table.index(of: name), !found.contains(index) { found.append(index) }
        }
        used.formUnion(found)
        return found
    }

    /// The environment of the variables `indices` as they stand in `state`.
    func environment(_ indices: [Int], _ state: FlowState) -> Environment {
        Environment(
            indices.map { index in
                let variable = table[index]
                return Environment.Variable(
                    name: variable.name, type: variable.type, isCertain: state[index] == .answered)
            })
    }

    /// Judges one expression in one state; nil when it is refused, which then was reported.
    func judge(_ expression: Expression, _ expecting: ValueType, _ state: FlowState, path: String)
        -> JudgedCondition?
    {
        judge(expression, expecting, state, among: variables(in: expression.source), path: path)
    }

    /// Judges one expression that may read the variables `indices`.
    func judge(
        _ expression: Expression, _ expecting: ValueType, _ state: FlowState, among indices: [Int], path: String
    ) -> JudgedCondition? {
        let environment = environment(indices, state)
        do {
            let checked = try CheckedExpression.check(expression.source, in: environment, expecting: expecting)
            let facts = Condition.facts(of: expression.source, in: environment)
            return JudgedCondition(
                expression: checked, environment: environment, whenTrue: facts.whenTrue.map { indices[$0] },
                whenFalse: facts.whenFalse.map { indices[$0] })
        } catch {
            refuse(error, expression, state, path: path)
            return nil
        }
    }

    /// Passes on why an expression is refused, unless that only echoes something that is reported elsewhere.
    private func refuse(_ error: ConditionError, _ expression: Expression, _ state: FlowState, path: String) {
        var error = error
        if error.code == ConditionError.Code.unknownVariable.rawValue {
            let isHidden = Names(in: expression.source).contains { table.opaque.contains($0) || table.isDoneAt($0) }
            if log.isIncomplete || (isHidden && Names(in: expression.source).contains { table.opaque.contains($0) }) {
                return
            }
            // Once more with every name in view, for a better hint.
            let all = table.readableNames.compactMap { table.index(of: $0) }
            if !log.isFull(error.code) {
                do {
                    _ = try CheckedExpression.check(expression.source, in: environment(all, state))
                } catch let second where second.code == error.code {
                    error = second
                } catch {}
            }
        }
        report(
            error.code, at: map.place(ofColumn: error.column, in: expression), path: path, error.message.asSentence,
            hint: error.hint.asSentence)
    }
}

extension VariableTable {
    /// Whether the name is the end of a step.
    func isDoneAt(_ name: String) -> Bool { name.hasSuffix(".done_at") && index(of: name) != nil }
}

extension String {
    /// With a capital at its beginning and a full stop at its end.
    var asSentence: String {
        guard let first else { return self }
        let text = first.isLetter && first.isASCII ? first.uppercased() + dropFirst() : self
        return last.map { ".?!…".contains($0) } == true ? text : text + "."
    }
}

extension Condition {
    /// Which slots surely hold a value after the condition came out true, and after it came out false.
    static func facts(of source: String, in environment: Environment) -> (whenTrue: [Int], whenFalse: [Int]) {
        guard let syntax = try? Parser.parse(source) else { return ([], []) }
        var checker = Checker(environment: environment)
        guard let typed = try? checker.root(syntax, expecting: .bool) else { return ([], []) }
        return (typed.whenTrue.slots.sorted(), typed.whenFalse.slots.sorted())
    }
}

/// The dotted names in a text: `a.amount`, `case.opened_at`, and `now`. A name in quotes counts too, which does no harm.
struct Names: Sequence, IteratorProtocol {
    private var rest: Substring.UTF8View

    init(in source: String) { rest = Substring(source).utf8 }

    /// The next name.
    mutating func next() -> String? {
        while let start = rest.firstIndex(where: Names.isLetter) {
            let word = rest[start...].prefix { Names.isLetter($0) || $0 == UInt8(ascii: ".") || Names.isDigit($0) }
            rest = rest[word.endIndex...]
            let name = String(Substring(word))
            if name == "now" || name.hasPrefix("now.") { return "now" }
            // A method may follow: `a.text.size()`, `a.list.exists(…)`.
            let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count >= 2 { return "\(parts[0]).\(parts[1])" }
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
