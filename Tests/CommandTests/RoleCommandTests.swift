import Foundation
import Testing

/// Every command, given with a token of every role, against the table of docs/api.md that the HTTP face is measured by.
@Suite(.sharedDesk) struct RoleCommandTests {
    private static let roles = ["agent", "supervisor", "compliance", "author", "bot", "admin"]
    private static let refusal = "Your role may not do this"

    /// A command that works at the desk, and the operation of the HTTP face that needs the same right.
    private static let asked: [(command: String, words: [String], like: String)] = [
        (
            "case open",
            ["--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam", "SAFE_ACCOUNT"],
            "openCase"
        ),
        ("case guide", ["REF", "--json"], "guideCase"), ("case handout", ["REF"], "makeHandout"),
        ("case show", ["REF"], "showCase"), ("case list", [], "listCases"),
        ("case why", ["REF", "m0_open_safety/greet"], "showCase"), ("case follow-ups", [], "listCases"),
        ("case record", ["REF", "nowhere", "--result", "done"], "recordResult"),
        ("case correct", ["REF", "nowhere", "--answer", "yes", "--reason", "heard wrong"], "correctAnswer"),
        ("case event", ["REF", "bank.reply"], "recordEvent"), ("case interrupt", ["REF", "nothing"], "raiseInterrupt"),
        ("case note", ["REF", "a note"], "addNote"), ("case assign", ["REF", "anna"], "assignCase"),
        ("case next", [], "takeNextCase"), ("case status", ["REF", "WAIT_VICTIM"], "changeStatus"),
        ("case retype", ["REF", "PHISHING"], "changeScamType"), ("case close", ["REF"], "changeStatus"),
        ("case follow-up", ["REF", "1"], "addNote"), ("case pay", ["REF", "SBP:1500:RUB:now"], "addPayment"),
        ("case indicator", ["REF", "PHONE:+79281234567"], "addIndicator"),
        ("case refer", ["REF", "BANK_SENDER"], "makeReferral"),
        ("case consent", ["REF", "SHARE_BANK"], "recordConsent"),
        ("case contact", ["REF"], "logContact"),
        ("case import", ["FILE"], "importCases"), ("case export", [], "exportCases"),
        ("case party", ["REF", "--role", "REPORTER", "--name", "Anna"], "addParty"),
        ("case safety", ["REF", "--safe", "--reason", "at the bank"], "changeSafety"),
        ("case link", ["REF", "26-000099-6", "--kind", "RELATED"], "linkCase"),
        ("case merge", ["REF", "26-000099-6"], "mergeCase"), ("case access", ["REF", "SIM"], "addAccess"),
        ("case loan", ["REF", "MFO:60000:RUB"], "addLoan"),
        ("case action", ["REF", "CLEAR_FORWARDING"], "requestAction"),
        ("case attach", ["REF", "FILE"], "attachFile"), ("case attachment", ["REF"], "listAttachments"),
        ("privacy reveal", ["REF", "--field", "PHONE", "--purpose", "CALL_BACK"], "revealField"),
        ("privacy hold", ["REF", "--reason", "POLICE"], "placeHold"), ("privacy release", ["REF"], "releaseHold"),
        ("privacy erase", ["REF"], "requestErasure"), ("privacy act", ["REF"], "showErasureAct"),
        ("privacy export", ["REF"], "exportPerson"), ("privacy key list", [], "listTokens"),
        ("privacy key rotate", [], "listTokens"), ("privacy key destroy", ["77"], "listTokens"),
        ("privacy retention", ["--dry-run"], "placeHold"), ("playbook import", ["FILE"], "importPlaybooks"),
        ("playbook list", [], "listPlaybooks"), ("playbook show", ["small", "1.0.0"], "showPlaybook"),
        ("playbook approve", ["small", "9.9.9"], "approvePlaybook"),
        ("playbook publish", ["small", "9.9.9"], "publishPlaybook"),
        ("playbook retire", ["small", "9.9.9"], "retirePlaybook"),
        ("playbook migrate", ["small@9.9.8", "small@9.9.9"], "migrateCases"),
        ("playbook parameters", [], "listPlaybooks"),
        ("playbook approve-parameters", ["RU", String(repeating: "0", count: 64)], "approveParameters"),
        ("report volume", [], "reportVolume"), ("report outcomes", [], "reportOutcomes"),
        ("report deadlines", [], "reportDeadlines"), ("report quality", [], "reportQuality"),
        ("report campaigns", [], "reportCampaigns"), ("audit list", [], "listEntries"),
        ("audit verify", [], "verifyStore"), ("audit checkpoint", [], "checkpoint"),
        ("audit export", ["--out", "OUT"], "listEntries"), ("audit prove", ["REF"], "prove"),
        ("audit key policy", [], "policy"), ("audit key rotate", [], "listTokens"),
        ("audit key retire", ["nobody+00000000+AAAA"], "listTokens"),
        ("audit key close", ["--approved-by", "nobody"], "listTokens"), ("doctor", [], "listEntries"),
        ("token issue", ["--role", "agent", "--name", "new.agent"], "issueToken"), ("token list", [], "listTokens"),
        ("token revoke", ["t-0000000000000000"], "revokeToken"),
        ("staff add", ["STAFF", "--role", "agent"], "addStaff"), ("staff list", [], "listStaff"),
        ("staff disable", ["nobody.here"], "disableStaff"),
        ("webhook add", ["https://hooks.example.org/redress"], "addWebhook"), ("webhook list", [], "listWebhooks"),
        ("webhook remove", ["w-0123456789ab"], "removeWebhook"),
        ("webhook rotate", ["w-0123456789ab"], "rotateWebhook"), ("webhook test", ["w-0123456789ab"], "testWebhook"),
        ("webhook retry", ["w-0123456789ab"], "retryWebhook"),
        ("webhook deliveries", ["w-0123456789ab"], "listDeliveries"),
    ]

