internal import Canonical
internal import Casework
internal import Hummingbird

/// Correcting an answer: first what it would change, then the change itself.
enum CorrectPage {
    private struct Effect {
        let label: String
        let steps: [String]
    }
    private struct Body {
        let ref: String
        let path: String
        let text: String
        let recorded: String
        let answer: String
        let reason: String
        let effects: [Effect]
        let isPreview: Bool
        let hasEffects: Bool
        let language: String
        let key: String
    }

    @Sendable static func show(_ desktop: Desktop) async throws -> Reply { try await page(desktop) }

    @Sendable static func correct(_ desktop: Desktop) async throws -> Reply {
        let reference = try CaseReference.read(desktop.call.values[0])
        let isPreview = desktop.field("preview") != nil
        let operation = CorrectAnswer(
            reference, step: desktop.field("step") ?? "", answer: .string(desktop.field("answer") ?? ""),
            reason: desktop.field("reason") ?? "", isPreview: isPreview, language: desktop.field("lang"),
            key: isPreview ? nil : desktop.key)
        do {
            let answer = try await desktop.perform(operation)
            if isPreview { return try await page(desktop, preview: answer) }
            return .go(to: "/console/cases/\(reference.text)?lang=\(Percent.encode(desktop.field("lang") ?? "ru"))")
        } catch  where Problem(error).status.kind != .serverError {
            return try await page(desktop, trouble: error)
        }
    }

    private static func page(_ desktop: Desktop, preview: JSON? = nil, trouble: (any Error)? = nil) async throws
        -> Reply
    {
        let reference = try CaseReference.read(desktop.call.values[0])
        let language = desktop.field("lang") ?? desktop.call.parameter("lang")
        let path = desktop.field("step") ?? desktop.call.parameter("step") ?? ""
        let guide = try await desktop.perform(GuideCase(reference, language: language))
        let steps = guide["trail"]?.array ?? []
        let step = steps.first { $0["path"]?.string == path }
        let effects =
            preview.map { CorrectPage.effects($0, texts(steps + (guide["open"]?.array ?? [])), desktop.tongue) } ?? []
        let body = Body(
            ref: reference.text, path: path, text: step?["text"]?.string ?? path,
            recorded: step?["answer"].map { GuideView.text(of: $0, step ?? .null) } ?? "",
            answer: desktop.field("answer") ?? "",
            reason: desktop.field("reason") ?? "", effects: effects, isPreview: preview != nil,
            hasEffects: !effects.isEmpty,
            language: guide["guide_language"]?.string ?? "ru", key: Randomness.hexadecimal(12))
        return Page.reply(
            "correct", desktop.frame(trouble: trouble.map { desktop.told($0) }), body,
            status: trouble.map { Problem($0).status } ?? .ok)
    }

    /// What the steps of a guide are called, by path.
    private static func texts(_ steps: [JSON]) -> [String: String] {
        let pairs = steps.compactMap { step in step["path"]?.string.map { ($0, step["text"]?.string ?? $0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The changes in words, those of steps that were never shown too.
    private static func effects(_ preview: JSON, _ texts: [String: String], _ tongue: Words.Tongue) -> [Effect] {
        let parts = [
            ("ask_again", "askAgain"), ("review", "toReview"), ("superseded", "superseded"), ("opened", "newSteps"),
            ("kept", "kept"),
        ]
        return parts.compactMap { member, word in
            let steps = (preview[member]?.array ?? []).compactMap(\.string).map { path in
                texts[path] ?? preview["texts"]?[path]?.string ?? path
            }
            return steps.isEmpty ? nil : Effect(label: Words.say(word, tongue), steps: steps)
        }
    }
}
