import Foundation
import PackagePlugin

/// Puts the text files of a target's folder into the binary: SQL migrations, playbooks, templates.
///
/// SwiftPM's own `.embedInCode` writes arrays of bytes, flattens names and cannot be enumerated; a list of text literals
/// compiles many times faster and keeps each file's relative path.
@main struct EmbedFiles: BuildToolPlugin {
    private static let suffixes = [".sql", ".yaml", ".mustache", ".css", ".js", ".json", ".svg", ".html"]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.resolvingSymlinksInPath()
        let files = (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? [])
            .compactMap { $0 as? URL }
            .filter { file in Self.suffixes.contains { file.lastPathComponent.hasSuffix($0) } }
            .sorted { $0.path < $1.path }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files of \(target.name)",
                executable: try context.tool(named: "embed-files").url,
                arguments: [folder.path, output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
        ]
    }
}
