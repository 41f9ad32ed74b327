import Foundation

/// What two members of staff do in a day, for whoever compares two ways of doing it.
enum Script {
    /// One command.
    struct Line: Sendable {
        let words: [String]
        let staff: String
        let role: String
        /// Whether it only looks: then the same desk must answer it in the same bytes both ways.
        var isRead = false
        /// Whether the answer speaks of the whole desk, sealer and sessions too: only the same desk can be compared.
        var isOfTheDesk = false
    }

    private static func agent(_ words: String...) -> Line { Line(words: words, staff: "anna", role: "agent") }
    private static func boss(_ words: String...) -> Line { Line(words: words, staff: "boris", role: "supervisor") }
    private static func keeper(_ staff: String, _ words: String...) -> Line {
        Line(words: words, staff: staff, role: "compliance")
    }
    private static func author(_ words: String...) -> Line { Line(words: words, staff: "anna", role: "author") }
    private static func admin(_ words: String...) -> Line { Line(words: words, staff: "boris", role: "admin") }
    private static func look(_ line: Line) -> Line {
        var line = line
        line.isRead = true
        return line
    }

    private static func atOne(_ line: Line) -> Line {
        var line = line
        line.isOfTheDesk = true
        return line
    }

    private static let one = "26-000001-9"

    static let lines: [Line] = work + outward + mistakes + content + privacy + office + numbers + proof

    private static let work = [
        agent(
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
            "SAFE_ACCOUNT",
            "--phone", "+79281234567", "--name", "Мария Тестова", "--paid", "SBP:150000:RUB:2026-11-22T10:00:00+03:00",
            "--indicator", "PHONE:+79991234567", "--summary", "Звонок «из банка».", "--key", "call-1"),
        agent(
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
            "SAFE_ACCOUNT",
            "--phone", "+79281234567", "--name", "Мария Тестова", "--paid", "SBP:150000:RUB:2026-11-22T10:00:00+03:00",
            "--indicator", "PHONE:+79991234567", "--summary", "Звонок «из банка».", "--key", "call-1"),
        look(agent("case", "guide", one)), look(agent("case", "guide", one, "--lang", "en")),
        agent("case", "record", one, "m0_open_safety/greet", "--result", "done"),
        agent("case", "record", one, "safe_now", "--answer", "safe"),
        agent("case", "correct", one, "safe_now", "--answer", "unsafe", "--reason", "misheard", "--preview"),
        look(agent("case", "why", one, "safe_now")), look(agent("case", "show", one)),
        look(agent("case", "list", "--priority", "P1")), look(agent("case", "list", "--limit", "1")),
        look(agent("case", "list", "--phone", "+79281234567")),
        agent("case", "note", one, "Соседка рядом; карта 4111 1111 1111 1111"),
        agent("case", "interrupt", one, "caller_gone"),
        agent("case", "handout", one, "--lang", "en"), boss("case", "assign", one, "anna"),
        agent("case", "assign", one),
        boss("case", "assign", one, "-"), agent("case", "next"), agent("case", "status", one, "WAIT_THIRD_PARTY"),
        agent("case", "retype", one, "SIM_SWAP"), agent("case", "close", one),
        agent("case", "event", one, "bank.reply"), look(agent("case", "follow-ups")),
        agent("case", "follow-up", one, "1"),
    ]

    private static let outward = [
        agent("case", "pay", one, "CARD_TRANSFER:5000.50:RUB:2026-11-22T10:00:00+03:00", "--state", "PENDING"),
        agent("case", "pay", one, "1", "--state", "HELD_BY_BANK", "--bank-told", "2026-11-22T10:10:00Z"),
        agent("case", "indicator", one, "PHONE:+79991234568", "--confidence", "HIGH"),
        agent("case", "consent", one, "SHARE_POLICE"),
        agent("case", "refer", one, "POLICE", "--number", "КУСП 4821", "--package", "statement"),
        agent("case", "refer", one, "1", "--state", "ACCEPTED", "--reply", "Taken on."),
        agent(
            "case", "contact", one, "--direction", "OUT", "--channel", "OUTBOUND", "--seconds", "60", "--summary", "x"),
    ]

    /// What is refused is refused alike: the sentence and the exit code.
    private static let mistakes = [
        agent("case", "show", "26-000099-2"), agent("case", "show", "26-000001-8"),
        agent("case", "record", one, "nowhere", "--result", "done"), agent("case", "status", one, "LOST"),
        agent("case", "pay", one, "9", "--state", "PENDING"), agent("case", "note", one, ""),
        agent("case", "refer", one, "BANK_SENDER"), author("playbook", "show", "no-such-playbook", "1.0.0"),
    ]

