import Canonical
import Foundation
import Testing

@testable import Playbook

@Suite struct `Any bytes as CACAO` {
    @Test func `random mutations of the fixtures give findings and never a crash`() throws {
        let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 5000
        var sources = try ["oasis", "soarca", "mutations"].flatMap { try CACAOFixtures.names(in: $0) }.map {
            try CACAOFixtures.source($0).bytes
        }
        for seed in 1...10 {
            var dice = CACAODice(seed: seed)
            sources.append(CACAOFixtures.export(LoadedPlaybook(dice.playbook(), file: "")).canonicalBytes)
        }
        sources.removeAll { $0.count > 20_000 }
        var dice = CACAODice(seed: 4711)
        var imported = 0
        for _ in 0..<rounds {
            let bytes = mutate(sources[dice.below(sources.count)], &dice)
            let (playbook, findings) = CACAO.load(
                PlaybookSource(file: "f", bytes: bytes), options: CACAOFixtures.everything)
            #expect((playbook == nil) == findings.contains { $0.severity == .error })
            if playbook != nil { imported += 1 }
        }
        #expect(imported > 0)
    }

    /// Changes bytes, or exchanges whole texts of the file, which keeps it JSON and breaks its sense.
    private func mutate(_ bytes: [UInt8], _ dice: inout CACAODice) -> [UInt8] {
        var bytes = bytes
        for _ in 0...dice.below(3) where !bytes.isEmpty {
            let position = dice.below(bytes.count)
            switch dice.below(5) {
            case 0: bytes[position] = UInt8(dice.below(256))
            case 1: bytes.removeSubrange(position..<min(bytes.count, position + 1 + dice.below(40)))
            case 2:
                let pieces = ["{", "}", "[", "]", "\"", ",", ":", "null", "1.5", "-", "\\u", "__v__:value", "{{", "é"]
                bytes.insert(contentsOf: pieces[dice.below(pieces.count)].utf8, at: position)
            default:
                var texts = bytes.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
                texts.swapAt(dice.below(texts.count), dice.below(texts.count))
                bytes = Array(texts.joined(separator: [UInt8(ascii: "\"")]))
            }
        }
        return bytes
    }

    /// Found by the fuzzer: JSON can hold what no playbook file can.
    @Test(arguments: ["\u{7F}", "\u{0}", "\u{1B}", "\u{85}", "\u{2028}", "\u{202E}", "\u{FEFF}"])
    func `a character that nobody can see is refused, not imported`(_ character: String) {
        let steps = [CACAOForge.act("A", "E"), CACAOForge.end("E")]
        var root = CACAOForge.json("A", steps).object ?? [:]
        root["name"] = .string("Hang up\(character)")
        let source = PlaybookSource(file: "f", bytes: JSON.object(root).canonicalBytes)
        #expect(CACAO.check(source).errorCodes == [])
        let (playbook, findings) = CACAO.load(source)
        #expect(playbook == nil)
        #expect(findings.errorCodes == ["bad-import"])
    }

    @Test(arguments: ["[", "{\"a\":", "((", "\"\\"])
    func `deep nesting and cut files are findings`(_ piece: String) {
        let text = String(repeating: piece, count: 100_000)
        #expect(CACAO.check(PlaybookSource(file: "f", bytes: Array(text.utf8))).errorCodes == ["bad-json"])
        #expect(CACAO.check(PlaybookSource(file: "f", bytes: [])).errorCodes == ["bad-json"])
        #expect(CACAO.check(PlaybookSource(file: "f", bytes: [0xFF])).errorCodes == ["bad-json"])
        #expect(CACAO.check(PlaybookSource(file: "f", bytes: Array("[1]".utf8))).errorCodes == ["wrong-type"])
    }

    /// So many diamonds in a row have 2 to that power ways through them.
    private func diamonds(_ count: Int) -> PlaybookSource {
        var steps: [(String, JSON)] = [CACAOForge.end("E")]
        for number in 0..<count {
            let next = number + 1 < count ? "I\(number + 1)" : "E"
            steps.append(CACAOForge.condition("I\(number)", "A\(number)", "B\(number)", next: nil))
            steps.append(CACAOForge.act("A\(number)", next))
            steps.append(CACAOForge.act("B\(number)", next))
        }
        return PlaybookSource(file: "f", bytes: CACAOForge.json("I0", steps).canonicalBytes)
    }

    @Test func `time grows with the size, not with the number of ways`() throws {
        _ = CACAO.load(diamonds(20))
        // Eight times the size; the square of that would be 64 times the time.
        let (small, large) = (diamonds(250), diamonds(2000))
        let times = [small, large].map { source in
            threadTime { _ = CACAO.load(source, options: CACAOFixtures.everything) }
        }
        #expect(times[1] < times[0] * 40)
        let (playbook, findings) = CACAO.load(small)
        #expect(findings.errorCodes == [])
        #expect(playbook?.steps.count == 500)
    }

    @Test func `a thousand branches in each other are refused`() {
        var steps: [(String, JSON)] = [CACAOForge.end("E")]
        for number in 0..<1000 {
            steps.append(CACAOForge.condition("I\(number)", "E", number < 999 ? "I\(number + 1)" : "A", next: nil))
        }
        steps.append(CACAOForge.act("A", "E"))
        let source = PlaybookSource(file: "f", bytes: CACAOForge.json("I0", steps).canonicalBytes)
        #expect(CACAO.load(source).1.errorCodes == ["too-deep"])
    }
}
