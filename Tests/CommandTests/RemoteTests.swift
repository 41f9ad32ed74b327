import Foundation
import Testing

/// `REDRESS_SERVER`: the same commands, done by a desk elsewhere.
struct RemoteTests {
    @Test func `every command says over HTTP what it says at the desk`() async throws {
        try await Desk.use(try await Desk.stocked()) { here in
            try await Desk.use(try await Desk.stocked()) { there in
                try await here.hire()
                let serve = try Server(there, "serve", Script.environment)
                let remote = RemoteDesk(
                    desk: there, address: try await serve.address(), tokens: try await there.hire())
                var (known, knownThere) = (Known(), Known())
                for line in Script.lines {
                    let desk = line.isOfTheDesk ? there : here
                    let local = try await known.run(line) { try await desk.run($0, line.local) }
                    let far = try await knownThere.run(line) { try await remote.run($0, line) }
                    #expect(far.code == local.code, "\(line.words): \(far.message)")
                    #expect(Mask.cover(far.output) == Mask.cover(local.output), "\(line.words)")
                    #expect(far.files == local.files, "\(line.words): other files")
                    if local.code != 0 {
                        #expect(Mask.cover(far.message) == Mask.cover(local.message), "\(line.words)")
                    }
                    guard line.isRead else { continue }
                    let near = try await knownThere.run(line) { try await there.run($0, line.local) }
                    let again = try await knownThere.run(line) { try await remote.run($0, line) }
                    #expect(near.output == again.output, "\(line.words): not the same bytes")
                }
                #expect(await serve.end(SIGINT).code == 0)
                // After everything that can be done: both trails verify, and the doctor finds nothing.
                for desk in [here, there] { try await desk.expectSound() }
            }
        }
    }

    @Test func `no command is forgotten`() async throws {
        let known = Set(Script.lines.map { $0.words.prefix { !$0.hasPrefix("-") }.joined(separator: " ") })
        for command in try await Desk.empty().commands() {
            let isSaid = known.contains { $0 == command || $0.hasPrefix(command + " ") }
            let isElsewhere = (Script.ofTheMachine + Script.ofFiles).contains(command)
            #expect(isSaid != isElsewhere, "redress \(command)")
        }
    }

    @Test(arguments: Script.ofTheMachine.filter { Script.words[$0] != nil })
    func `what belongs to the machine of the server is not done over HTTP`(command: String) async throws {
        let desk = Desk.empty()
        let words = command.split(separator: " ").map(String.init) + (Script.words[command] ?? [])
        let ending = try await desk.run(words, ["REDRESS_SERVER": "http://127.0.0.1:1", "REDRESS_TOKEN": "rdr_x"])
        #expect(ending.code == 64)
        #expect(ending.message.contains("works on the machine of the server only"))
        #expect(!FileManager.default.fileExists(atPath: desk.state))
    }

    @Test func `a server that is not there is told in one sentence`() async throws {
        let desk = Desk.empty()
        let nobody = try await desk.run(
            ["case", "list", "--server", "http://127.0.0.1:1"], ["REDRESS_TOKEN": "rdr_x"])
        #expect(nobody.code == 69)
        #expect(nobody.message == "redress: The server cannot be reached. Is its address right, and does it run?\n")
        let unsaid = try await desk.run(["case", "list", "--server", "http://127.0.0.1:1"])
        #expect(unsaid.code == 64 && unsaid.message.contains("REDRESS_TOKEN"))
        let wrong = try await desk.run(["case", "list", "--server", "desk.example.org"], ["REDRESS_TOKEN": "rdr_x"])
        #expect(wrong.code == 64 && wrong.message.contains("https://"))
        #expect(!FileManager.default.fileExists(atPath: desk.state))
    }
}

/// A desk behind its server, and how one gets in.
struct RemoteDesk {
    let desk: Desk
    let address: String
    /// By staff and role.
    let tokens: [String: String]

    func run(_ words: [String], _ line: Script.Line) async throws -> Child.Ending {
        try await run(words, as: "\(line.staff) \(line.role)")
    }

