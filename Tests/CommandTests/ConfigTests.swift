import Foundation
import Testing

/// What is set, and where.
@Suite struct `The configuration` {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func file(_ text: String, mode: Int = 0o600) throws -> String {
        let path = "\(Workshop.shared.path)/\(UUID().uuidString).conf"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func setting(_ document: JSON, _ key: String) throws -> JSON {
        try #require(document["settings"]?.list.first { $0["key"]?.text == key })
    }

    @Test func `a flag goes before the environment, the environment before the file, and secrets are not shown`()
        async throws
    {
        let secret = "postgresql://redress:not-to-be-seen@db/redress"
        let path = try file("# the desk\ndatabase = \(secret)\nport = 9000\nhost = 10.0.0.5\n\npool = 7\n")
        let desk = Desk.empty()
        let ending = try await desk.run(["config", "--json"], ["REDRESS_CONFIG": path, "REDRESS_PORT": "9001"])
        #expect(ending.code == 0, "\(ending.message)")
        let document = try JSON(ending.output)
        #expect(try setting(document, "port")["value"] == "9001")
        #expect(try setting(document, "port")["source"] == "environment")
        #expect(try setting(document, "host")["source"] == "file")
        #expect(try setting(document, "database")["value"] == "(set)")
        let shown = try await desk.run(["config"], ["REDRESS_CONFIG": path])
        #expect(shown.output.contains("10.0.0.5"))
        for text in [ending.output, ending.message, shown.output] { #expect(!text.contains("not-to-be-seen")) }
    }

    @Test func `what is wrong is told with its place, and nothing is passed over`() async throws {
        let desk = Desk.empty()
        for (text, mode, words) in [
            ("port = 99999999\n", 0o600, "port in"), ("prot = 80\n", 0o600, ":1: there is no setting prot"),
            ("port 80\n", 0o600, ":1 is not of the form"),
            ("port = 80\nport = 81\n", 0o600, ":2: port is set a second time"),
            ("oidc.issuer = https://login.example.org\n", 0o600, "needs oidc.audience too"),
            ("tls.key = /k.pem\n", 0o600, "A certificate needs its key"),
            ("webhook.allow = 10.0.0.0/40\n", 0o600, "10.0.0.0/40 is not a range"),
            ("token = rdr_not-to-be-seen\n", 0o644, "chmod 640"),
        ] {
            let ending = try await desk.run(["config"], ["REDRESS_CONFIG": try file(text, mode: mode)])
            #expect(ending.code == 64 && ending.message.contains(words), "\(text): \(ending.code) \(ending.message)")
            #expect(!ending.message.contains("not-to-be-seen"))
        }
        let missing = try await desk.run(["config"], ["REDRESS_CONFIG": "/nonexistent"])
        #expect(missing.code == 64 && missing.message.contains("/nonexistent"))
        let pool = try await desk.run(["config"], ["REDRESS_POOL": "many"])
        #expect(pool.code == 64 && pool.message.contains("REDRESS_POOL"))
    }

    @Test func `the table in the manual is the one of the program`() async throws {
        let ending = try await Desk.empty().run("config", "--markdown")
        let manual = try String(
            contentsOf: Self.root.appending(path: "docs/operations.md"), encoding: .utf8)
        let table = ending.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(manual.contains("<!-- redress config --markdown -->\n\(table)\n<!-- end -->"))
    }
}
