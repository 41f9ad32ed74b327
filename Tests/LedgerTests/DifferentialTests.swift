import Canonical
import Foundation
import Ledger
import Testing

/// The independent verifier in Python must say the same of every bundle.
@Suite(.enabled(if: Python.isThere, "python3 is not installed")) struct `Verdicts of two programs` {
    @Test func `agree on every attack`() throws {
        let folder = try TemporaryFolder()
        var expected: [(name: String, codes: Set<String>)] = []
        var commands: [[String]] = []
        for (place, attack) in Attack.all.enumerated() {
            let scene = try attack.scene()
            commands.append(try folder.write(scene, as: "\(place)"))
            let report = BundleVerifier.verify(
                scene.bundle, policy: scene.policy,
                kept: scene.kept.map { BundleVerifier.KeptCheckpoint(name: "kept", bytes: $0.bytes) },
                options: BundleVerifier.Options(now: scene.now))
            expected.append((attack.name, Set(report.findings.codes.map(\.rawValue))))
        }
        let verdicts = try Python.verdicts(commands)
        #expect(verdicts.count == expected.count)
        for (verdict, (name, codes)) in zip(verdicts, expected) {
            #expect(verdict == codes, "\(name)")
        }
    }

    @Test func `agree on random changes of one byte`() throws {
        let folder = try TemporaryFolder()
        var dice = Dice(7)
        var expected: [Set<String>] = []
        var commands: [[String]] = []
        let sound = try Attack.all[0].scene()
        for place in 0..<60 {
            var bundle = sound.bundle
            let file: BundleFile = place % 3 == 0 ? .checkpoint : .entries
            var bytes = bundle.files[file] ?? []
            let index = bytes.indices.randomElement(using: &dice) ?? 0
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            bundle.files[file] = bytes
            let scene = Attack.Scene(bundle: bundle, policy: sound.policy, kept: [], now: sound.now)
            commands.append(try folder.write(scene, as: "\(place)"))
            let report = BundleVerifier.verify(
                bundle, policy: scene.policy, options: BundleVerifier.Options(now: scene.now))
            expected.append(Set(report.findings.codes.map(\.rawValue)))
        }
        let verdicts = try Python.verdicts(commands)
        for (place, (verdict, codes)) in zip(verdicts, expected).enumerated() {
            // The other program stops at some malformed fields or takes them for gaps; what it says must agree.
            #expect(verdict.isEmpty == codes.isEmpty, "change \(place): \(verdict) \(codes)")
            if !codes.contains("LEAF_FORM") { #expect(verdict == codes, "change \(place)") }
        }
    }

    /// What a hand or a disk does to one file of a bundle.
    private enum Mutation: CaseIterable {
        case flip, cut, lengthen, repeatLine, swapLines, remove, exchange

        func apply(to name: String, in files: inout [String: [UInt8]], _ dice: inout Dice) {
            var bytes = files[name] ?? []
            guard let place = bytes.indices.randomElement(using: &dice) else { return }
            switch self {
            case .flip: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            case .cut: bytes.removeSubrange(place...)
            case .lengthen: bytes += bytes[place...]
            case .repeatLine, .swapLines:
                var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
                let (first, second) = (
                    Int.random(in: 0..<lines.count, using: &dice), Int.random(in: 0..<lines.count, using: &dice)
                )
                if self == .swapLines { lines.swapAt(first, second) } else { lines.insert(lines[first], at: second) }
                bytes = Array(lines.joined(separator: [0x0A]))
            case .remove:
                files[name] = nil
                return
            case .exchange:
                let other = files.keys.sorted().randomElement(using: &dice) ?? name
                files[name] = files[other]
                files[other] = bytes
                return
            }
            files[name] = bytes
        }
    }

    @Test(arguments: [UInt64(11), 12]) func `agree on what is done to any file of a bundle`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var dice = Dice(seed)
        let sound = try Attack.all[0].scene()
        var whole = Dictionary(uniqueKeysWithValues: sound.bundle.files.map { ($0.key.path, $0.value) })
        whole["policy"] = sound.policy
        var expected: [(what: String, codes: Set<String>)] = []
        var commands: [[String]] = []
        for place in 0..<70 {
            var files = whole
            let mutation = Mutation.allCases.randomElement(using: &dice) ?? .flip
            let name = files.keys.sorted().randomElement(using: &dice) ?? ""
            mutation.apply(to: name, in: &files, &dice)
            let policy = files.removeValue(forKey: "policy") ?? []
            var bundle = MemoryBundle()
            for (path, bytes) in files { bundle.files[BundleFile(path: path)] = bytes }
            commands.append(
                try folder.write(
                    Attack.Scene(bundle: bundle, policy: policy, kept: [], now: sound.now), as: "\(place)"))
            let report = BundleVerifier.verify(
                bundle, policy: policy, options: BundleVerifier.Options(now: sound.now))
            expected.append(("\(place): \(mutation) of \(name)", Set(report.findings.codes.map(\.rawValue))))
        }
        for (verdict, (what, codes)) in zip(try Python.verdicts(commands), expected) {
            #expect(verdict.isEmpty == codes.isEmpty, "\(what): \(verdict) \(codes)")
            // Where a line is no leaf the other program goes on from less of it, and finds gaps behind.
            if !codes.contains("LEAF_FORM") { #expect(verdict == codes, "\(what): \(verdict) \(codes)") }
        }
    }

    @Test func `agree on cases`() throws {
        let folder = try TemporaryFolder()
        let policy = try folder.write(try Desk.sample().policy(), to: "policy")
        var commands: [[String]] = []
        for (place, change) in `Case bundle`.changes.enumerated() {
            let json = try change.apply(`Case bundle`.bundle()).json
            commands.append(["--policy", policy, "case", try folder.write(json.canonicalBytes, to: "\(place).json")])
        }
        for (verdict, change) in zip(try Python.verdicts(commands), `Case bundle`.changes) {
            #expect(verdict == Set(change.codes.map(\.rawValue)), "\(change.testDescription)")
        }
    }
}

extension BundleFile {
    fileprivate init(path: String) {
        switch path {
        case "entries.jsonl": self = .entries
        case "openings.jsonl": self = .openings
        case "checkpoint": self = .checkpoint
        default: self = .olderCheckpoint(String(path.dropFirst("checkpoints/".count)))
        }
    }
}

/// The script beside the tests, run once for many bundles.
private enum Python {
    static let path = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isThere: Bool { path != nil }

    private static let driver = """
        import contextlib, functools, io, json, sys
        sys.path.insert(0, sys.argv[1])
        sys.dont_write_bytecode = True
        import audit_verify
        # Most bundles share their signatures, and arithmetic in Python is slow.
        audit_verify.ed25519_verify = functools.lru_cache(None)(audit_verify.ed25519_verify)
        for line in sys.stdin:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                try:
                    status = audit_verify.main(json.loads(line))
                    verdict = json.loads(out.getvalue())
                    assert verdict["ok"] == (status == 0) == (not verdict["counts"])
                    codes = sorted(verdict["counts"])
                except (AttributeError, LookupError):
                    codes = ["CRASH"]
            print(json.dumps(codes))
        """

    /// The codes that the script finds for each of these command lines.
    static func verdicts(_ commands: [[String]]) throws -> [Set<String>] {
        let folder = try TemporaryFolder()
        let lines = commands.map { JSON.array($0.map(JSON.string)).canonicalText + "\n" }.joined()
        let input = try folder.write(Array(lines.utf8), to: "commands")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments = ["-c", driver, Fixtures.folder]
        process.standardInput = FileHandle(forReadingAtPath: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try Array(answer).split(separator: 0x0A).map { line in
            Set((try JSON(parsing: Array(line)).array ?? []).compactMap(\.string))
        }
    }
}

/// A folder that is gone after the test.
private final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "redress-ledger-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Writes what an auditor has, and returns the arguments for verifying it.
    func write(_ scene: Attack.Scene, as name: String) throws -> [String] {
        for (file, bytes) in scene.bundle.files { _ = try write(bytes, to: "\(name)/bundle/\(file.path)") }
        try FileManager.default.createDirectory(atPath: "\(path)/\(name)/bundle", withIntermediateDirectories: true)
        var command = ["--policy", try write(scene.policy, to: "\(name)/policy"), "full", "\(path)/\(name)/bundle"]
        for (place, kept) in scene.kept.enumerated() {
            command += ["--trusted", try write(kept.bytes, to: "\(name)/kept-\(place)")]
        }
        return command + ["--now", String(scene.now.seconds)]
    }
}
