import ArgumentParser
import Canonical
import Casework

/// `redress case event`
struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Record what the case waits for: the bank's reply, a number from the police.",
        discussion: "Example: redress case event 26-000001-7 bank.reply --set o.bank_reply=hold_placed")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The event, as the guide names it in `awaits`.") var event: String
    @OptionGroup var values: ValueOptions
    @Option(help: "The language of the guide.") var lang: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, values) = (try argument.reference(), try values.read())
        let request = RemoteRequest.case(
            .post, reference, "events", body: ["event": .string(event), "values": .object(values)])
        try await options.perform(
            RecordEvent(reference, event: event, values: values, language: lang, key: keyOption.key),
            over: request.asking(["lang": lang]).once(keyOption.key), showing: CaseText.guide)
    }
}

/// What an event brings.
struct ValueOptions: ParsableArguments {
    @Option(help: "What it brings: NAME=VALUE, a code, text or JSON; may be repeated.") var set: [String] = []

    func read() throws -> JSON.Members {
        var values: JSON.Members = [:]
        for text in set {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, values[parts[0]] == nil else {
                throw UsageError("“\(text)” sets nothing.", wayOut: "For example: --set o.bank_reply=hold_placed")
            }
            values[parts[0]] = .answer(parts[1])
        }
        return values
    }
}

extension JSON {
    /// A word of the command line: JSON when it is a list or an object, else the text itself.
    static func answer(_ text: String) -> JSON {
        (try? JSON(parsing: text)).flatMap { $0.isContainer ? $0 : nil } ?? .string(text)
    }
}
