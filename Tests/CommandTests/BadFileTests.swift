import Foundation
import Testing

/// Playbook files that are none: a finding or a sentence, never a crash, and nothing is imported.
@Suite(.sharedDesk) struct BadFileTests {
    private let desk = SharedDesk.current

    /// A file or folder that is no playbook.
    enum Bad: String, CaseIterable, Sendable {
        case binary, empty, huge, deep, deepBlocks, folder, missing

        func make() throws -> String {
            let path = "\(Workshop.shared.path)/\(rawValue)-\(UUID().uuidString)"
            let bytes: Data? =
                switch self {
                case .binary: Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) })
                case .empty: Data()
                case .huge: Data(repeating: 0x61, count: 10 << 20)
                case .deep: Data((String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)).utf8)
                case .deepBlocks: Data((String(repeating: "- ", count: 10_000) + "a\n").utf8)
                case .folder, .missing: nil
                }
            if self == .folder {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            try bytes?.write(to: URL(filePath: path))
            return path
        }
    }

    @Test(arguments: Bad.allCases) func `a file that is no playbook is refused in words`(_ bad: Bad) async throws {
        let path = try bad.make()
        let before = try await desk.sql("SELECT count(*) FROM casework.playbook_version")
        let isThere = bad != .folder && bad != .missing
        for verb in ["lint", "test"] {
            let ending = try await desk.run("playbook", verb, path)
            #expect(ending.code == (isThere ? 1 : 66), "\(ending.message)")
            #expect((isThere ? ending.output : ending.message).contains(path))
        }
        let imported = try await desk.run("playbook", "import", path, "--publish")
        #expect(imported.code == (isThere ? 65 : 66), "\(imported.message)")
        let lines = imported.message.split(separator: "\n")
        #expect(lines.last?.hasPrefix("redress: ") == true)
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix(path) }, "\(imported.message)")
        #expect(imported.message.contains(path))
        #expect(try await desk.sql("SELECT count(*) FROM casework.playbook_version") == before)
    }
}