    private static let content = [
        look(author("playbook", "list")), look(author("playbook", "show", "safe-account", "1.0.0")),
        author("playbook", "import", Binary.repository + "/Playbooks/modules/m2-bank.yaml"),
        author("playbook", "import", Binary.repository + "/Playbooks", "--dry-run"),
        boss("playbook", "approve", "safe-account", "1.0.0"), author("playbook", "publish", "safe-account", "1.0.0"),
        author("playbook", "migrate", "safe-account@1.0.0", "safe-account@1.0.0", "--dry-run"),
        author("playbook", "retire", "no-such-playbook", "1.0.0"), look(author("playbook", "parameters")),
        author("playbook", "adopt", Binary.repository + "/Playbooks/parameters/RU.yaml", "--dry-run"),
    ]

    private static let privacy = [
        agent("privacy", "reveal", one, "--field", "phone", "--purpose", "CALL_BACK"),
        keeper("anna", "privacy", "hold", one, "--reason", "POLICE", "--until", "2027-03-31"),
        keeper("anna", "privacy", "release", one), keeper("boris", "privacy", "release", one),
        atOne(keeper("anna", "privacy", "export", one)),
        atOne(keeper("anna", "privacy", "export", "--phone", "+79281234567")), admin("privacy", "key", "list"),
        admin("privacy", "key", "rotate"), admin("privacy", "key", "destroy", "7"),
        keeper("anna", "privacy", "retention", "--dry-run"),
        keeper("anna", "privacy", "retention", "--set", "CASE_LOSS", "--days", "1825"),
        keeper("anna", "privacy", "erase", one), keeper("anna", "privacy", "erase", one, "--approve"),
        keeper("anna", "privacy", "act", one),
    ]

    private static let office = [
        admin("token", "issue", "--role", "agent", "--name", "vera", "--expires", "12h"),
        atOne(admin("token", "list")), admin("token", "revoke", "t-0123456789abcdef"),
        admin("staff", "add", "olga", "--name", "Olga", "--role", "agent"), look(admin("staff", "list")),
        admin("staff", "disable", "olga"), admin("staff", "disable", "nobody.here"),
    ]

    private static let numbers = [
        look(boss("report", "volume", "--from", "2026-11-01", "--to", "2099-01-01", "--by", "channel")),
        look(boss("report", "outcomes", "--from", "2026-11-01", "--to", "2099-01-01")),
        look(boss("report", "deadlines", "--from", "2026-11-01", "--to", "2099-01-01", "--jurisdiction", "RU")),
        look(boss("report", "quality", "--from", "2026-11-01", "--to", "2099-01-01")),
        look(boss("report", "campaigns", "--from", "2026-11-01", "--to", "2099-01-01", "--min", "2")),
        boss("report", "volume", "--by", "moon"),
    ]

    private static let proof = [
        atOne(keeper("anna", "audit", "list", "--limit", "3")), atOne(keeper("anna", "audit", "checkpoint")),
        atOne(keeper("anna", "audit", "prove", one)),
        keeper("anna", "audit", "prove", "e-0123456789abcdef0123456789abcdef"),
        atOne(keeper("anna", "audit", "key", "policy")), atOne(keeper("anna", "audit", "verify")),
    ]

    /// They work with the files, the keys and the processes of the machine on which the desk runs.
    static let ofTheMachine = [
        "up", "serve", "doctor", "witness", "db migrate", "db status", "db start", "db stop", "db psql", "db guard",
        "audit export", "audit bring-back", "audit signer", "audit key rotate", "audit key retire", "audit key close",
    ]

    /// They have routes, and their commands do not ask a server yet.
    static let notYetOverHTTP = [
        "case access", "case action", "case attach", "case attachment", "case export", "case import", "case link",
        "case loan", "case merge", "case party", "case safety", "webhook add", "webhook deliveries", "webhook list",
        "webhook remove", "webhook retry", "webhook rotate", "webhook test",
    ]

    /// They need no desk at all.
    static let ofFiles = [
        "codes list", "codes show", "config",
        "playbook lint", "playbook test", "playbook simulate", "playbook eval", "playbook diff", "playbook graph",
        "playbook card", "playbook schema", "playbook export", "playbook review", "playbook pages", "playbook sign",
        "playbook verify",
    ]

    /// What a command of the machine needs to be tried.
    static let words: [String: [String]] = [
        "doctor": [], "audit key rotate": [], "webhook list": [], "case export": [],
        "audit key retire": ["redress"], "audit key close": ["--approved-by", "olga"],
    ]
}

extension Desk {
    /// Every command there is, by its words.
    func commands() async throws -> [String] {
        var (waiting, found): ([[String]], [String]) = ([[]], [])
        while let words = waiting.popLast() {
            let inside = Self.subcommands(try await run(words + ["--help"]).output)
            waiting += inside.map { words + [$0] }
            if inside.isEmpty { found.append(words.joined(separator: " ")) }
        }
        return found
    }

    /// The first words of the lines under headings of subcommands.
    static func subcommands(_ help: String) -> [String] {
        var isList = false
        return help.split(separator: "\n", omittingEmptySubsequences: true).compactMap { line in
            if !line.hasPrefix(" ") {
                isList = line.contains("SUBCOMMANDS")
                return nil
            }
            guard isList, line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("See 'redress") else {
                return nil
            }
            return line.split(separator: " ").first.map(String.init)
        }
    }
}
