import Canonical
import Foundation
import Playbook
import Testing

@testable import Casework

/// The library that the program ships, as its files say it.
enum ShippedLibrary {
    static let judgement: Library.Judgement = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Playbooks").resolvingSymlinksInPath()
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let sources = names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            FileManager.default.contents(atPath: folder.appending(path: name).path)
                .map { PlaybookSource(file: name, bytes: Array($0)) }
        }
        return Library.judge(sources)
    }()

    static let playbooks = judgement.playbooks.map(\.playbook)
    static let places: [Jurisdiction] = [.russia, .unitedKingdom, .unitedStates, .europeanUnion]
}

@Suite struct `The shipped library` {
    @Test(arguments: ShippedLibrary.places) func `has one playbook, and no second, for each kind of scam`(
        _ place: Jurisdiction
    ) throws {
        var fitting: [String: Set<ScamType>] = [:]
        for scam in ScamType.allCases {
            let facts = CaseFacts(scamType: scam, jurisdiction: place, channel: .hotline, language: "ru")
            let slots = try #require(facts.slots)
            let found = try ShippedLibrary.playbooks.filter { playbook in
                guard let applies = playbook.applies, playbook.serves(place) else { return false }
                let condition = try CheckedExpression.check(
                    applies.source, in: CaseFacts.environment, expecting: .bool)
                return condition.isTrue(slots)
            }
            #expect(found.count == 1, "\(scam.rawValue) in \(place.rawValue): \(found.map(\.id))")
            for playbook in found { fitting[playbook.id, default: []].insert(scam) }
        }
        let triage = fitting.filter { PlaybookShelf.isTriage($0.key) }
        #expect(triage.count == 1 && triage.values.first == [.other, .attempt])
    }

    @Test(arguments: ShippedLibrary.places) func `has one triage where the kind of scam is not known`(
        _ place: Jurisdiction
    ) {
        let found = ShippedLibrary.playbooks.filter { PlaybookShelf.isTriage($0.id) && $0.serves(place) }
        #expect(found.count == 1, "\(found.map(\.id))")
    }

    /// What the agent's screen has behind one key: the way to the protocol for somebody whose life is in danger.
    @Test func `leads to the life-risk protocol from everywhere, by an interrupt of every top playbook`() throws {
        for playbook in ShippedLibrary.playbooks where playbook.applies != nil {
            let danger = try #require(playbook.interrupts.first { $0.id == "danger" }, "\(playbook.id)")
            #expect(playbook.interrupts.first?.id == "danger", "It is the first key of the side paths.")
            #expect(!danger.aborts, "Whoever comes back from it goes on where he stood.")
            let calls = danger.steps.map { step in
                if case .call(let call) = step.kind { call.playbook } else { "-" }
            }
            #expect(calls == ["danger"])
        }
        let module = try #require(ShippedLibrary.playbooks.first { $0.id == "danger" })
        #expect(module.calls.contains { $0.playbook == "m10-life-risk" })
    }
}
