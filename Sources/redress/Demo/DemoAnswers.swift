import Canonical

/// Plausible answers to whatever the guide asks.
enum DemoAnswers {
    /// Steps that an agent can finish on the call; waiting for others is not one.
    static func isWorkable(_ step: JSON) -> Bool { step["kind"]?.string != "wait" }

    static func report(for step: JSON, at time: Timestamp, using generator: inout SeededGenerator) -> JSON {
        switch step["kind"]?.string {
        case "ask": ["answer": answer(step, at: time, using: &generator)]
        case "checklist": items(step)
        case "decide": ["choose": step["choices"]?.array?.first { $0["recommended"]?.bool == true }?["case"] ?? 0]
        case "refer": ["result": "referred"]
        case "do":
            Int.random(in: 0..<12, using: &generator) == 0
                ? ["result": "cannot", "reason": "не дозвонились за десять минут"] : ["result": "done"]
        default: ["result": "done"]
        }
    }

    private static func answer(_ step: JSON, at time: Timestamp, using generator: inout SeededGenerator) -> JSON {
        let answer = step["answer"]
        let type = answer?["type"]?.string
        switch type {
        case "choice": return .string(option(answer, using: &generator))
        case "choices": return [.string(option(answer, using: &generator))]
        case "integer": return integer(answer, using: &generator)
        case "money":
            return ["minor": .int(Int64.random(in: 10...500, using: &generator) * 100_000), "currency": "RUB"]
        case "timestamp":
            let isAhead = step["path"]?.string?.hasSuffix("next_call") == true
            let seconds = isAhead ? 86_400 : -Int64.random(in: 600...7200, using: &generator)
            return .string(time.adding(seconds: seconds).description)
        case "date": return .string(time.day.description)
        case "phone": return "+79990001122"
        case "reference": return .string("REF-\(Int.random(in: 10_000...99_999, using: &generator))")
        default: return "калина красная"
        }
    }

    /// The last option of a list is mostly the calmest or the unknown one; danger is rare, as in life.
    private static func option(_ answer: JSON?, using generator: inout SeededGenerator) -> String {
        let values = (answer?["options"]?.array ?? []).compactMap { $0["value"]?.string }
        let rare: Set<String> = ["danger", "threat", "pressed", "third_party", "courier_expected", "coerced"]
        let usual = values.filter { !rare.contains($0) }
        if values.contains("yes"), values.contains("no") {
            return Int.random(in: 0..<10, using: &generator) < 4 ? "yes" : "no"
        }
        return (usual.isEmpty ? values : usual).randomElement(using: &generator) ?? "unknown"
    }

    private static func integer(_ answer: JSON?, using generator: inout SeededGenerator) -> JSON {
        let least = answer?["range"]?["min"]?.int ?? 0
        let most = min(answer?["range"]?["max"]?.int ?? 3, least + 1)
        return .int(Int64.random(in: least...most, using: &generator))
    }

    private static func items(_ step: JSON) -> JSON {
        let names = (step["items"]?.array ?? []).filter { $0["state"]?.string != "done" }.compactMap {
            $0["item"]?.string
        }
        return ["items": .object(JSON.Members(names.map { ($0, "done") }) { first, _ in first })]
    }
}

/// A call as it reads on paper.
enum Transcript {
    static func lines(_ step: JSON, _ report: JSON) -> [String] {
        let text = (step["text"]?.string ?? "").replacing("\n", with: " ")
        let who = ["say": "Agent:", "ask": "Agent asks:"][step["kind"]?.string ?? ""] ?? "To do:"
        let answer = report["answer"].map { "   ← \(label(step, $0))" }
        let result = report["result"]?.string.map { $0 == "done" ? nil : "   [\($0)]" } ?? nil
        return ["\(who) \(text)"] + [answer, result].compactMap { $0 }
    }

    private static func label(_ step: JSON, _ answer: JSON) -> String {
        let options = step["answer"]?["options"]?.array ?? []
        let chosen = options.first { $0["value"] == answer }?["label"]?.string
        return chosen ?? answer.string ?? answer.canonicalText
    }
}
