import Canonical
import Foundation
import Testing

@testable import Playbook

/// One row of `docs/clocks.md`.
private struct ClockRow: Sendable, CustomTestStringConvertible {
    let clock: String
    let place: String
    let playbook: String
    let step: String
    let from: String
    let length: String
    var testDescription: String { "\(playbook)/\(step)" }

    static let all: [ClockRow] = ManualExample.text("clocks.md").split(separator: "\n")
        .filter { $0.hasPrefix("| ") }.dropFirst()
        .compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 7 else { return nil }
            return ClockRow(
                clock: cells[0], place: cells[1], playbook: cells[2], step: cells[3], from: cells[4], length: cells[5])
        }
}

@Suite struct `The table of the clocks` {
    @Test(arguments: ClockRow.all) private func `says what the library does`(_ row: ClockRow) throws {
        let loaded = try #require(Shipped.library.playbooks.first { $0.playbook.id == row.playbook })
        #expect(loaded.playbook.servedJurisdictions.contains(row.place))
        let step = try #require(loaded.playbook.allSteps.first { $0.step.id == row.step }?.step)
        if row.from == "told" {
            #expect("\(step)".contains(row.length), "The step does not tell \(row.length).")
            return
        }
        let due: Offset? = if case .wait(let wait) = step.kind { wait.until } else { step.deadline?.due }
        #expect(due?.from == row.from)
        if row.length.hasSuffix(" warn") {
            #expect(step.deadline?.warn?.description == String(row.length.dropLast(5)))
        } else {
            #expect(due?.after.description == row.length)
        }
        #expect(!step.sources.isEmpty, "A clock of the law names its source.")
    }

    @Test func `has a row for every length and place that the law knows`() {
        let rows = Set(ClockRow.all.map { "\($0.place) \($0.length)" })
        let law = [
            "RU 24h", "RU 2d", "RU 30d", "RU 60d", "RU 15bd", "RU 4h", "RU 48h", "RU 3d", "RU 10d", "RU 48h warn",
            "RU {{p.ombudsman_term}}", "RU {{p.trusted_person_term}}", "UK 13mo", "UK 5bd", "UK 35bd", "UK 1bd",
            "UK 15bd", "UK 56d", "UK 6mo", "UK 120d", "US 2bd", "US 60d", "US 10bd", "US 72h", "US 1bd", "US 120d",
            "EU 13mo", "EU 1bd", "EU 120d",
        ]
        #expect(law.filter { !rows.contains($0) } == [])
    }

    /// A step of the library whose clock is longer than a month is there because a law or a scheme says so.
    @Test func `misses no long clock of the library`() {
        let known = Set(ClockRow.all.map { "\($0.playbook)/\($0.step)" })
        var missing: [String] = []
        for loaded in Shipped.library.playbooks {
            for (_, step) in loaded.playbook.allSteps {
                let due: Offset? = if case .wait(let wait) = step.kind { wait.until } else { step.deadline?.due }
                guard let due, Span(40, .days).isSurelyShorter(than: due.after) else { continue }
                let name = "\(loaded.playbook.id)/\(step.id)"
                if !known.contains(name) { missing.append(name) }
            }
        }
        #expect(missing == [])
    }
}