    /// Commands that ask no desk: they work on files, or are those of who owns the machine.
    private static let free: Set<String> = [
        "playbook lint", "playbook test", "playbook simulate", "playbook eval", "playbook diff", "playbook graph",
        "playbook card", "playbook schema", "playbook export", "playbook review", "playbook pages", "playbook sign",
        "playbook verify", "codes list", "codes show", "audit signer", "witness", "up", "serve", "db migrate",
        "db guard", "db status", "db start", "db stop", "db psql", "config",
    ]
    /// Commands whose files are read before the desk is asked; the operation behind each is tried elsewhere.
    private static let behindFiles: Set<String> = ["audit bring-back", "playbook adopt"]

    @Test func `each command is refused to the roles that lack its right, and to no other`() async throws {
        let desk = SharedDesk.current
        let documented = try Self.documented()
        var tokens: [(role: String, token: String)] = []
        for role in Self.roles {
            let issued = try await desk.ask("token", "issue", "--role", role, "--name", "walks.\(role)")
            tokens.append((role, try #require(issued["token"]?.text)))
        }
        let file = "\(Workshop.shared.path)/roles-\(UUID().uuidString).yaml"
        try Sample.small.write(toFile: file, atomically: true, encoding: .utf8)
        let before = try await Self.refusals(desk)
        var expectedRefusals = 0
        for (command, words, operation) in Self.asked {
            let call = try await Call.open(desk)
            let may = try #require(documented[operation], "\(operation) is not in docs/api.md")
            let refused = try await withThrowingTaskGroup(of: (String, Bool, String).self) { group in
                for (role, token) in tokens {
                    let named = words.map { word in
                        switch word {
                        case "REF": call.reference
                        case "FILE": file
                        case "OUT": "\(desk.state)/out-\(role)"
                        case "STAFF": "new.\(role)"
                        default: word
                        }
                    }
                    group.addTask {
                        let ending = try await desk.run(
                            command.split(separator: " ").map(String.init) + named, ["REDRESS_TOKEN": token])
                        return (role, ending.message.contains(Self.refusal), ending.message)
                    }
                }
                return try await group.reduce(into: [(String, Bool, String)]()) { $0.append($1) }
            }
            for (role, isRefused, message) in refused {
                #expect(isRefused == !may.contains(role), "\(command) as \(role): \(message)")
            }
            expectedRefusals += Self.roles.filter { !may.contains($0) }.count
        }
        #expect(try await Self.refusals(desk) - before == expectedRefusals, "each refusal has its entry")
    }

    @Test func `no command is forgotten`() async throws {
        let help = try JSON(try await SharedDesk.current.run("--experimental-dump-help").output)
        var leaves: Set<String> = []
        func walk(_ command: JSON, _ path: [String]) {
            let below = (command["subcommands"]?.list ?? []).filter { $0["commandName"] != "help" }
            if below.isEmpty { leaves.insert(path.joined(separator: " ")) }
            for child in below { walk(child, path + [child["commandName"]?.text ?? ""]) }
        }
        walk(try #require(help["command"]), [])
        let known = Set(Self.asked.map(\.command)).union(Self.free).union(Self.behindFiles)
        #expect(leaves.subtracting(known).sorted() == [], "name them in RoleCommandTests")
        #expect(known.subtracting(leaves).sorted() == [])
    }

    private static func refusals(_ desk: Desk) async throws -> Int {
        Int(try await desk.sql("SELECT count(*) FROM audit.entry WHERE type = 'authz.denied'")) ?? -1
    }

    /// The table of docs/api.md: roles by operation.
    private static func documented() throws -> [String: Set<String>] {
        let page = try String(contentsOfFile: "\(Binary.repository)/docs/api.md", encoding: .utf8)
        let rows = page.components(separatedBy: "\n").drop { $0 != "| operation | roles |" }.dropFirst(2)
        let pairs = rows.prefix { $0.hasPrefix("| `") }.map { row in
            let cells = row.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let roles = cells[2].components(separatedBy: ", ")
            return (cells[1].trimmingCharacters(in: ["`"]), Set(roles))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
