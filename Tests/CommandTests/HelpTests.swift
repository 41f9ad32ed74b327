import Foundation
import Testing

/// Every command explains itself.
struct HelpTests {
    private let desk = Desk.empty()

    @Test func `the help of every command has an example`() async throws {
        var waiting: [[String]] = [[]]
        var commands = 0
        while let words = waiting.popLast() {
            let help = try await desk.run(words + ["--help"])
            #expect(help.code == 0 && help.message.isEmpty, "\(words)")
            let inside = Desk.subcommands(help.output)
            waiting += inside.map { words + [$0] }
            if inside.isEmpty {
                commands += 1
                #expect(help.output.contains("Example"), "redress \(words.joined(separator: " "))")
            }
        }
        #expect(commands > 25)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `a completion script is made`(shell: String) async throws {
        let script = try await desk.run("--generate-completion-script", shell)
        #expect(script.code == 0)
        for word in ["guide", "handout", "jurisdiction", "verify"] { #expect(script.output.contains(word)) }
    }

    @Test func `the version is told`() async throws {
        let ending = try await desk.run("--version")
        #expect(ending.code == 0)
        #expect(try ending.output.contains(Regex(#"^[0-9]+\.[0-9]+\.[0-9]+\n$"#)))
    }
}
