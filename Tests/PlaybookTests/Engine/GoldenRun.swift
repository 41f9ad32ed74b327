import Canonical
import Foundation
import Testing

@testable import Playbook

/// A recorded run: what happened, and what the engine of then made of it after each event.
struct GoldenRun {
    /// A playbook and what it calls, in canonical form, independent of the files that are shipped today.
    let program: Program
    /// What happened, with SHA-256 of the picture of the run behind it.
    let lines: [(event: RunEvent, state: String)]
    /// The picture of the run at the end.
    let end: JSON

    /// `Fixtures/golden-runs/<engine version>/<group>/<run>.jsonl`, and beside it `playbooks/` with what is called.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/golden-runs")

    /// Every recorded run of every engine version, as a path in the folder.
    static let all: [String] = {
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.sorted()
    }()

    /// Reads a recorded run.
    init(_ name: String) throws {
        let file = Self.folder.appending(path: name)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSON(parsing: Array($0.utf8))
        }
        let library = try Self.library(beside: file)
        let head = try #require(lines.first)
        let main = try #require(library.first { $0.digest == head["digest"]?.string })
        program = try Program(main.playbook) { id, version in
            library.first { $0.playbook.id == id && $0.playbook.version == version }?.playbook
        }
        self.lines = try lines.dropFirst().dropLast().map {
            (try RunEvent(json: try #require($0["event"])), try #require($0["state"]?.string))
        }
        end = try #require(lines.last?["end"])
    }

    private static func library(beside file: URL) throws -> [LoadedPlaybook] {
        let folder = file.deletingLastPathComponent().appending(path: "playbooks")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            try LoadedPlaybook(canonical: Array(try Data(contentsOf: folder.appending(path: $0))))
        }
    }
}

extension GoldenRun {
    /// Writes a run down with its playbooks; what is there already is never written over.
    static func record(_ events: [RunEvent], of program: Program, as name: String) throws {
        let file = folder.appending(path: "\(Run.engineVersion)/\(name).jsonl")
        guard !FileManager.default.fileExists(atPath: file.path) else { throw IsThere(file: file.path) }
        let playbooks = file.deletingLastPathComponent().appending(path: "playbooks")
        try FileManager.default.createDirectory(at: playbooks, withIntermediateDirectories: true)
        let main = LoadedPlaybook(program.playbook, file: "")
        for book in [main] + program.called.map({ LoadedPlaybook($0, file: "") }) {
            let place = playbooks.appending(path: "\(book.playbook.id) \(book.playbook.version).json")
            try Data(book.canonical).write(to: place)
        }
        var run = Run()
        var lines: [JSON] = [["engine": .int(Int64(Run.engineVersion)), "digest": .string(main.digest)]]
        for event in events {
            run.fold(event, in: program)
            lines.append(["event": event.json, "state": .string(sha256(run.picture(in: program).canonicalBytes))])
        }
        lines.append(["end": run.picture(in: program)])
        try lines.map { $0.canonicalText + "\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
    }

    /// A recorded run would be lost.
    struct IsThere: Error { let file: String }
}
