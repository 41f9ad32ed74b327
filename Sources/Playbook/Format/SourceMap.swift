/// Where the parts of a playbook stand in its file, as far as the playbook itself does not say.
struct SourceMap: Sendable {
    /// Places of values by path and key: `steps/call_bank.role`.
    private var places: [String: Place] = [:]
    /// Places of wordings by path, key and language: `steps/call_bank.text.ru`.
    private var wordings: [String: [YAMLScalar.Segment]] = [:]
    /// Stretches of expressions that go over lines or have escapes, by the place where they begin.
    private var expressions: [Place: [YAMLScalar.Segment]] = [:]

    /// Notes where the value of `key` stands.
    mutating func note(_ key: String, of path: String, at place: Place) { places["\(path).\(key)"] = place }

    /// Notes where the wording of a text stands.
    mutating func note(wording scalar: YAMLScalar, of path: String, in language: Language) {
        wordings["\(path).\(language)"] = scalar.segments
    }

    /// Notes where an expression stands.
    mutating func note(expression scalar: YAMLScalar) {
        if scalar.segments.count > 1, let place = scalar.segments.first?.place {
            expressions[place] = scalar.segments
        }
    }

    /// Where the value of `key` stands.
    func place(of key: String, in path: String) -> Place? { places["\(path).\(key)"] }

    /// Where character `index` (from 0) of a wording stands.
    func place(ofCharacter index: Int, in path: String, _ language: Language) -> Place? {
        wordings["\(path).\(language)"].map { YAMLScalar.place(ofCharacter: index, in: $0) }
    }

    /// Where column `column` (from 1) of an expression stands.
    func place(ofColumn column: Int, in expression: Expression) -> Place {
        let segments = expressions[expression.place] ?? [YAMLScalar.Segment(index: 0, place: expression.place)]
        return YAMLScalar.place(ofCharacter: column - 1, in: segments)
    }
}
