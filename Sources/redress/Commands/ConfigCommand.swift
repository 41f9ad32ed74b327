import ArgumentParser
import Canonical
import Foundation
import Terminal

/// `redress config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "What is set and where it was said; secrets are never shown.",
        discussion: """
            Example: redress config
            Flags go before the environment, the environment before the file: /etc/redress/redress.conf, or REDRESS_CONFIG.
            """)
    @Flag(help: "Everything that can be set, and what it means.") var explain = false
    @Flag(help: .hidden) var markdown = false
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        if markdown { return Output.line(Self.table) }
        let known = explain ? Configuration() : try Configuration.read()
        if json { return Output.json(Self.document(known)) }
        if explain {
            for setting in SettingTable.all {
                let names = [setting.key, setting.variable, setting.flag].compactMap(\.self).joined(separator: " · ")
                Output.line("\(names)\n    \(setting.meaning)\n    Otherwise: \(setting.otherwise).")
            }
            return
        }
        Output.line("File: \(known.path ?? "none")")
        var table = Table(["Setting", "Value", "From"])
        for setting in SettingTable.all {
            let value = known.values[setting.key]
            table.add([
                setting.key, Self.shown(value, setting) ?? "(\(setting.otherwise))", value?.source.rawValue ?? "-",
            ])
        }
        Output.line(table.text)
    }

    /// A value for the eyes of anybody; nil when nothing is set.
    private static func shown(_ value: Configuration.Value?, _ setting: Setting) -> String? {
        value.map { setting.isSecret ? "(set)" : $0.text }
    }

    private static func document(_ known: Configuration) -> JSON {
        .members([
            "file": known.path.map(JSON.string),
            "settings": .array(
                SettingTable.all.map { setting in
                    let value = known.values[setting.key]
                    return .members([
                        "key": .string(setting.key), "variable": .string(setting.variable),
                        "flag": setting.flag.map(JSON.string), "default": .string(setting.otherwise),
                        "meaning": .string(setting.meaning), "secret": .bool(setting.isSecret),
                        "value": shown(value, setting).map(JSON.string),
                        "source": value.map { .string($0.source.rawValue) },
                    ])
                }),
        ])
    }

    /// The table of docs/operations.md.
    static var table: String {
        let rows = SettingTable.all.map { setting in
            let flag = setting.flag.map { " · `\($0)`" } ?? ""
            let secret = setting.isSecret ? " Secret: shown nowhere." : ""
            return
                "| `\(setting.key)` | `\(setting.variable)`\(flag) | \(setting.meaning)\(secret) | \(setting.otherwise) |"
        }
        return (["| in the file | environment · flag | means | otherwise |", "|---|---|---|---|"] + rows).joined(
            separator: "\n")
    }
}
