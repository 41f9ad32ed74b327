import Foundation
import Playbook
import Testing

@testable import Casework

/// A desk that has a version refuses other content under its number: a library that was changed and kept its numbers
/// would stop every desk that starts with it.
@Suite struct `What was released` {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Playbooks/released.txt")

    @Test func `is shipped under its version as it was, and everything shipped is written down`() throws {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").map(String.init) }
        let released = Dictionary(lines.map { ("\($0[0]) \($0[1])", $0[2]) }) { first, second in
            Issue.record("a version stands twice on the list, as \(first) and as \(second)")
            return first
        }
        for loaded in ShippedLibrary.judgement.playbooks {
            let name = "\(loaded.playbook.id) \(loaded.playbook.version)"
            guard let digest = released[name] else {
                Issue.record("add to Playbooks/released.txt: \(name) \(loaded.digest)")
                continue
            }
            #expect(digest == loaded.digest, "\(name) was released with another content: raise its version")
        }
    }
}
