import Canonical
import Foundation
import Testing

@testable import Playbook

/// The shipped playbooks, and the fixture that has every construct.
enum Shipped {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The sources of all shipped files, in the order of their names.
    static let sources: [PlaybookSource] = {
        let folder = root.appending(path: "Playbooks").resolvingSymlinksInPath()
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appending(path: name).path)
                .map { PlaybookSource(file: name, bytes: Array($0)) }
        }
    }()

    private static let judgement = Library.judge(sources)
    static let library = Library(judgement.playbooks)
    /// The shipped playbooks as they are read out: with the numbers of the first jurisdiction that each serves.
    static let all = library.playbooks.map { loaded in
        let served = loaded.playbook.jurisdictions?.first ?? "RU"
        let numbers = judgement.parameters.first { $0.set.jurisdiction == served }?.set
        return numbers.map { loaded.playbook.resolved(with: $0) } ?? loaded.playbook
    }
    static let names = all.map(\.id)
    /// Some of them, for checks that start a program for each.
    static let someNames = names.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)

    static func playbook(_ id: String) throws -> Playbook { try #require(all.first { $0.id == id }) }

    static func program(_ id: String) throws -> Program {
        try Program(playbook(id)) { id, version in library[id, version]?.playbook }
    }

    /// The fixture with every construct.
    static func complete() throws -> Playbook {
        let loaded = PlaybookFile.parse(try Sample.source("complete.yaml")).0
        return try #require(loaded).playbook
    }

    /// Random valid playbooks.
    static func random(_ seed: Int) -> Playbook {
        var dice = PlaybookDice(seed: seed)
        return dice.playbook().0
    }
}

/// Text as it was looked at and found good. `REDRESS_RECORD_GOLDEN=1 swift test` writes it anew.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func compare(_ text: String, _ name: String) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["REDRESS_RECORD_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        guard text != golden else { return }
        let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
        let first = pairs.first { $0 != $1 }.map { "now: \($0)\nwas: \($1)" } ?? "one is longer than the other"
        Issue.record("\(name) is not as it was recorded:\n\(first)")
    }
}

/// Programs of others that the tests ask, where they are installed.
enum Tool {
    static func isInstalled(_ command: String) -> Bool { (try? run(command)) != nil }

    /// Runs a shell command; gives what it prints.
    static func run(_ command: String, input: String = "") throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "redress-view-\(UUID().uuidString)")
        try input.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "(\(command)) < '\(file.path)' 2>&1"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text
    }

    struct Failure: Error { let output: String }

    static let hasGraphviz = isInstalled("command -v dot")
    static let hasXMLLint = isInstalled("python3 -c 'import xml.dom.minidom'")
    static let hasJSONSchema = isInstalled("python3 -W ignore -c 'import jsonschema, yaml'")
}
