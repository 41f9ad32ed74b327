import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What comes over HTTP as files: byte for byte what the desk itself writes.
struct RemoteFileTests {
    private static var path: String { "\(Workshop.shared.path)/\(UUID().uuidString)" }

    @Test func `an auditor elsewhere gets the bundle that the desk would have written`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            try await call.begin()
            let serve = try Server(desk, "serve")
            let remote = RemoteDesk(desk: desk, address: try await serve.address(), tokens: try await desk.hire())
            let (near, far, policy) = (Self.path, Self.path, Self.path)
            let range = ["audit", "export", "--from", "1", "--to", "12", "--out"]
            #expect(try await desk.run(range + [near]).code == 0)
            #expect(try await remote.run(range + [far], as: "anna compliance").code == 0)
            #expect(try Self.bytes(near + "/entries.jsonl") == Self.bytes(far + "/entries.jsonl"))
            #expect(try Self.bytes(near + "/entries.jsonl").count { $0 == 0x0A } == 12)

            let whole = Self.path
            #expect(try await remote.run(["audit", "export", "--out", whole], as: "anna compliance").code == 0)
            try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
            let verdict = try await desk.run("audit", "verify", "--bundle", whole, "--policy", policy)
            #expect(verdict.code == 0, "\(verdict.output)")

            let asked = try await remote.run(
                ["audit", "export", "--with-openings", "--purpose", "INVESTIGATION", "--json"], as: "anna compliance")
            let request = try #require(try JSON(asked.output)["request"]?.text)
            let agreed = try await remote.run(["audit", "export", "--approve", request], as: "boris compliance")
            #expect(agreed.code == 0)
            let open = Self.path
            let exported = try await remote.run(
                ["audit", "export", "--openings", request, "--out", open, "--json"], as: "anna compliance")
            #expect(exported.code == 0, "\(exported.message)")
            let lines = try Self.bytes(open + "/openings.jsonl").count { $0 == 0x0A }
            #expect(lines > 0)
            #expect(try JSON(exported.output)["openings"]?.count == lines)
            let openVerdict = try await desk.run("audit", "verify", "--bundle", open, "--policy", policy)
            #expect(openVerdict.code == 0, "\(openVerdict.output)")
            let mode = try FileManager.default.attributesOfItem(atPath: open + "/openings.jsonl")[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o600)
            #expect(await serve.end(SIGTERM).code == 0)
        }
    }

    @Test func `tar itself reads the bundle, and a server of its own is not hung up`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await Call.open(desk)
            let serve = try Server(desk, "serve")
            let address = try await serve.address()
            let token = try #require(try await desk.hire()["anna compliance"])
            // Tests have no terminal: whoever hangs up wants files read again, not the desk closed.
            serve.child.send(SIGHUP)
            #expect(await eventually { serve.child.told.contains("SIGHUP") })
            var request = URLRequest(url: try #require(URL(string: address + "/v1/audit/export")))
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            let (archive, response) = try await URLSession.shared.data(for: request)
            #expect((response as? HTTPURLResponse)?.statusCode == 200)
            let (file, folder) = (Self.path, Self.path)
            try archive.write(to: URL(filePath: file))
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let tar = try await Child.start(
                ["tar", "-x", "-v", "-f", file, "-C", folder], environment: ["PATH": Binary.path]
            ).ending()
            #expect(tar.code == 0 && tar.message.isEmpty, "\(tar.message)")
            #expect(tar.output.hasPrefix("checkpoint\n") && tar.output.hasSuffix("entries.jsonl\n"))
            let policy = Self.path
            try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
            #expect(try await desk.run("audit", "verify", "--bundle", folder, "--policy", policy).code == 0)
            #expect(await serve.end(SIGTERM).code == 0)
        }
    }

    @Test func `an export of cases goes on behind the end of a page`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let lines = (0..<503).map { number in
                #"{"channel":"shop","language":"ru","jurisdiction":"RU","external_id":"shop-\#(number)"}"# + "\n"
            }
            let serve = try Server(desk, "serve")
            let remote = RemoteDesk(desk: desk, address: try await serve.address(), tokens: try await desk.hire())
            let file = Workshop.file("many.jsonl", lines.joined())
            let opened = try await remote.run(["case", "import", file, "--json"], as: "anna supervisor")
            #expect(try JSON(opened.output)["opened"] == 503)
            let far = try await remote.run(["case", "export"], as: "anna supervisor")
            let near = try await desk.run("case", "export")
            #expect(far.output.count { $0 == "\n" } == 503)
            #expect(far.output == near.output)
            #expect(await serve.end(SIGTERM).code == 0)
        }
    }

    @Test func `a bundle that cannot be had leaves no directory behind`() async throws {
        let desk = Desk.empty()
        for words in [["audit", "export"], ["audit", "export", "--case", "26-000001-9"]] {
            let out = Self.path
            let ending = try await desk.run(
                words + ["--out", out], ["REDRESS_SERVER": "http://127.0.0.1:1", "REDRESS_TOKEN": "rdr_x"])
            #expect(ending.code == 69)
            #expect(!FileManager.default.fileExists(atPath: out))
        }
    }

    private static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }
}
