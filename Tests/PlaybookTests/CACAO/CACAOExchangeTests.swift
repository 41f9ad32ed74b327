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
        for seed in 1...150 {
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
                let named =
                    [step["on_completion"], step["on_true"]].compactMap { $0 } + (step["next_steps"]?.array ?? [])
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
        var other = json.object ?? [:]
        other["id"] = "playbook--11111111-1111-4111-8111-111111111111"
        #expect(CACAOFixtures.load(.object(other)).1.errorCodes == ["extension-mismatch"])
        let new = "action--11111111-1111-4111-8111-111111111111"
        var added = try #require(with(start.key, ["type": "start", "on_completion": .string(new)]).object)
        added["workflow"] = .object(
            (added["workflow"]?.object ?? [:]).merging([
                new: [
                    "type": "action", "name": "New one",
                    "commands": [["type": "manual", "command": "Look {{ here }}."]],
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

    @Test func `what cannot be compared is not believed: then what is seen counts`() throws {
        let text = Text(["en": "Tell me your code.", "ru": "Назовите код."])
        let playbook = Playbook(
            id: "p", version: Version(1, 0, 0), languages: ["en", "ru"], title: text,
            steps: [Step(id: "say_it", kind: .say(.init(text: text)))])
        var root = try #require(CACAOFixtures.export(LoadedPlaybook(playbook, file: ""), "en").object)
        let steps = try #require(root["workflow"]?.object)
        let (id, step) = try #require(steps.first { $0.value["commands"] != nil })
        let seen = JSON.object(
            (step.object ?? [:]).merging(["commands": [["type": "manual", "command": "Hang up."]]]) { $1 })
        root["workflow"] = .object(steps.merging([id: seen]) { $1 })
        #expect(CACAOFixtures.load(.object(root)).1.errorCodes == ["extension-mismatch"])
        root["playbook_extensions"] = Optional<JSON>.none
        let (imported, findings) = CACAOFixtures.load(.object(root))
        #expect(findings.errorCodes == [])
        guard case .action(let action)? = imported?.steps.first?.kind else { return #expect(Bool(false)) }
        #expect(action.text.wording == ["en": "Hang up."])
    }
}
