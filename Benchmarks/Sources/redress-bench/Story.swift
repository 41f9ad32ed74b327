import Canonical
import Casework
import Foundation
import Playbook

/// One way through the playbook, the same for every case: which step, and what is reported of it.
struct Story: Sendable {
    /// One move.
    struct Move: Sendable {
        let path: String
        let report: JSON
        /// The body of the request.
        let body: [UInt8]
    }

    let moves: [Move]

    /// Plays a case once to learn the way.
    static func learn(_ desk: Desk, by actor: Actor) async throws -> (story: Story, reference: CaseReference) {
        var guide = try await desk.perform(OpenCase(try intake(0)), by: actor)
        let reference = try CaseReference.read(guide["ref"]?.string ?? "")
        var moves: [Move] = []
        while let step = guide["open"]?.array?.first(where: { $0["kind"]?.string != "wait" }), moves.count < 200 {
            let report = report(for: step)
            let path = step["path"]?.string ?? ""
            guide = try await desk.perform(
                RecordStep(reference, step: path, report: try StepReport(report)), by: actor)
            var body = report.object ?? [:]
            body["step"] = .string(path)
            moves.append(Move(path: path, report: report, body: JSON.object(body).canonicalBytes))
        }
        return (Story(moves: moves), reference)
    }

    /// What is told at the start of the case with this number: name, phone of its own, one payment.
    static func intake(_ number: Int) throws -> Intake {
        try Intake(
            channel: "HOTLINE", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: phone(number),
            name: "Пострадавшая \(number)", payments: ["SBP:180000:RUB:2026-01-10T10:30:00+03:00"])
    }

    /// The same as the body of a request.
    static func body(_ number: Int) -> [UInt8] {
        JSON.object([
            "channel": "HOTLINE", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
            "phone": .string(phone(number)), "name": .string("Пострадавшая \(number)"),
            "paid": ["SBP:180000:RUB:2026-01-10T10:30:00+03:00"],
        ]).canonicalBytes
    }

    private static func phone(_ number: Int) -> String {
        "+7999\(String(10_000_000 + number % 10_000_000).dropFirst())"
    }

    private static func report(for step: JSON) -> JSON {
        switch step["kind"]?.string {
        case "ask":
            let answer = step["answer"]
            let options = (answer?["options"]?.array ?? []).compactMap { $0["value"]?.string }
            return [
                "answer": self.answer(
                    answer?["type"]?.string, options, least: answer?["range"]?["min"]?.int,
                    at: step["path"]?.string ?? "")
            ]
        case "checklist":
            let names = (step["items"]?.array ?? []).filter { $0["state"]?.string != "done" }.compactMap {
                $0["item"]?.string
            }
            return ["items": .object(JSON.Members(names.map { ($0, "done") }) { first, _ in first })]
        case "decide":
            return ["choose": step["choices"]?.array?.first { $0["recommended"]?.bool == true }?["case"] ?? 0]
        case "refer": return ["result": "referred"]
        default: return ["result": "done"]
        }
    }

    /// A plausible answer to a question of this type; never the rare, dangerous one.
    static func answer(_ type: String?, _ options: [String], least: Int64?, at path: String) -> JSON {
        let rare: Set<String> = ["danger", "threat", "pressed", "third_party", "courier_expected", "coerced"]
        let option =
            options.contains("yes") ? "yes" : options.first { !rare.contains($0) } ?? options.first ?? "unknown"
        switch type {
        case "choice": return .string(option)
        case "choices": return [.string(option)]
        case "integer": return .int(least ?? 1)
        case "money": return ["minor": 15_000_000, "currency": "RUB"]
        case "timestamp":
            return .string(Timestamp.now.adding(seconds: path.hasSuffix("next_call") ? 86_400 : -3_600).description)
        case "date": return .string(Timestamp.now.day.description)
        case "phone": return "+79990001122"
        case "reference": return "REF-12345"
        default: return "калина красная"
        }
    }
}
