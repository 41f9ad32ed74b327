internal import Canonical

/// What a wait was for has come, with several values: they are asked for one after the other.
struct Arrival: Sendable, Hashable {
    /// A value that the event can bring.
    struct Value: Sendable, Hashable {
        /// `o.held_until`.
        var name: String
        var question: Question

        /// The name as words: `held until`.
        var label: String { String(name.split(separator: ".").last ?? "").replacing("_", with: " ") }
    }
    /// The number of the value that is asked for.
    var index = 0
    /// What was given so far, by name.
    var given: JSON.Members = [:]
    var line = LineEditor()
    /// Options that are marked, of a value that can be several.
    var marked: Set<String> = []
}

extension GuideModel {
    /// The values that the event of the shown step can bring, when there are several; one alone is answered like a question.
    var awaited: [Arrival.Value] { step?.kind == .wait && step?.question == nil ? step?.awaited ?? [] : [] }

    mutating func beginArrival() { (mode, notice, page) = (.arrival(Arrival()), nil, 0) }

    mutating func handleInArrival(_ key: Key, _ arrival: Arrival) -> Effect {
        if key == .escape {
            (mode, notice, page) = (.step, nil, 0)
            return .none
        }
        guard awaited.indices.contains(arrival.index) else {
            mode = .step
            return .none
        }
        let question = awaited[arrival.index].question
        return question.isTyped ? type(key, question, arrival) : pick(key, question, arrival)
    }

    private mutating func type(_ key: Key, _ question: Question, _ arrival: Arrival) -> Effect {
        if key == .enter {
            let typed = arrival.line.text.trimmedSpaces
            return next(typed.isEmpty ? nil : .string(completed(typed, question)), arrival)
        }
        var arrival = arrival
        if arrival.line.edit(key) { mode = .arrival(arrival) }
        return .none
    }

    private mutating func pick(_ key: Key, _ question: Question, _ arrival: Arrival) -> Effect {
        if key == .enter {
            let values = question.options.map(\.value).filter(arrival.marked.contains)
            return next(values.isEmpty ? nil : .array(values.map(JSON.string)), arrival)
        }
        guard case .character(let character) = key else { return .none }
        if let option = question.option(for: character) { return next(.string(option.value), arrival) }
        guard let digit = character.wholeNumberValue, character.isASCII else { return .none }
        if digit == 0 {
            page = (page + 1) * 9 < question.options.count ? page + 1 : 0
            return .none
        }
        let index = page * 9 + digit - 1
        guard question.options.indices.contains(index) else { return .none }
        let value = question.options[index].value
        guard question.isSeveral else { return next(.string(value), arrival) }
        var arrival = arrival
        if arrival.marked.remove(value) == nil { arrival.marked.insert(value) }
        mode = .arrival(arrival)
        return .none
    }

    /// Takes a value, or goes without it, and asks for the next one; behind the last everything is recorded at once.
    private mutating func next(_ value: JSON?, _ arrival: Arrival) -> Effect {
        var given = arrival.given
        given[awaited[arrival.index].name] = value
        guard arrival.index + 1 < awaited.count else {
            return perform(
                .record(step: path, report: given.isEmpty ? ["result": "done"] : ["values": .object(given)]))
        }
        (mode, notice, page) = (.arrival(Arrival(index: arrival.index + 1, given: given)), nil, 0)
        return .none
    }

    /// What was given, in words.
    func unsaved(_ arrival: Arrival) -> [String] {
        awaited.compactMap { value in
            arrival.given[value.name].map { "\(value.label): \($0.words(value.question))" }
        } + [arrival.line.text]
    }

    /// The value that is asked for, below those that were given.
    func addArrival(_ arrival: Arrival, to body: inout Body) {
        for value in awaited.prefix(arrival.index) {
            let words = arrival.given[value.name]?.words(value.question) ?? "–"
            body.add(words, .bold, lead: Span(value.label + ": ", .faint))
        }
        guard awaited.indices.contains(arrival.index) else { return }
        let value = awaited[arrival.index]
        body.gap()
        body.add("\(value.label) (\(arrival.index + 1)/\(awaited.count))", .bold)
        if value.question.isTyped {
            addLine(arrival.line, placeholder: words.placeholder(value.question.type), to: &body)
        } else {
            addOptions(value.question, marked: value.question.isSeveral ? arrival.marked : nil, to: &body)
        }
    }
}
