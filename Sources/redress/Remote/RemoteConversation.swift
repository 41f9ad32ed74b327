import Canonical
import Casework
import Foundation
import Terminal

/// The conversation of the guide screen with a desk behind its HTTP interface.
///
/// What failed is sent again under the same key, so that an answer that arrived unheard of is not given twice.
actor RemoteConversation: GuideConversation {
    private let session: RemoteSession
    private let reference: CaseReference
    private let language: String?
    private var unanswered: (request: JSON, key: String)?

    init(session: RemoteSession, reference: CaseReference, language: String?) {
        (self.session, self.reference, self.language) = (session, reference, language)
    }

    func guide(language: String) async throws -> JSON {
        let wanted = language.isEmpty ? self.language : language
        return try await session.answer(to: .guide(reference, language: wanted))
    }

    func record(step: String, report: JSON) async throws -> JSON {
        try await send(
            .recording(reference, step: step, report, language: language).asking(["lang": language, "trail": "true"]))
    }

    func correct(step: String, answer: JSON, reason: String, preview: Bool) async throws -> JSON {
        let request = RemoteRequest.correcting(
            reference, step: step, answer, reason: reason, preview: preview, language: language)
        return preview ? try await session.answer(to: request) : try await send(request)
    }

    func interrupt(_ id: String) async throws -> JSON {
        try await send(.interrupting(reference, id, language: language))
    }

    func retype(_ scamType: String) async throws -> JSON {
        try await send(.retyping(reference, try ScamType.parse(scamType), language: language))
    }

    func note(_ text: String) async throws -> JSON {
        let answer = try await send(.noting(reference, text))
        return ["masked": answer["note"]?["masked"] ?? []]
    }

    nonisolated func explain(_ error: any Error) -> (sentence: String, isRetryable: Bool) {
        let explanation = (error as? RemoteRefusal)?.explanation ?? Explanation(error)
        let isRetryable = explanation.sort == .busy || explanation.sort == .unreachable || explanation.sort == .fault
        return (explanation.line, isRetryable)
    }

    private func send(_ request: RemoteRequest) async throws -> JSON {
        let words: JSON = ["at": .string(request.target), "body": request.body ?? .null]
        let key = unanswered.flatMap { $0.request == words ? $0.key : nil } ?? "guide-\(UUID().uuidString)"
        unanswered = (words, key)
        let answer = try await session.answer(to: request.once(key))
        unanswered = nil
        return answer
    }
}
