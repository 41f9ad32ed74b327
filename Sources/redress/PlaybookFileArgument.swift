import ArgumentParser
import Canonical
import Casework
import Foundation
import Playbook

/// One playbook file, what it calls, and the parameters that its texts show.
struct PlaybookFileArgument: ParsableArguments {
    @Argument(help: "The playbook file.") var file: String
    @Option(
        help:
            "A folder or file with the playbooks that it calls; the library that the file stands in when nothing is said."
    )
    var library: [String] = []
    @Option(help: "Whose phones and limits are shown: RU, UK, US or EU; the playbook's first when nothing is said.")
    var jurisdiction: String?

    /// A playbook with everything beside it.
    struct Opened {
        /// As the file has it.
        let loaded: LoadedPlaybook
        /// With it and what it may call.
        let all: [LoadedPlaybook]
        /// Whose parameters are shown.
        let jurisdiction: String
        /// The parameters; nil when nobody has written any for the jurisdiction.
        let parameters: ParameterSet?

        /// The playbook with its parameters in its texts.
        var resolved: Playbook { resolve(loaded.playbook) }

        func resolve(_ playbook: Playbook) -> Playbook { parameters.map(playbook.resolved) ?? playbook }
    }

    /// The playbook of the file, with everything beside it that it may call.
    ///
    /// - Throws: ``DeskError/playbookFindings(_:)`` when the file has errors.
    func load() throws -> Opened {
        let own = try PlaybookPaths.sources([file])
        let others = try PlaybookPaths.sources(library.isEmpty ? [home] : library)
            .filter { Self.absolute($0.file) != Self.absolute(file) }
        let sources = own + others
        let shipped = ShippedParameters.missing(in: sources)
        let judgement = Library.judge(sources, parameters: shipped, desk: .standard)
        let errors = judgement.findings.filter { $0.severity == .error && $0.file == file }
        guard errors.isEmpty, let loaded = judgement.playbooks.first(where: { $0.file == file }) else {
            throw DeskError.playbookFindings(errors)
        }
        let served = loaded.playbook.servedJurisdictions
        let place =
            try jurisdiction.map { try Self.known($0, among: served) } ?? (served.contains("RU") ? "RU" : served[0])
        let sets = judgement.parameters.map(\.set) + shipped
        return Opened(
            loaded: loaded, all: judgement.playbooks, jurisdiction: place,
            parameters: sets.first { $0.jurisdiction == place })
    }

    /// The program of the file, with the words of the jurisdiction.
    func program() throws -> (program: Program, jurisdiction: String) {
        let opened = try load()
        let pairs = opened.all.map { ("\($0.playbook.id) \($0.playbook.version)", opened.resolve($0.playbook)) }
        let library = Dictionary(pairs) { first, _ in first }
        let program = try Program(opened.resolved) { id, version in library["\(id) \(version)"] }
        return (program, opened.jurisdiction)
    }

    /// The library that the file stands in: the nearest folder above it that has parameters or modules, else its own.
    private var home: String {
        let own = URL(filePath: file).deletingLastPathComponent()
        var folder = own
        for _ in 0..<4 {
            let isLibrary = ["parameters", "modules"].contains {
                FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
            }
            if isLibrary { return folder.path }
            folder = folder.deletingLastPathComponent()
        }
        return own.path
    }

    private static func known(_ code: String, among served: [String]) throws -> String {
        guard served.contains(code) else {
            throw DeskError.malformed(
                field: "jurisdiction", problem: .notOnList(suggestion: nil, allowed: served), value: code)
        }
        return code
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
