import ArgumentParser
import Canonical
import Casework
import Playbook

/// The version that a command is about.
struct VersionArguments: ParsableArguments {
    @Argument(help: "The playbook's id.") var id: String
    @Argument(help: "Its version, as 1.2.0.") var version: String

    func name() throws -> VersionName { try VersionName(id, version) }

    /// A request about the version.
    func request(_ method: RemoteRequest.Method, _ verb: String?, _ body: JSON? = nil) -> RemoteRequest {
        RemoteRequest(
            method: method, path: ["playbooks", id, "versions", version] + (verb.map { [$0] } ?? []), body: body)
    }
}

/// `redress playbook show`
struct ShowPlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One version of the store: how far it has come, by whom, and its content.",
        discussion: "Example: redress playbook show safe-account 1.0.0 --json")
    @OptionGroup var argument: VersionArguments
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(
            ShowPlaybook(try argument.name()), over: argument.request(.get, nil), showing: VersionText.life)
    }
}

/// `redress playbook approve`
struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a draft: somebody else than who brought it in has read it.",
        discussion: "Example: redress playbook approve safe-account 1.1.0")
    @OptionGroup var argument: VersionArguments
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(
            ApprovePlaybook(try argument.name()), over: argument.request(.post, "approve"), showing: VersionText.life)
    }
}

/// `redress playbook publish`
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Put an approved version in force, now or later. Its scenarios must pass and reach everything.",
        discussion: "Example: redress playbook publish safe-account 1.1.0 --effective-from 2026-12-01T00:00:00+03:00")
    @OptionGroup var argument: VersionArguments
    @Option(help: "From when on new cases get it, RFC 3339; now when nothing is said.") var effectiveFrom: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let operation = try PublishPlaybook(argument.name(), effectiveFrom: effectiveFrom)
        do {
            let body = JSON.members(["effective_from": .text(effectiveFrom)])
            try await options.perform(
                operation, over: argument.request(.post, "publish", body), showing: VersionText.life)
        } catch DeskError.playbookFindings(let findings) {
            for finding in findings.dropFirst() { Output.message(finding.line) }
            throw DeskError.playbookFindings(findings)
        }
    }
}

/// `redress playbook retire`
struct RetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take a version out of use. Cases that run it go on.",
        discussion: "Example: redress playbook retire safe-account 1.0.0")
    @OptionGroup var argument: VersionArguments
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(
            RetirePlaybook(try argument.name()), over: argument.request(.post, "retire"), showing: VersionText.life)
    }
}

/// How far a version has come, for a person.
enum VersionText {
    static func life(_ answer: JSON) -> String {
        func line(_ verb: String, _ word: String) -> String? {
            guard let who = answer["\(word)_by"]?.string, let at = answer["\(word)_at"]?.string else { return nil }
            return "  \(verb) by \(who) at \(at)"
        }
        let effective = answer["effective_from"]?.string.map { "  in force from \($0)" }
        let head = "\(answer["id"]?.string ?? "") \(answer["version"]?.string ?? ""): \(answer["state"]?.string ?? "")"
        return
            ([
                head, "  digest \(answer["digest"]?.string ?? "")", line("imported", "imported"),
                line("approved", "approved"), line("published", "published"), effective, line("retired", "retired"),
            ] as [String?]).compactMap { $0 }.joined(separator: "\n")
    }
}
