import ArgumentParser
import Canonical
import Casework
import Foundation

/// `redress up`
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Everything for a first run: private cluster, schema, playbooks, tokens; then serve until Ctrl-C.",
        discussion: """
            Example: redress up --demo
            --demo works in a state directory of its own and fills it with a month of cases.
            """)
    @Flag(help: "A month of realistic cases in a separate state directory.") var demo = false
    @OptionGroup var options: ServeOptions

    func run() async throws {
        var settings = try Settings.read(flags: options.flags)
        if demo { settings = try DemoState.settings(settings) }
        let say: @Sendable (String) -> Void = { Output.line($0) }
        say(
            "Redress \(Redress.version)  state: \(settings.databaseURL == nil ? settings.stateDirectory : "configured database")"
        )
        var wish = Station.Wish(
            holdsCluster: settings.databaseURL == nil, poolSize: settings.poolSize, keepsTrail: true, report: say)
        wish.shelfAgeDays = demo ? 40 : 0
        let station = try await Station.open(settings, wish)
        do {
            try await Shelf.importShippedWhenNew(station, ageDays: wish.shelfAgeDays)
            if demo { try await Demo(station, say).prepare() }
            let signIns = try await SignIns.issue(station, demo: demo)
            let state = settings.stateDirectory
            try await Server.run(station, options) { address in
                say(SignIns.farewell(address: address, signIns: signIns, state: state, demo: demo))
            }
        } catch {
            await station.close(stoppingCluster: station.didStartCluster)
            throw error
        }
    }
}

/// The tokens with which somebody can sign in after `up`.
enum SignIns {
    struct SignIn: Sendable {
        let role: StaffRole
        let token: String
    }

    /// The first admin's token at the first start; at a demo one for each role at every start, for a day.
    static func issue(_ station: Station, demo: Bool) async throws -> [SignIn] {
        let actor = Actor(kind: .system, id: "redress", roles: [], session: "setup-\(Timestamp.now.day)")
        let known = try await station.desk.perform(ListTokens(), by: actor)
        let isFirst = (known["tokens"]?.array ?? []).isEmpty
        let roles: [StaffRole] = demo ? [.agent, .supervisor, .compliance, .admin] : isFirst ? [.admin, .agent] : []
        var signIns: [SignIn] = []
        for role in roles {
            let issue = IssueToken(
                role: role, staff: demo ? "demo-\(role.rawValue.lowercased())" : "first-\(role.rawValue.lowercased())",
                lifetime: demo ? 86_400 : nil)
            let answer = try await station.desk.perform(issue, by: actor)
            if let token = answer["token"]?.string { signIns.append(SignIn(role: role, token: token)) }
        }
        return signIns
    }

    /// What is printed last: where to go and how to sign in.
    static func farewell(address: String, signIns: [SignIn], state: String, demo: Bool) -> String {
        var lines = ["", "Redress is ready: \(address)/"]
        if !signIns.isEmpty {
            lines.append(
                "Sign in there with one of these tokens\(demo ? " (they work for a day)" : " (shown once; keep them safe)"):"
            )
            lines += signIns.map { "  \($0.role.rawValue.lowercased().padded(to: 12))\($0.token)" }
        }
        lines.append("In another terminal:  REDRESS_STATE=\(state) redress case list")
        lines.append("Ctrl-C ends everything.")
        return lines.joined(separator: "\n")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
