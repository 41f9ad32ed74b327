import ArgumentParser
import Canonical
import Casework
import Foundation
import Terminal

/// `redress case open`
struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a case; asks for what is missing when somebody sits at the terminal.",
        discussion: """
            Example:
              redress case open --channel hotline --language ru --jurisdiction RU --scam SAFE_ACCOUNT \\
                --phone +79281234567 --paid SBP:150000:RUB:2026-11-22T10:00:00+03:00 --json
            Without --scam the triage playbook finds out what happened.
            """)

    @Option(help: "Where the victim came in: hotline, chatbot, app_chat, telegram …") var channel: String?
    @Option(help: "The victim's language: ru, en.") var language: String?
    @Option(help: "Whose law applies: RU, UK, US, EU-DE …") var jurisdiction: String?
    @Option(help: "The kind of scam, when it is known: SAFE_ACCOUNT …") var scam: String?
    @Option(help: "The victim's phone; it is sealed at once.") var phone: String?
    @Option(help: "The victim's name; it is sealed at once.") var name: String?
    @Option(help: "A payment, RAIL:AMOUNT:CURRENCY:TIME; may be repeated.") var paid: [String] = []
    @Option(help: "Something of the scammer, TYPE:VALUE, as PHONE:+79…; may be repeated.") var indicator: [String] = []
    @Option(help: "What happened, in a few words. Codes and card numbers in it are masked.") var summary: String?
    @Option(help: "When the victim found out, RFC 3339 or now.") var discovered: String?
    @Option(help: "The id of the conversation on its channel.") var externalID: String?
    @Flag(help: "It is dangerous to call the victim back.") var unsafeToContact = false
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let intake = try completed()
        try await options.perform(
            OpenCase(try intake.read(), key: keyOption.key), over: intake.request, showing: CaseText.opened)
    }

    /// The inputs as they will be read.
    private struct Inputs {
        var channel: String
        var language: String
        var jurisdiction: String
        var scam: String?
        var phone: String?
        var command: OpenCommand

        func read() throws -> Intake {
            try Intake(
                channel: channel, language: language, jurisdiction: jurisdiction, scamType: scam, phone: phone,
                name: command.name, payments: command.paid, indicators: command.indicator, summary: command.summary,
                discoveredAt: command.discovered, externalID: command.externalID,
                isSafeToContact: !command.unsafeToContact)
        }

        var request: RemoteRequest {
            .post(
                "cases",
                body: [
                    "channel": .string(channel), "language": .string(language), "jurisdiction": .string(jurisdiction),
                    "scam": .text(scam), "phone": .text(phone), "name": .text(command.name),
                    "paid": .texts(command.paid), "indicators": .texts(command.indicator),
                    "summary": .text(command.summary), "discovered_at": .text(command.discovered),
                    "external_id": .text(command.externalID), "safe_to_contact": .bool(!command.unsafeToContact),
                ], key: command.keyOption.key)
        }
    }

    private func completed() throws -> Inputs {
        let isInteractive = Prompt.isPossible && !options.json
        guard isInteractive else {
            let missing = [("--channel", channel), ("--language", language), ("--jurisdiction", jurisdiction)]
                .filter { $0.1 == nil }.map(\.0)
            guard missing.isEmpty, let channel, let language, let jurisdiction else {
                throw UsageError(
                    "\(missing.joined(separator: ", ")) \(missing.count == 1 ? "is" : "are") missing.",
                    wayOut: "For example: --channel hotline --language ru --jurisdiction RU")
            }
            return Inputs(
                channel: channel, language: language, jurisdiction: jurisdiction, scam: scam, phone: phone,
                command: self)
        }
        return try asked()
    }

    /// Asks a person for what is missing, shortest way first; Enter takes the usual answer.
    private func asked() throws -> Inputs {
        let (prompt, russian) = (Prompt(), try Settings.read().language == "ru")
        func choose<C: Code>(_ question: String, _ given: String?, usual: C, _: C.Type = C.self) throws -> String {
            if let given { return given }
            let options = C.allCases.map { (value: $0.rawValue, label: $0.name(in: russian ? "ru" : "en")) }
            let preset = C.allCases.firstIndex(of: usual)
            guard let chosen = prompt.choice(question, options.map(\.label), preset: preset) else { throw Self.leftOff }
            return options[chosen].value
        }
        let channel = try choose(
            russian ? "Откуда обратились?" : "Where did they come in?", channel, usual: IntakeChannel.hotline)
        let jurisdiction = try choose(
            russian ? "Чьи правила?" : "Whose rules apply?", jurisdiction,
            usual: russian ? Jurisdiction.russia : .unitedKingdom)
        let language =
            try language
            ?? answered(prompt.line(russian ? "Язык (ru, en)" : "Language (ru, en)", preset: russian ? "ru" : "en"))
        let scam = try scam ?? askScam(prompt, russian)
        let phone =
            try phone
            ?? answered(prompt.line(russian ? "Телефон (Enter, если не назван)" : "Phone (Enter if none)", preset: ""))
        return Inputs(
            channel: channel, language: language, jurisdiction: jurisdiction, scam: scam,
            phone: phone.isEmpty ? nil : phone, command: self)
    }

    /// The input ended before the questions did; nothing was opened.
    private static let leftOff = UsageError("No case was opened: the questions were left off.")

    private func answered(_ line: String?) throws -> String {
        guard let line else { throw Self.leftOff }
        return line
    }

    private func askScam(_ prompt: Prompt, _ russian: Bool) throws -> String? {
        let unknown = (value: "", label: russian ? "Пока не ясно: выясним вместе" : "Not clear yet: find out together")
        let known = ScamType.allCases.map { (value: $0.rawValue, label: $0.name(in: russian ? "ru" : "en")) }
        let options = [unknown] + known
        let question = russian ? "Что случилось?" : "What happened?"
        guard let chosen = prompt.choice(question, options.map(\.label), preset: 0) else { throw Self.leftOff }
        return chosen == 0 ? nil : options[chosen].value
    }
}
