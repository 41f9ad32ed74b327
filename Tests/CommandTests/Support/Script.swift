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
    private static let two = "26-000002-7"

    static let lines: [Line] =
        work + outward + people + recovery + files + mistakes + content + privacy + office + webhooks + numbers + proof

    /// Stands for a path that does not exist yet, another one at each time.
    static let new = "NEW"
    /// Stands for the id that the last answer of its kind told.
    static let ids = ["WEBHOOK": "w-", "OPENINGS": "o-"]

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

    private static let people = [
        agent(
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
            "SAFE_ACCOUNT", "--phone", "+79280000002", "--key", "call-2"),
        agent(
            "case", "party", one, "--role", "TRUSTED_PERSON", "--name", "Анна", "--phone", "8 928 123-45-69",
            "--relation", "daughter", "--key", "party-1"),
        agent("case", "party", one, "2", "--email", "anna@example.org"),
        agent("case", "party", one, "2", "--clear", "PHONE"), agent("case", "party", one, "9", "--name", "Вера"),
        agent("case", "safety", one, "--unsafe", "--reason", "The scammer answers her phone."),
        agent("case", "safety", one, "--safe", "--reason", "She is at her daughter's."),
        agent("case", "link", one, two, "--kind", "SAME_SCAMMER"),
        agent("case", "link", one, two, "--kind", "SAME_SCAMMER", "--remove"),
        agent("case", "merge", two, one), agent("case", "merge", two, one), agent("case", "merge", two, one, "--undo"),
    ]

    private static let recovery = [
        agent("case", "access", one, "GOV_PORTAL", "--state", "LOST", "--lost", "2026-11-22T10:00:00Z"),
        agent("case", "access", one, "1", "--state", "SECURED", "--sessions-ended", "now", "--confirmed", "AGENT_SAW"),
        agent("case", "access", one, "7", "--state", "SECURED"),
        agent("case", "loan", one, "MFO:60000:RUB", "--signed", "2026-11-22T10:00:00Z", "--lender", "Quick money"),
        agent("case", "loan", one, "1", "--refused", "now", "--number", "4711", "--no-self-ban"),
        agent("case", "action", one, "SUSPEND_MSISDN", "--reason", "The number works in a foreign phone."),
        Line(words: ["case", "action", one, "1", "--approve"], staff: "anna", role: "supervisor"),
        boss("case", "action", one, "1", "--approve"),
        agent("case", "action", one, "1", "--done", "--result", "order 4711"),
    ]

    private static let files = [
        agent("case", "attach", one, Binary.repository + "/LICENSE", "--kind", "STATEMENT", "--key", "file-1"),
        agent("case", "attach", one, Binary.repository + "/LICENSE", "--kind", "STATEMENT", "--key", "file-1"),
        agent("case", "attach", one, Binary.repository + "/LICENSE"),
        agent("case", "attach", one, Workshop.file("чат.txt", "#!/bin/sh\n")),
        agent("case", "attach", one, Workshop.file("large.txt", String(repeating: "текст\n", count: 3 << 20))),
        agent("case", "attachment", one),
        agent("case", "attachment", one, "1", "--out", new, "--purpose", "INVESTIGATION"),
        agent("case", "attachment", one, "8", "--out", new, "--purpose", "INVESTIGATION"),
        boss("case", "import", Workshop.file("good.jsonl", good), "--dry-run"),
        boss("case", "import", Workshop.file("bad.jsonl", good + "{}\n")),
        boss("case", "import", Workshop.file("good.jsonl", good), "--key", "import-1"),
        boss("case", "import", Workshop.file("bad.jsonl", good + "{}\n"), "--errors", new),
        look(boss("case", "export")), look(boss("case", "export", "--jurisdiction", "UK", "--status", "NEW")),
    ]

    private static let good = (0..<5).map { number in
        #"{"channel":"shop","language":"ru","jurisdiction":"RU","external_id":"shop-\#(number)"}"# + "\n"
    }.joined()

    private static let webhooks = [
        // Nothing of this kind happens afterwards, so that nobody sends anything.
        admin("webhook", "add", "http://127.0.0.1:9/redress", "--kind", "case.merged"),
        admin("webhook", "add", "http://192.0.2.1/redress"), atOne(admin("webhook", "list")),
        admin("webhook", "rotate", "WEBHOOK"), admin("webhook", "retry", "WEBHOOK"),
        admin("webhook", "deliveries", "WEBHOOK", "--state", "delivered"), admin("webhook", "test", "WEBHOOK"),
        admin("webhook", "retry", "WEBHOOK", "--message", "msg_0"),
        admin("webhook", "deliveries", "WEBHOOK", "--state", "dead"), admin("webhook", "remove", "WEBHOOK"),
        admin("webhook", "remove", "WEBHOOK"), admin("webhook", "test", "w-0123456789ab"),
    ]

    /// What is refused is refused alike: the sentence and the exit code.
    private static let mistakes = [
        agent("case", "show", "26-000099-2"), agent("case", "show", "26-000001-8"),
        agent("case", "record", one, "nowhere", "--result", "done"), agent("case", "status", one, "LOST"),
        agent("case", "pay", one, "9", "--state", "PENDING"), agent("case", "note", one, ""),
        agent("case", "refer", one, "BANK_SENDER"), author("playbook", "show", "no-such-playbook", "1.0.0"),
    ]

    private static let content = [
        look(author("playbook", "list")), look(author("playbook", "show", "safe-account", "1.3.0")),
        author("playbook", "import", Binary.repository + "/Playbooks/modules/m2-bank.yaml"),
        author("playbook", "import", Binary.repository + "/Playbooks", "--dry-run"),
        boss("playbook", "approve", "safe-account", "1.3.0"), author("playbook", "publish", "safe-account", "1.3.0"),
        author("playbook", "migrate", "safe-account@1.3.0", "safe-account@1.3.0", "--dry-run"),
        author("playbook", "retire", "no-such-playbook", "1.0.0"), look(author("playbook", "parameters")),
        author("playbook", "adopt", Binary.repository + "/Playbooks/parameters/RU.yaml", "--dry-run"),
        boss("playbook", "approve-parameters", "RU", String(repeating: "0", count: 64)),
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
        atOne(keeper("anna", "audit", "export", "--out", new)),
        atOne(keeper("anna", "audit", "export", "--from", "2", "--to", "40", "--out", new)),
        atOne(keeper("anna", "audit", "export", "--case", one, "--out", new)),
        keeper("anna", "audit", "export", "--from", "3", "--to", "2", "--out", new),
        atOne(keeper("anna", "audit", "export", "--with-openings", "--purpose", "INVESTIGATION")),
        atOne(keeper("anna", "audit", "export", "--openings", "OPENINGS", "--out", new)),
        atOne(keeper("anna", "audit", "export", "--approve", "OPENINGS")),
        atOne(keeper("boris", "audit", "export", "--approve", "OPENINGS")),
        atOne(keeper("anna", "audit", "export", "--openings", "OPENINGS", "--out", new)),
        atOne(keeper("anna", "audit", "export", "--openings", "OPENINGS", "--out", new)),
        atOne(keeper("anna", "audit", "export", "--with-openings", "--purpose", "INVESTIGATION")),
        atOne(keeper("boris", "audit", "export", "--refuse", "OPENINGS")),
    ]

    /// They work with the files, the keys and the processes of the machine on which the desk runs.
    static let ofTheMachine = [
        "up", "serve", "doctor", "witness", "db migrate", "db status", "db start", "db stop", "db psql", "db guard",
        "audit bring-back", "audit signer", "audit key rotate", "audit key retire", "audit key close",
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
        "doctor": [], "audit key rotate": [], "audit key retire": ["redress"],
        "audit key close": ["--approved-by", "olga"],
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
