import ArgumentParser
import Canonical
import Casework

/// `redress case party`
struct PartyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "party", abstract: "Add somebody beside the victim, or correct what is known of a person.",
        discussion: """
            Examples:
              redress case party 26-000001-9 --role TRUSTED_PERSON --name "Anna" --phone +79281234567 --relation daughter
              redress case party 26-000001-9 1 --email maria@example.org
              redress case party 26-000001-9 2 --clear PHONE
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The number of a person who is known; the victim is 1. Nobody named adds one.") var number: Int?
    @Option(help: "What he is to the case: REPORTER, REPRESENTATIVE or TRUSTED_PERSON.") var role: String?
    @Option(help: "The name.") var name: String?
    @Option(help: "The phone.") var phone: String?
    @Option(help: "The e-mail address.") var email: String?
    @Option(help: "Who he is to the victim.") var relation: String?
    @Option(help: "When and how he can be called.") var contactNote: String?
    @Option(help: "How he showed who he is: ANI, CABINET, SHOP_ID, KBA.") var authLevel: String?
    @Option(help: "How old he is: 25_34, 65_74 …") var ageBand: String?
    @Option(help: "For a phone without a country code.") var jurisdiction = "RU"
    @Option(help: "A field that was written by mistake and is to go; may be repeated.") var clear: [String] = []
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let details = try PartyDetails(
            role: role, name: name, phone: phone, email: email, relation: relation, contactNote: contactNote,
            authLevel: authLevel, ageBand: ageBand, in: try Jurisdiction.Place.parse(jurisdiction))
        guard let number else {
            let operation = AddParty(try argument.reference(), details, key: keyOption.request)
            let request = RemoteRequest.case(.post, try argument.reference(), "parties", body: body())
            return try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.party)
        }
        let operation = ChangeParty(
            try argument.reference(), number: number, details, clearing: try clear.map { try PartyField.parse($0) },
            key: keyOption.request)
        let request = RemoteRequest.case(
            .put, try argument.reference(), "parties", "\(number)",
            body: body(clearing: try clear.map { try PartyField.parse($0).rawValue }))
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.party)
    }

    private func body(clearing fields: [String] = []) -> JSON {
        .members([
            "role": .text(role), "name": .text(name), "phone": .text(phone), "email": .text(email),
            "relation": .text(relation), "contact_note": .text(contactNote), "auth_level": .text(authLevel),
            "age_band": .text(ageBand), "jurisdiction": .string(jurisdiction),
            "clear": fields.isEmpty ? nil : .texts(fields),
        ])
    }
}

/// `redress case safety`
struct SafetyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "safety", abstract: "Say whether the person can be contacted without danger.",
        discussion: "Example: redress case safety 26-000001-9 --unsafe --reason \"The scammer answers her phone.\"")
    @OptionGroup var argument: CaseArgument
    @Flag(exclusivity: .exclusive, help: "Whether it is safe.") var safety: Safety
    @Option(help: "Why; kept as a note.") var reason: String
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    /// Safe or not: one of them must be said.
    enum Safety: String, EnumerableFlag { case safe, unsafe }

    func run() async throws {
        let operation = ChangeSafety(
            try argument.reference(), isSafe: safety == .safe, reason: reason, key: keyOption.request)
        let request = RemoteRequest.case(
            .put, try argument.reference(), "safety",
            body: ["safe": .bool(safety == .safe), "reason": .string(reason)])
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.summary)
    }
}

/// `redress case link`
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Say that two cases belong together, or that they do not after all.",
        discussion: "Example: redress case link 26-000001-9 26-000002-7 --kind SAME_SCAMMER")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The other case.") var other: String
    @Option(help: "How: DUPLICATE, RELATED, SAME_SCAMMER, SAME_VICTIM, REPEAT_INCIDENT, CONTACT_OF_VICTIM.")
    var kind: String
    @Flag(help: "They do not after all.") var remove = false
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, other, kind) = (
            try argument.reference(), try CaseReference.read(other), try LinkKind.parse(kind)
        )
        let operation = LinkCases(reference, other, kind: kind, isRemoved: remove, key: keyOption.request)
        let request =
            remove
            ? RemoteRequest.case(.delete, reference, "links", other.description, kind.rawValue)
            : .case(
                .post, reference, "links",
                body: ["other": .string(other.description), "kind": .string(kind.rawValue)])
        try await options.perform(operation, over: request.once(keyOption.key)) { answer in
            let word = answer["link"]?["removed"]?.bool == true ? "No longer linked with" : "Linked with"
            return "\(CaseText.summary(answer))\n\(word) \(answer["link"]?["ref"]?.string ?? "")"
        }
    }
}

/// `redress case merge`
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Close a case as merged: its work goes on in another one; or undo that.",
        discussion: """
            Nothing moves: each case keeps what it holds. The number of the merged one leads to the other.
            Examples:
              redress case merge 26-000002-7 26-000001-9
              redress case merge 26-000002-7 26-000001-9 --undo
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The case in which the work goes on.") var into: String
    @Flag(help: "Open the merged case again.") var undo = false
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, into) = (try argument.reference(), try CaseReference.read(into))
        let operation = MergeCases(reference, into: into, isUndone: undo, key: keyOption.request)
        let request =
            undo
            ? RemoteRequest.case(.delete, reference, "merge", into.description)
            : .case(.put, reference, "merge", body: ["into": .string(into.description)])
        try await options.perform(operation, over: request.once(keyOption.key)) { answer in
            "\(CaseText.summary(answer))\n\(CaseText.summary(answer["into"] ?? .null))"
        }
    }
}
