import Canonical
import Foundation
import Testing

@testable import Playbook

@Suite struct `CACAO out and in` {
    private func expectSame(_ playbook: LoadedPlaybook, _ language: Language) {
        let json = CACAOFixtures.export(playbook, language)
        let (back, findings) = CACAOFixtures.load(json)
        #expect(findings.map(\.line) == [], "\(playbook.playbook.id)")
        let again = back.map { LoadedPlaybook($0, file: "") }
        #expect(again?.canonical == playbook.canonical, "\(playbook.playbook.id)")
        #expect(again.map { CACAOFixtures.export($0, language).canonicalBytes } == json.canonicalBytes)
    }

    @Test func `the shipped playbooks come back as they were`() throws {
        let playbooks = try CACAOFixtures.shipped()
        #expect(playbooks.count > 10)
        for playbook in playbooks {
            expectSame(playbook, "ru")
            expectSame(playbook, "en")
        }
    }

    @Test func `random playbooks come back as they were, without a finding`() {
        for seed in 1...300 {
            var dice = CACAODice(seed: seed)
            expectSame(LoadedPlaybook(dice.playbook(), file: ""), seed % 2 == 0 ? "ru" : "en")
        }
    }

    @Test func `an export has the same bytes each time, and its identifiers stay when its time changes`() throws {
        let playbook = try #require(try CACAOFixtures.shipped().first)
        let one = CACAOFixtures.export(playbook)
        #expect(one.canonicalBytes == CACAOFixtures.export(playbook).canonicalBytes)
        let later = CACAO.export(
            playbook, language: "ru", createdBy: CACAOFixtures.identity, created: CACAOFixtures.published,
            modified: CACAOFixtures.published.adding(seconds: 5))
        #expect(one["workflow"] == later["workflow"])
        #expect(later["modified"] == "2026-05-28T20:26:45.000Z")
        let ids = CACAO.identifiers(of: playbook)
        #expect(ids.count >= playbook.playbook.steps.count - 1)
        #expect(Set(ids.values).count == ids.count)
        #expect(ids.values.allSatisfy { one["workflow"]?[$0] != nil && CACAOIdentifier($0)?.version == 4 })
    }

    @Test func `each branch of an export has an end of its own`() throws {
        for seed in 1...50 {
            var dice = CACAODice(seed: seed)
            let json = CACAOFixtures.export(LoadedPlaybook(dice.playbook(), file: ""))
            let steps = try #require(json["workflow"]?.object)
            var ends: [String] = []
            for step in steps.values {
                let cases = step["cases"]?.object.map { Array($0.values) } ?? []
                let named = [step["on_completion"], step["on_true"]].compactMap { $0 } + (step["next_steps"]?.array ?? [])
                ends += (named + cases).compactMap(\.string).filter { $0.hasPrefix("end--") }
            }
            #expect(Set(ends).count == ends.count)
        }
    }

    @Test func `a step that was changed outside is refused, a step that was added is kept`() throws {
        var dice = CACAODice(seed: 7)
        let json = CACAOFixtures.export(LoadedPlaybook(dice.playbook(), file: ""))
        let steps = try #require(json["workflow"]?.object)
        let start = try #require(steps.first { $0.key.hasPrefix("start--") })
        let changed = try #require(steps.first { $0.value["commands"] != nil && $0.value["step_extensions"] != nil })
        func with(_ id: String, _ step: JSON) -> JSON {
            var (root, own) = (json.object ?? [:], steps)
            own[id] = step
            root["workflow"] = .object(own)
            return .object(root)
        }
        var step = changed.value.object ?? [:]
        step["commands"] = [["type": "manual", "command": "Send your money here."]]
        #expect(CACAOFixtures.load(with(changed.key, .object(step))).1.errorCodes == ["extension-mismatch"])

        let new = "action--11111111-1111-4111-8111-111111111111"
        var added = try #require(with(start.key, ["type": "start", "on_completion": .string(new)]).object)
        added["workflow"] = .object(
            (added["workflow"]?.object ?? [:]).merging([
                new: [
                    "type": "action", "name": "New one", "commands": [["type": "manual", "command": "Look {{ here }}."]],
                    "agent": try #require(steps[changed.key]?["agent"]),
                    "on_completion": try #require(start.value["on_completion"]),
                ]
            ]) { $1 })
        let (playbook, findings) = CACAOFixtures.load(.object(added))
        #expect(findings.map(\.line) == [])
        #expect(playbook?.steps.first?.id == "new_one")
        guard case .action(let action)? = playbook?.steps.first?.kind else { return #expect(Bool(false)) }
        #expect(action.text.wording == ["ru": "Look { { here }}.", "en": "Look { { here }}."])
    }

    private static let hasJSONSchema = run(["-c", "import jsonschema"], nil).status == 0

    private static func run(_ arguments: [String], _ input: Data?) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let (standardInput, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (standardInput, output, output)
        guard (try? process.run()) != nil else { return (-1, "") }
        try? standardInput.fileHandleForWriting.write(contentsOf: input ?? Data())
        try? standardInput.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(.enabled(if: hasJSONSchema, "needs python3 with jsonschema"))
    func `exports are valid under the official schemas`() throws {
        var lines = try CACAOFixtures.shipped().map { CACAOFixtures.export($0) }
        for seed in 1...40 {
            var dice = CACAODice(seed: seed)
            lines.append(CACAOFixtures.export(LoadedPlaybook(dice.playbook(), file: "")))
        }
        let key = try CACAOSignature.SigningKey(ed25519: Array(repeating: 7, count: 32))
        lines.append(
            try CACAOSignature.sign(lines[0], key: key, signee: "Desk", created: CACAOFixtures.published))
        // One that is not valid, to see that the schemas are in force.
        lines.append(.object((lines[0].object ?? [:]).filter { $0.key != "workflow" }))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "validate.py")
        let input = Data(lines.map(\.canonicalText).joined(separator: "\n").utf8)
        let (status, output) = Self.run([script.path, CACAOFixtures.folder.appending(path: "schemas/schemas").path], input)
        #expect(status == 0, "\(output)")
        let verdicts = output.split(separator: "\n")
        #expect(verdicts.count == lines.count)
        #expect(verdicts.dropLast().allSatisfy { $0 == "valid" }, "\(output)")
        #expect(verdicts.last?.hasPrefix("invalid") == true)
    }
}
