import ArgumentParser
import Canonical
import Casework
import Foundation
import Terminal

/// `redress case guide`
struct GuideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide", abstract: "The screen for an agent on a call; with --json the open steps for a script.",
        discussion: "Example: redress case guide 26-000001-7")
    @OptionGroup var argument: CaseArgument
    @Option(help: "The language of the texts; the victim's when nothing is said.") var lang: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        if options.json {
            return try await options.perform(
                GuideCase(reference, language: lang), over: .guide(reference, language: lang), showing: CaseText.guide)
        }
        if let remote = try options.remote() {
            return try await remote.session {
                try await show(RemoteConversation(session: $0, reference: reference, language: lang))
            }
        }
        try await options.withDesk { station, actor in
            let spoken = Explanation.Language(rawValue: try Settings.read().language) ?? .en
            let conversation = DeskConversation(
                desk: station.desk, actor: actor, reference: reference, language: lang, spoken: spoken)
            try await show(conversation)
        }
    }

    private func show(_ conversation: any GuideConversation) async throws {
        let first = try await conversation.guide(language: lang ?? "")
        let spoken = try Settings.read().language
        let screen = GuideScreen(
            conversation: conversation, reference: try argument.reference().description,
            language: lang ?? first["language"]?.string ?? "ru", interfaceLanguage: spoken, now: { .now },
            kinds: CodeNaming(language: spoken).kinds, names: CodeNaming(language: spoken).name)
        _ = try await screen.run()
    }
}

/// What codes are called, for the screen.
struct CodeNaming: Sendable {
    let language: String

    @Sendable func name(list: String, code: String) -> String? {
        guard let entry = CodeLists.list(named: list)?.codes.first(where: { $0.code == code }) else { return nil }
        return language == "ru" ? entry.ru : entry.en
    }

    /// All kinds of scam, in the order of the list.
    var kinds: [ScamKind] {
        (CodeLists.list(named: ScamType.listName)?.codes ?? []).map { entry in
            ScamKind(code: entry.code, label: language == "ru" ? entry.ru : entry.en)
        }
    }
}

/// The conversation of the guide screen with the desk of this machine.
///
/// What failed is sent again under the same key, so that an answer whose commit was not heard of is not given twice.
actor DeskConversation: GuideConversation {
    private let desk: Desk
    private let actor: Actor
    private let reference: CaseReference
    private let language: String?
    /// In which language the desk explains why something was not done.
    private let spoken: Explanation.Language
    private var unanswered: (request: JSON, key: String)?

    init(
        desk: Desk, actor: Actor, reference: CaseReference, language: String?, spoken: Explanation.Language
    ) {
        (self.desk, self.actor, self.reference, self.language) = (desk, actor, reference, language)
        self.spoken = spoken
    }

    func guide(language: String) async throws -> JSON {
        let wanted = language.isEmpty ? self.language : language
        return try await desk.perform(GuideCase(reference, language: wanted), by: actor)
    }

    func record(step: String, report: JSON) async throws -> JSON {
        let wanted = try StepReport(report)
        return try await send(["step": .string(step), "report": report]) { key in
            RecordStep(self.reference, step: step, report: wanted, language: self.language, showsTrail: true, key: key)
        }
    }

    func correct(step: String, answer: JSON, reason: String, preview: Bool) async throws -> JSON {
        if preview {
            let correction = CorrectAnswer(
                reference, step: step, answer: answer, reason: reason, isPreview: true, language: language)
            return try await desk.perform(correction, by: actor)
        }
        return try await send(["step": .string(step), "answer": answer, "reason": .string(reason)]) { key in
            CorrectAnswer(
                self.reference, step: step, answer: answer, reason: reason, language: self.language, key: key)
        }
    }

    func interrupt(_ id: String) async throws -> JSON {
        try await send(["interrupt": .string(id)]) { key in
            RaiseInterrupt(self.reference, interrupt: id, language: self.language, key: key)
        }
    }

    func retype(_ scamType: String) async throws -> JSON {
        let wanted = try ScamType.parse(scamType)
        let request: JSON = ["scam_type": .string(scamType), "ref": .string(reference.description)]
        return try await send(request) { key in
            ChangeScamType(
                self.reference, to: wanted, language: self.language, key: RequestKey(key, request: request))
        }
    }

    func note(_ text: String) async throws -> JSON {
        let request: JSON = ["note": .string(text), "ref": .string(reference.description)]
        let answer = try await send(request) { key in
            AddNote(self.reference, text: text, key: RequestKey(key, request: request))
        }
        return ["masked": answer["note"]?["masked"] ?? []]
    }

    nonisolated func explain(_ error: any Error) -> (sentence: String, isRetryable: Bool) {
        let explanation = Explanation(error)
        let isRetryable = explanation.sort == .busy || explanation.sort == .unreachable || explanation.sort == .fault
        return (explanation.line(in: spoken), isRetryable)
    }

    private func send<O: Casework.Operation>(_ request: JSON, _ operation: (String) -> O) async throws -> JSON {
        let key = unanswered.flatMap { $0.request == request ? $0.key : nil } ?? "guide-\(UUID().uuidString)"
        unanswered = (request, key)
        let answer = try await desk.perform(operation(key), by: actor).json
        unanswered = nil
        return answer
    }
}
