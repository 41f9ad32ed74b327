import Foundation
import Testing

/// `REDRESS_SERVER`: the same commands, done by a desk elsewhere.
struct RemoteTests {
    @Test func `every command says over HTTP what it says at the desk`() async throws {
        try await Desk.use(try await Desk.stocked()) { here in
            try await Desk.use(try await Desk.stocked()) { there in
                try await here.hire()
                let serve = try Server(there, "serve")
                let remote = RemoteDesk(
                    desk: there, address: try await serve.address(), tokens: try await there.hire())
                for line in Script.lines {
                    let desk = line.isOfTheDesk ? there : here
                    let local = try await desk.run(line.words + ["--json"], ["REDRESS_STAFF": line.staff])
                    let far = try await remote.run(line)
                    #expect(far.code == local.code, "\(line.words): \(far.message)")
                    #expect(Mask.cover(far.output) == Mask.cover(local.output), "\(line.words)")
                    if local.code != 0 {
                        #expect(Mask.cover(far.message) == Mask.cover(local.message), "\(line.words)")
                    }
                    guard line.isRead else { continue }
                    let near = try await there.run(line.words + ["--json"], ["REDRESS_STAFF": line.staff])
                    let again = try await remote.run(line)
                    #expect(near.output == again.output, "\(line.words): not the same bytes")
                }
                #expect(await serve.end(SIGINT).code == 0)
            }
        }
    }

    @Test func `no command is forgotten`() async throws {
        let known = Set(Script.lines.map { $0.words.prefix { !$0.hasPrefix("-") }.joined(separator: " ") })
        for command in try await Desk.empty().commands() {
            let isSaid = known.contains { $0 == command || $0.hasPrefix(command + " ") }
            let isElsewhere = (Script.ofTheMachine + Script.ofFiles + Script.notYetOverHTTP).contains(command)
            #expect(isSaid != isElsewhere, "redress \(command)")
        }
    }

    @Test(arguments: (Script.ofTheMachine + Script.notYetOverHTTP).filter { Script.words[$0] != nil })
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
private struct RemoteDesk {
    let desk: Desk
    let address: String
    /// By staff and role.
    let tokens: [String: String]

    func run(_ line: Script.Line) async throws -> Child.Ending {
        try await desk.run(
            line.words + ["--json"],
            ["REDRESS_SERVER": address, "REDRESS_TOKEN": try #require(tokens["\(line.staff) \(line.role)"])])
    }
}

extension Desk {
    /// Two members of staff with every role, and a token for each of their roles.
    @discardableResult fileprivate func hire() async throws -> [String: String] {
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
            #"rdr_[0-9a-f]{64}"#, #"\b(t|h|e|p|n)-[0-9a-f-]{8,}"#, #"\b[0-9a-f]{32,}\b"#, #""session":"[^"]*""#,
            #"\\?"(entries|pending|size|signed_size|index|count)\\?":[0-9]+"#, #"\\n[0-9]+\\n"#,
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