    func run(_ words: [String], as who: String) async throws -> Child.Ending {
        await (try start(words, as: who)).ending()
    }

    func start(_ words: [String], as who: String) throws -> Child {
        try desk.start(words, ["REDRESS_SERVER": address, "REDRESS_TOKEN": try #require(tokens[who])])
    }
}

/// What the lines before have told, and what a line has left behind.
private struct Known {
    /// How a line ended, without what is different each time.
    struct Ending {
        let code: Int32
        let output: String
        let message: String
        /// The files that it wrote, by their names, with numbers of checkpoints covered.
        let files: [String]
    }
    private var ids: [String: String] = [:]

    mutating func run(_ line: Script.Line, _ run: ([String]) async throws -> Child.Ending) async throws -> Ending {
        let path = "\(Workshop.shared.path)/\(UUID().uuidString)"
        let words = line.words.map { $0 == Script.new ? path : ids[$0] ?? $0 } + ["--json"]
        let ending = try await run(words)
        for (name, start) in Script.ids {
            let told = try? JSON(ending.output)
            if let id = (told?["id"] ?? told?["request"])?.text, id.hasPrefix(start) { ids[name] = id }
        }
        func same(_ text: String) -> String { text.replacing(path, with: Script.new) }
        return Ending(
            code: ending.code, output: same(ending.output), message: same(ending.message),
            files: line.words.contains(Script.new) ? Self.files(at: path) : [])
    }

    /// The names below a path; of a single file its bytes.
    private static func files(at path: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return ["nothing"] }
        guard isFolder.boolValue else { return [(try? String(contentsOfFile: path, encoding: .utf8)) ?? "?"] }
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return Set(names.map { $0.replacing(/[0-9]{20}/, with: "…") }).sorted()
    }
}

extension Script {
    /// Where webhooks may go in the tests: nowhere but to this machine.
    static let environment = ["REDRESS_WEBHOOK_ALLOW": "127.0.0.0/8"]
}

extension Script.Line {
    /// Who does it at the desk itself.
    fileprivate var local: [String: String] { Script.environment.merging(["REDRESS_STAFF": staff]) { $1 } }
}

extension Desk {
    /// Two members of staff with every role, and a token for each of their roles.
    @discardableResult func hire() async throws -> [String: String] {
        var tokens: [String: String] = [:]
        for staff in ["anna", "boris"] {
            #expect(try await run(["case", "list"], ["REDRESS_STAFF": staff]).code == 0)
            for role in ["agent", "supervisor", "compliance", "author", "admin"] {
                let issued = try await ask("token", "issue", "--role", role, "--name", staff)
                tokens["\(staff) \(role)"] = issued["token"]?.text
            }
        }
        return tokens
    }
}

/// Hides what differs from one desk to another: moments, receipts, ids, keys.
private enum Mask {
    static func cover(_ text: String) -> String {
        var text = text
        for pattern in [
            #"— [^ ]+ [A-Za-z0-9+/=]+"#, #"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"#, #"[A-Za-z0-9+/_-]{43}="#,
            #"rdr_[0-9a-f]{64}"#, #"\b(t|h|e|p|n|o|w)-[0-9a-f-]{8,}"#, #"msg_[0-9a-f]{8,}"#, #"\b[0-9a-f]{32,}\b"#,
            #""session":"[^"]*""#,
            // How far the trail is, and how often it was signed, is a matter of the moment.
            #"\\?"(entries|pending|size|signed_size|index|count|position|kept|signed)\\?":[0-9]+"#, #"\\n[0-9]+\\n"#,
            // What is read by this comparison itself stands among what is held.
            #"\{"at":"…","what":"case\.[a-z]+"\},?"#,
            #"\{"at":"…","fields":\[[^\]]*\],"purpose":"[A-Z_]+","what":"[a-z_.]+"\},?"#, #"("…",?)+"#, #"…+"#,
        ] {
            guard let expression = try? Regex(pattern) else { continue }
            text = text.replacing(expression) { _ in "…" }
        }
        return text
    }
}
