import Canonical
import Foundation

@testable import Playbook

/// Files that the tests of the format share.
enum Sample {
    /// The folder of the playbooks beside the tests.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/playbooks")

    /// A file of the folder.
    static func source(_ name: String) throws -> PlaybookSource {
        PlaybookSource(file: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }

    /// The text of a file of the folder.
    static func text(_ name: String) throws -> String { String(decoding: try source(name).bytes, as: UTF8.self) }

    /// What one text gives.
    static func parse(_ text: String) -> (LoadedPlaybook?, [Finding]) {
        PlaybookFile.parse(PlaybookSource(file: "test.yaml", bytes: Array(text.utf8)))
    }

    /// The findings of one or several texts that are judged together, as `code@line:column`.
    static func codes(_ texts: String..., today: Day? = nil) -> [String] {
        let sources = texts.enumerated().map { PlaybookSource(file: "\($0).yaml", bytes: Array($1.utf8)) }
        return Library.load(sources, today: today).findings.map { "\($0.code)@\($0.place.line):\($0.place.column)" }
    }
}

/// A generator that gives the same numbers in every run.
struct FixedNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// How long the fuzz tests run: `FUZZ_ROUNDS` and `FUZZ_SEED` make a night of it.
enum Fuzz {
    static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 20_000
    static let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 42
}

/// Changes bytes at random, with a liking for the signs that mean something in YAML.
struct Mutator {
    var numbers: FixedNumbers
    private static let pieces: [[UInt8]] = [
        "\n", "  ", " ", ": ", ":", "- ", "-", "#", " # ", "'", "\"", "\\", "{", "}", "[", "]", ",", "|", ">", "|-\n",
        ">+\n", "&a ", "*a",
        "!!str ", "<<: ", "---\n", "...\n", "%", "@", "`", "?", "? ", "~", "\t", "\r\n", "\u{FEFF}", "é", "\u{2028}",
        "\u{0}", "''", "\\u0041",
        "\n\n", "   \n", "0x1F", "1_000", "yes", "null", "😀",
    ].map { Array($0.utf8) }

    mutating func mutate(_ bytes: [UInt8], times: Int) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<times {
            let position = Int.random(in: 0...bytes.count, using: &numbers)
            let end = min(bytes.count, position + Int.random(in: 0...6, using: &numbers))
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes.removeSubrange(position..<end)
            case 1:
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &numbers))
            case 2 where position < bytes.count: bytes[position] = UInt8.random(in: 0...255, using: &numbers)
            default:
                bytes.insert(contentsOf: Mutator.pieces.randomElement(using: &numbers) ?? [], at: position)
            }
        }
        return bytes
    }
}
