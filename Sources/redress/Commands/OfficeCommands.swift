import ArgumentParser
import Canonical
import Casework
import Terminal

/// `redress token …`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Issue, list and take back tokens.",
        subcommands: [IssueTokenCommand.self, ListTokensCommand.self, RevokeTokenCommand.self])
}

/// `redress token issue`
struct IssueTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Issue a token; its secret is shown once.",
        discussion: "Example: redress token issue --role agent --name anna.petrova --expires 90d")
    @Option(help: "agent, supervisor, compliance, author, bot or admin.") var role: String
    @Option(help: "Whose it is.") var name: String
    @Option(help: "How long it works, as 12h or 90d; for ever when nothing is said.") var expires: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (role, lifetime) = (try StaffRole.parse(role), try expires.map(Lifetime.seconds))
        let request = RemoteRequest.post(
            "tokens",
            body: [
                "role": .string(role.rawValue), "name": .string(name), "expires_in_seconds": lifetime.map(JSON.int),
            ])
        try await options.perform(IssueToken(role: role, staff: name, lifetime: lifetime), over: request) {
            "\($0["id"]?.string ?? "")\n\($0["token"]?.string ?? "")"
        }
    }
}

/// A length of time on the command line.
enum Lifetime {
    static func seconds(_ text: String) throws -> Int64 {
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let amount = Int64(text.dropLast()),
            (1...100_000).contains(amount)
        else { throw DeskError.malformed(field: "expires", problem: .form(example: "90d"), value: text) }
        return amount * unit
    }
}

/// `redress token list`
struct ListTokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Tokens without their secrets.", discussion: "Example: redress token list")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListTokens(), over: .get("tokens")) { answer in
            var table = Table(["Token", "Staff", "Role", "Expires", "Last used", "Taken back"])
            for token in answer["tokens"]?.array ?? [] {
                func time(_ key: String) -> String {
                    token[key]?.string.flatMap(Timestamp.init).map(LocalTime.text) ?? "-"
                }
                table.add([
                    token["id"]?.string ?? "", token["staff"]?.string ?? "", token["role"]?.string ?? "",
                    time("expires_at"),
                    time("last_used_at"), time("revoked_at"),
                ])
            }
            return table.text
        }
    }
}

/// `redress token revoke`
struct RevokeTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a token back; it stops working at once.",
        discussion: "Example: redress token revoke t-0123456789abcdef")
    @Argument(help: "The id of the token.") var id: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(RevokeToken(id), over: .delete("tokens", id)) {
            "Token \($0["id"]?.string ?? "") no longer works."
        }
    }
}

/// `redress staff …`
struct StaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staff", abstract: "Add, list and disable staff.",
        subcommands: [AddStaffCommand.self, ListStaffCommand.self, DisableStaffCommand.self])
}

/// `redress staff add`
struct AddStaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a member of staff.",
        discussion: "Example: redress staff add anna.petrova --name \"Anna Petrova\" --role agent")
    @Argument(help: "The stable id.") var id: String
    @Option(help: "The name on screen; the id when nothing is said.") var name: String?
    @Option(help: "A role; may be repeated.") var role: [String]
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let roles = Set(try role.map { try StaffRole.parse($0) })
        let request = RemoteRequest.post(
            "staff",
            body: [
                "staff": .string(id), "name": .string(name ?? id),
                "roles": .texts(roles.map(\.rawValue).sorted()),
            ])
        try await options.perform(AddStaff(id, name: name ?? id, roles: roles), over: request) {
            "Added \($0["staff"]?.string ?? "")."
        }
    }
}

/// `redress staff list`
struct ListStaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Who works here.", discussion: "Example: redress staff list")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListStaff(), over: .get("staff")) { answer in
            var table = Table(["Staff", "Name", "Roles", "Disabled"])
            for member in answer["staff"]?.array ?? [] {
                table.add([
                    member["staff"]?.string ?? "", member["name"]?.string ?? "",
                    (member["roles"]?.array ?? []).compactMap(\.string).joined(separator: ", "),
                    member["disabled_at"]?.string ?? "-",
                ])
            }
            return table.text
        }
    }
}

/// `redress staff disable`
struct DisableStaffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Shut a member of staff out; tokens stop working at once.",
        discussion: "Example: redress staff disable anna.petrova")
    @Argument(help: "The id.") var id: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(DisableStaff(id), over: .delete("staff", id)) {
            "\($0["staff"]?.string ?? "") is shut out."
        }
    }
}
