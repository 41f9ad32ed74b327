import ArgumentParser
import Casework

/// The command line: parses, opens the desk, prints. It holds no rule of its own.
struct Redress: AsyncParsableCommand {
    static let version = "0.1.0"
    static let configuration = CommandConfiguration(
        commandName: "redress",
        abstract: "The fraud-victim assistance desk: opens cases, guides step by step, keeps a trail.",
        discussion: """
            First run:  redress up --demo
            A call:     redress case open --channel hotline --language ru --jurisdiction RU --scam SAFE_ACCOUNT
                        redress case guide 26-000001-7
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(name: "Work", subcommands: [CaseCommand.self, PrivacyCommand.self]),
            CommandGroup(name: "Content", subcommands: [PlaybookCommand.self, CodesCommand.self]),
            CommandGroup(name: "Numbers", subcommands: [ReportCommand.self]),
            CommandGroup(name: "Proof", subcommands: [AuditCommand.self, WitnessCommand.self]),
            CommandGroup(
                name: "Running it",
                subcommands: [
                    UpCommand.self, ServeCommand.self, DatabaseCommand.self, DoctorCommand.self, TokenCommand.self,
                    StaffCommand.self, WebhookCommand.self, ConfigCommand.self,
                ]),
        ])
}

@main enum Main {
    static func main() async {
        do {
            var command = try await Redress.asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            ErrorReport.exit(error)
        }
    }
}
