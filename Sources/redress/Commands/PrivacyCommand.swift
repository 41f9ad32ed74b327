import ArgumentParser
import Canonical
import Casework

/// `redress privacy …`
struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy", abstract: "Personal data; every use is on the trail.",
        subcommands: [
            RevealCommand.self, HoldCommand.self, ReleaseCommand.self, EraseCommand.self, ErasureActCommand.self,
            ExportPersonCommand.self, SubjectKeyCommand.self, RetentionCommand.self,
        ])
}

/// `redress privacy reveal`
struct RevealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal",
        abstract: "Show one field unmasked, for a purpose. The read is on the trail before it happens.",
        discussion: "Example: redress privacy reveal 26-000001-7 --field phone --purpose CALL_BACK")
    @OptionGroup var argument: CaseArgument
    @Option(help: "name, phone, email …") var field: String
    @Option(help: "CALL_BACK, IDENTIFY, REFERRAL, SUBJECT_REQUEST, INVESTIGATION or QUALITY_CHECK.") var purpose: String
    @Option(help: "Whose: the number of the party; 1 is the victim.") var party = 1
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, field, purpose) = (
            try argument.reference(), try PartyField.parse(field), try RevealPurpose.parse(purpose)
        )
        let request = RemoteRequest.case(
            .post, reference, "reveals",
            body: [
                "field": .string(field.rawValue), "purpose": .string(purpose.rawValue), "party": .int(Int64(party)),
            ])
        let operation = RevealField(reference, party: party, field: field, purpose: purpose)
        try await options.perform(operation, over: request) { $0["value"]?.string ?? "" }
    }
}
