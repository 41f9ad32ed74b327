import Canonical
import Testing

@testable import Playbook

@Suite struct DiffTests {
    @Test(arguments: Shipped.names) func `a version does not differ from itself`(id: String) throws {
        let diff = PlaybookDiff(from: try Shipped.playbook(id), to: try Shipped.playbook(id))
        #expect(diff.isEmpty && !diff.isTextOnly)
        #expect(diff.json["identical"] == true && diff.lines.count == 1)
    }

    @Test(arguments: Shipped.names) func `another wording leaves the structure alone`(id: String) throws {
        let old = try Shipped.playbook(id)
        var new = old
        new.title.wording["en"] = "Another title"
        new.version = Version(1, 0, 1)
        new.steps[0].detail = Text(["ru": "Подробно.", "en": "In detail."])
        let diff = PlaybookDiff(from: old, to: new)
        #expect(diff.structure.isEmpty && diff.isTextOnly)
        #expect(old.loaded.structureDigest == new.loaded.structureDigest)
        #expect(old.loaded.textDigest != new.loaded.textDigest)
        #expect(diff.text.contains { $0.step == nil && $0.field == "title.en" && $0.new == "Another title" })
        #expect(diff.text.contains { $0.step == old.steps[0].id && $0.field == "detail.ru" })
        #expect(diff.aside.map(\.field) == ["version"])
    }

    @Test func `clocks, ids, order and blocks are structure`() throws {
        let old = Forge.playbook([
            Forge.say("a"), Forge.ask("q"),
            Forge.decide("d", [("a.q == \"yes\"", [Forge.act("b"), Forge.act("c")]), (nil, [Forge.say("gone")])]),
            Forge.say("z"),
        ])
        let clock = Deadline(due: Offset(after: Span(15, .minutes)))
        let new = Forge.playbook([
            Forge.ask("q"), Forge.say("a"),
            Forge.decide(
                "d",
                [
                    ("a.q == \"no\"", [Forge.say("fresh")]),
                    ("a.q == \"yes\"", [Forge.act("b").due(clock), Forge.act("c")]),
                    (nil, []),
                ]),
            Forge.parallel("p", [("one", [Forge.say("z")])]),
        ])
        let diff = PlaybookDiff(from: old, to: new)
        let seen = Set(diff.structure.map { "\($0.kind.rawValue) \($0.step ?? "") \($0.field ?? "")" })
        #expect(
            seen.isSuperset(of: ["removed gone ", "added fresh ", "added p ", "moved z ", "added b deadline.within"]))
        #expect(diff.structure.count { $0.kind == .moved } == 2, "one of a and q, and z")
        #expect(!diff.structure.contains { $0.step == "c" }, "a case in front moves nobody")
        #expect(!diff.isTextOnly)
        try Golden.compare(diff.lines.joined(separator: "\n") + "\n", "diff.txt")
        try Golden.compare(diff.json.prettyText + "\n", "diff.json")
    }

    @Test(arguments: 0..<40) func `the parts are empty exactly when the digests are equal`(seed: Int) {
        var dice = Dice(seed: seed)
        let old = Shipped.random(seed)
        for _ in 0..<5 {
            var new = old
            let changed = new.changeSomething(&dice)
            let diff = PlaybookDiff(from: old, to: new)
            let (left, right) = (old.loaded, new.loaded)
            #expect(diff.structure.isEmpty == (left.structureDigest == right.structureDigest), "\(changed)")
            #expect(diff.isEmpty == (left.digest == right.digest), "\(changed)")
            if diff.structure.isEmpty { #expect(diff.text.isEmpty == (left.textDigest == right.textDigest)) }
            let named = Set((diff.structure + diff.text + diff.aside).compactMap(\.step))
            #expect(named.isSuperset(of: changed), "\(changed)")
            let back = PlaybookDiff(from: new, to: old)
            #expect(back.structure.count { $0.kind == .added } == diff.structure.count { $0.kind == .removed })
        }
    }

    @Test func `what stays is the longest row that still rises`() {
        #expect(DiffComparison.longestRise([]) == [])
        #expect(DiffComparison.longestRise([0, 1, 2]) == [0, 1, 2])
        #expect(DiffComparison.longestRise([2, 0, 1, 3]) == [0, 1, 3])
    }
}

extension Playbook {
    var loaded: LoadedPlaybook { LoadedPlaybook(self, file: "") }

    /// Changes one thing; gives the ids that a comparison must name.
    fileprivate mutating func changeSomething(_ dice: inout Dice) -> Set<String> {
        let index = dice.below(steps.count)
        let id = steps[index].id
        switch dice.below(7) {
        case 0:
            steps[index].detail = Text(["ru": "Ново \(dice.below(9))", "en": "New"])
            return [id]
        case 1:
            steps[index].isMandatory.toggle()
            return [id]
        case 2:
            steps[index].sources.append("RU-99")
            return [id]
        case 3:
            steps.insert(Forge.say("brand_new"), at: index)
            return ["brand_new"]
        case 4:
            steps.remove(at: index)
            return [id]
        case 5:
            steps[index].deadline = Deadline(due: Offset(after: Span(77, .minutes)))
            return [id]
        default:
            let step = steps.remove(at: index)
            steps.append(step)
            return []
        }
    }
}
