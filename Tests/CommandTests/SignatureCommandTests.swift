import Foundation
import Testing

/// `redress playbook sign` and `verify`, without a store.
struct SignatureCommandTests {
    private let desk = Desk.empty()
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Keys of tests: the bytes 0 to 31, and what belongs to them.
    private static let secret = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
        -----END PRIVATE KEY-----

        """
    private static let open = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=
        -----END PUBLIC KEY-----

        """

    private func write(_ text: String, _ name: String) throws -> String {
        let path = "\(Workshop.shared.path)/\(UUID().uuidString.prefix(8))-\(name)"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `an export is signed, verified, and seen to be changed`() async throws {
        let source = Self.root.appending(path: "Playbooks/modules/danger.yaml").path
        let export = try await desk.run("playbook", "export", source, "--to", "cacao")
        #expect(export.code == 0, "\(export.message)")
        let file = try write(export.output, "danger.json")
        let (key, known) = (try write(Self.secret, "key.pem"), try write(Self.open, "key.pub.pem"))
        let none = try await desk.run("playbook", "verify", file)
        #expect(none.code == 1 && none.output.contains("no signature"))

        let signed = try await desk.run("playbook", "sign", file, "--key", key, "--signee", "Hotline")
        #expect(signed.code == 0, "\(signed.message)")
        #expect(!signed.output.contains("PRIVATE"))
        let good = try write(signed.output, "signed.json")
        for words in [[], ["--key", known]] {
            let verdict = try await desk.run(["playbook", "verify", good, "--json"] + words)
            #expect(verdict.code == 0, "\(verdict.output)")
            #expect(
                verdict.output.contains("\"verdict\":\"valid\"") || verdict.output.contains("\"verdict\": \"valid\""))
        }
        let changed = try write(signed.output.replacing("112", with: "113"), "changed.json")
        #expect(try await desk.run("playbook", "verify", changed).code == 1)

        let wrong = try await desk.run("playbook", "sign", file, "--key", known, "--signee", "Hotline")
        #expect(wrong.code == 64 && wrong.message.contains("no private key"))
        let noKey = try await desk.run("playbook", "verify", good, "--key", file)
        #expect(noKey.code == 64 && noKey.message.contains("no public key"))
    }

    @Test func `the example of the standard is told as it is`() async throws {
        let folder = Self.root.appending(path: "Tests/PlaybookTests/Fixtures/cacao/oasis")
        let example = folder.appending(path: "signature-example-rs256.signed.json").path
        let verdict = try await desk.run("playbook", "verify", example)
        #expect(verdict.code == 1)
        let lines = verdict.output.split(separator: "\n")
        #expect(lines.map { $0.prefix { $0 != ":" && $0 != "," } }.prefix(2) == ["malformed", "valid"])
    }
}
