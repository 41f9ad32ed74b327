import Casework
import Foundation
import Testing

@testable import redress

/// Archives that GNU tar wrote, read as those of a server.
struct TarReaderTests {
    private actor Kept: BundleSink {
        private(set) var files: [String: [UInt8]] = [:]
        func append(_ bytes: [UInt8], to file: String) { files[file, default: []] += bytes }
    }

    private static let bundle = ["checkpoint": 200, "checkpoints/00000000000000000007": 512, "entries.jsonl": 70_000]

    @Test func `what tar writes comes out byte for byte, however the pieces fall`() async throws {
        let folder = try Self.folder(Self.bundle.merging(["openings.jsonl": 0]) { $1 })
        for format in ["ustar", "pax"] {
            let archive = try await Self.tar(
                ["--format", format] + Self.bundle.keys.sorted() + ["openings.jsonl"], folder)
            for size in [1, 511, 512, 513, 65_536] where size > 1 || format == "ustar" {
                let (kept, reader) = try await Self.read(archive, inPiecesOf: size)
                #expect(reader.isComplete)
                #expect(await kept.files.count == 4)
                for (name, bytes) in await kept.files {
                    #expect(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")) == Data(bytes), "\(name)")
                }
            }
        }
    }

    @Test func `an archive without its end is not complete`() async throws {
        let folder = try Self.folder(Self.bundle)
        let archive = try await Self.tar(["--format", "ustar"] + Self.bundle.keys.sorted(), folder)
        // Less than the two empty blocks at the end: they stand behind the last file's filling.
        let content = 3 * 512 + 512 + 512 + 70_144
        for count in [0, 300, 512, 1_500, content - 1, content, content + 512] {
            let (_, reader) = try await Self.read(archive.prefix(count), inPiecesOf: 4_096)
            #expect(!reader.isComplete, "\(count)")
        }
        #expect(try await Self.read(archive.prefix(content + 1_024), inPiecesOf: 4_096).reader.isComplete)
    }

    @Test(arguments: [
        "../outside", "/tmp/outside", "checkpoints/../outside", "checkpoints/x", "case.json", "checkpoints/", "notes",
    ])
    func `nothing is written that a bundle does not hold`(name: String) async throws {
        let folder = try Self.folder(["checkpoint": 10])
        let archive = try await Self.tar(
            ["--format", "ustar", "-P", "--transform", "s,.*,\(name),", "checkpoint"], folder)
        await #expect(throws: RemoteRefusal.notADesk) { _ = try await Self.read(archive, inPiecesOf: 512) }
    }

    @Test func `links and other things are refused, and what is no archive`() async throws {
        let folder = try Self.folder([:])
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/checkpoint", withDestinationPath: "/etc/passwd")
        let archive = try await Self.tar(["--format", "ustar", "checkpoint"], folder)
        await #expect(throws: RemoteRefusal.notADesk) { _ = try await Self.read(archive, inPiecesOf: 512) }
        let page = Data(String(repeating: "<html>", count: 200).utf8)
        await #expect(throws: RemoteRefusal.notADesk) { _ = try await Self.read(page, inPiecesOf: 512) }
    }

    private static func read(_ archive: Data, inPiecesOf size: Int) async throws -> (kept: Kept, reader: TarReader) {
        var reader = TarReader()
        let kept = Kept()
        var rest = Array(archive)[...]
        while !rest.isEmpty {
            try await reader.take(Array(rest.prefix(size)), into: kept)
            rest = rest.dropFirst(size)
        }
        return (kept, reader)
    }

    /// A folder with files of these sizes.
    private static func folder(_ files: [String: Int]) throws -> String {
        let folder = "\(Workshop.shared.path)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/checkpoints", withIntermediateDirectories: true)
        for (name, size) in files {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        return folder
    }

    private static func tar(_ words: [String], _ folder: String) async throws -> Data {
        let file = folder + ".tar"
        let ending = try await Child.start(
            ["tar", "-c", "-b", "2", "-f", file, "-C", folder] + words, environment: ["PATH": Binary.path]
        ).ending()
        #expect(ending.code == 0, "\(ending.message)")
        return try Data(contentsOf: URL(filePath: file))
    }
}
