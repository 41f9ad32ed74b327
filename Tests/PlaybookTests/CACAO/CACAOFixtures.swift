import Canonical
import Foundation

@testable import Playbook

/// Files that the tests of the exchange share.
enum CACAOFixtures {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    /// The published files, their mutations and the official schemas.
    static let folder = tests.appending(path: "Fixtures/cacao")
    /// The library that is shipped.
    static let library = tests.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Playbooks")

    static func source(_ name: String) throws -> PlaybookSource {
        PlaybookSource(file: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }

    static func json(_ name: String) throws -> JSON { try JSON(parsing: source(name).bytes) }

    /// The names of the files of a folder, without those that describe the others.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.appending(path: folder).path)
            .filter { $0.hasSuffix(".json") && $0 != "EXPECTED.json" }.sorted().map { "\(folder)/\($0)" }
    }

    /// The shipped playbooks.
    static func shipped() throws -> [LoadedPlaybook] {
        let files =
            FileManager.default.enumerator(atPath: library.resolvingSymlinksInPath().path)?.compactMap { $0 as? String }
            ?? []
        return try files.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            let bytes = Array(try Data(contentsOf: library.appending(path: name)))
            return PlaybookFile.parse(PlaybookSource(file: name, bytes: bytes)).0
        }
    }

    static let published = Timestamp(seconds: 1_780_000_000)
    static let identity = "identity--351b1469-64b4-4778-8d93-f7949a88990d"

    /// A playbook as it is exported.
    static func export(_ playbook: LoadedPlaybook, _ language: Language = "ru") -> JSON {
        CACAO.export(
            playbook, language: language, createdBy: identity, created: published.adding(seconds: -86_400),
            modified: published)
    }

    /// What JSON gives when it is read as a file.
    static func load(_ json: JSON, options: CACAO.Options = .init()) -> (Playbook?, [Finding]) {
        CACAO.load(PlaybookSource(file: "test.json", bytes: Array(json.prettyText.utf8)), options: options)
    }

    /// What an import may do at most.
    static let everything = CACAO.Options(
        allowsExecutableCommands: true, maximumRounds: 5, outcome: "lost_contact")
}

extension [Finding] {
    /// The codes of the errors, each once, sorted.
    var errorCodes: [String] { Set(filter { $0.severity == .error }.map(\.code)).sorted() }
    /// The codes of all findings, each once, sorted.
    var codes: [String] { Set(map(\.code)).sorted() }
}
