import ArgumentParser

/// `redress case …`
struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Open cases and work on them.",
        groupedSubcommands: [
            CommandGroup(
                name: "On a call", subcommands: [OpenCommand.self, GuideCommand.self, HandoutCommand.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [ShowCommand.self, ListCommand.self, WhyCommand.self, FollowUpsCommand.self]),
            CommandGroup(
                name: "Parts of the guide, for scripts",
                subcommands: [
                    RecordCommand.self, CorrectCommand.self, EventCommand.self, InterruptCommand.self, NoteCommand.self,
                    AssignCommand.self, NextCommand.self, StatusCommand.self, RetypeCommand.self, CloseCommand.self,
                    FollowUpCommand.self,
                ]),
            CommandGroup(name: "Cases that belong together", subcommands: [LinkCommand.self, MergeCommand.self]),
            CommandGroup(
                name: "What the case holds",
                subcommands: [
                    PayCommand.self, IndicatorCommand.self, ReferCommand.self, ConsentCommand.self,
                    ContactCommand.self, PartyCommand.self, SafetyCommand.self, AccessCommand.self, LoanCommand.self,
                    ActionCommand.self, AttachCommand.self, AttachmentCommand.self,
                ]),
            CommandGroup(name: "Many at once", subcommands: [ImportCasesCommand.self, ExportCasesCommand.self]),
        ])
}
