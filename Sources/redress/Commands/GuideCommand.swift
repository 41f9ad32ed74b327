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
            return try await options.perform(GuideCase(reference, language: lang), showing: CaseText.guide)
        }
        try await options.withDesk { station, actor in
            let conversation = DeskConversation(desk: station.desk, actor: actor, reference: reference, language: lang)
            let first = try await conversation.guide(language: lang ?? "")
            let screen = GuideScreen(
                conversation: conversation, reference: reference.description,
                language: lang ?? first["language"]?.string ?? "ru", interfaceLanguage: station.settings.language,
                now: { .now })
            _ = try await screen.run()
        }
    }
}

/// The conversation of the guide screen with the desk of this machine.
struct DeskConversation: GuideConversation {
    let desk: Desk
    let actor: Actor
    let reference: CaseReference
    let language: String?

    func guide(language: String) async throws -> JSON {
        let wanted = language.isEmpty ? self.language : language
        return try await desk.perform(GuideCase(reference, language: wanted), by: actor)
    }

    func record(step: String, report: JSON) async throws -> JSON {
        let report = try StepReport(report)
        return try await desk.perform(RecordStep(reference, step: step, report: report, language: language), by: actor)
    }

    func correct(step: String, answer: JSON, reason: String, preview: Bool) async throws -> JSON {
        let correction = CorrectAnswer(
            reference, step: step, answer: answer, reason: reason, isPreview: preview, language: language)
        return try await desk.perform(correction, by: actor)
    }

    func interrupt(_ id: String) async throws -> JSON {
        try await desk.perform(RaiseInterrupt(reference, interrupt: id, language: language), by: actor)
    }

    func note(_ text: String) async throws -> JSON {
        try await desk.perform(AddNote(reference, text: text), by: actor)
    }

    func explain(_ error: any Error) -> (sentence: String, isRetryable: Bool) {
        let explanation = Explanation(error)
        let isRetryable = explanation.sort == .busy || explanation.sort == .unreachable || explanation.sort == .fault
        return (explanation.line, isRetryable)
    }
}
