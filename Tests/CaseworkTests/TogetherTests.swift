import Canonical
import Casework
import Postgres
import Support
import Testing

/// Cases that belong together.
@Suite struct `Links and merges` {
    private func two(_ test: TestDesk) async throws -> (CaseReference, CaseReference) {
        (try await test.openCase().reference, try await test.openCase().reference)
    }

    @Test func `a link stands in both cases with an entry in each, and can be taken back`() async throws {
        let test = try await TestDesk.make()
        let (first, second) = try await two(test)
        let linked = try await test.desk.perform(LinkCases(second, first, kind: .sameScammer), by: test.actor())
        #expect(linked["link"]?["ref"]?.string == first.text)
        for (one, other) in [(first, second), (second, first)] {
            let shown = try await test.desk.perform(ShowCase(one), by: test.actor())
            #expect(shown["links"]?[0]?["ref"]?.string == other.text)
            #expect(shown["links"]?[0]?["kind"] == "SAME_SCAMMER")
            #expect(shown["links"]?[0]?["removed_at"] == nil)
        }
        _ = try await test.desk.perform(
            LinkCases(first, second, kind: .sameScammer, isRemoved: true), by: test.actor())
        let shown = try await test.desk.perform(ShowCase(second), by: test.actor())
        #expect(shown["links"]?[0]?["removed_at"]?.string != nil)
        let entries = try await test.query(
            "SELECT case_no, count(*) AS n FROM audit.entry WHERE type = 'case.linked' GROUP BY case_no")
        #expect(try entries.map { try $0.decode(Int.self, "n") } == [2, 2])
        await #expect(throws: DeskError.sameCase(reference: first.text)) {
            _ = try await test.desk.perform(LinkCases(first, first, kind: .related), by: test.actor())
        }
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(LinkCases(first, second, kind: .merged), by: test.actor())
        }
        #expect(try await test.isSound())
    }

    @Test func `a merged case is closed and points on, keeps what it holds, and takes nothing more`() async throws {
        let test = try await TestDesk.make()
        let (from, into) = try await two(test)
        _ = try await test.desk.perform(AddNote(from, text: "первая"), by: test.actor())
        let entriesBefore = try await entries(test, of: from)
        let merged = try await test.desk.perform(MergeCases(from, into: into), by: test.actor())
        #expect(merged["status"] == "CLOSED" && merged["outcome"] == "MERGED")
        #expect(merged["merged_into"]?.string == into.text)
        let shown = try await test.desk.perform(ShowCase(from), by: test.actor())
        #expect(shown["living"]?.string == into.text)
        #expect(shown["notes"]?[0]?["text"] == "первая")
        #expect(shown["open"]?.array?.isEmpty == true)
        #expect(try await entries(test, of: from) == entriesBefore + 2)
        let refusal = DeskError.caseMerged(reference: from.text, into: into.text)
        await #expect(throws: refusal) {
            _ = try await test.desk.perform(AddNote(from, text: "ещё"), by: test.actor())
        }
        await #expect(throws: refusal) { _ = try await test.desk.perform(GuideCase(from), by: test.actor()) }
        await #expect(throws: refusal) {
            _ = try await test.desk.perform(ChangeStatus(from, to: .reopened), by: test.actor())
        }
        await #expect(throws: refusal) {
            _ = try await test.desk.perform(MergeCases(into, into: from), by: test.actor())
        }
        let living = try await test.desk.perform(ShowCase(into), by: test.actor())
        #expect(living["links"]?[0]?["kind"] == "MERGED")
        #expect(try await test.isSound())
    }

    private func entries(_ test: TestDesk, of reference: CaseReference) async throws -> Int {
        let rows = try await test.query("SELECT count(*) AS n FROM audit.entry WHERE case_no = \(reference.caseNo)")
        return try rows[0].decode(Int.self, "n")
    }

    @Test func `a chain of merges leads to the living one, and a merge can be undone`() async throws {
        let test = try await TestDesk.make()
        let (first, second) = try await two(test)
        let third = try await test.openCase().reference
        _ = try await test.desk.perform(MergeCases(first, into: second), by: test.actor())
        _ = try await test.desk.perform(MergeCases(second, into: third), by: test.actor())
        let shown = try await test.desk.perform(ShowCase(first), by: test.actor())
        #expect(shown["merged_into"]?.string == second.text && shown["living"]?.string == third.text)
        let undone = try await test.desk.perform(
            MergeCases(first, into: second, isUndone: true), by: test.actor())
        #expect(undone["status"] == "REOPENED" && undone["merged_into"] == nil)
        let guide = try await test.desk.perform(GuideCase(first), by: test.actor())
        #expect(!guide.openPaths.isEmpty)
        await #expect(throws: DeskError.notMerged(reference: first.text, into: third.text)) {
            _ = try await test.desk.perform(MergeCases(first, into: third, isUndone: true), by: test.actor())
        }
        #expect(try await test.isSound())
    }

    @Test func `a case that is closed or on hold is not merged, nor is another merged into it`() async throws {
        let test = try await TestDesk.make()
        let (held, open) = try await two(test)
        let closed = try await test.openCase().reference
        _ = try await test.close(closed)
        _ = try await test.desk.perform(PlaceHold(held, reason: .court), by: test.actor("cora", [.compliance]))
        for (from, into) in [(held, open), (open, held)] {
            await #expect(throws: DeskError.onHold(reference: held.text)) {
                _ = try await test.desk.perform(MergeCases(from, into: into), by: test.actor())
            }
        }
        for (from, into) in [(closed, open), (open, closed)] {
            await #expect(throws: DeskError.caseClosed(reference: closed.text)) {
                _ = try await test.desk.perform(MergeCases(from, into: into), by: test.actor())
            }
        }
        await #expect(throws: DeskError.outcomeNeeded(reference: open.text)) {
            _ = try await test.desk.perform(CloseCase(open, outcome: .merged), by: test.actor("lead", [.supervisor]))
        }
    }

    @Test func `A into B while B into A: one is refused, however often they meet`() async throws {
        let test = try await TestDesk.make()
        let other = try await test.another()
        for _ in 0..<12 {
            let (first, second) = try await two(test)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for (desk, from, into, name) in [
                    (test.desk, first, second, "anna"), (other, second, first, "boris"),
                ] {
                    group.addTask {
                        do {
                            _ = try await desk.perform(
                                MergeCases(from, into: into), by: test.actor(name, [.supervisor]))
                            return true
                        } catch is DeskError { return false } catch {
                            Issue.record("\(error)")
                            return false
                        }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
        }
        #expect(try await test.isSound())
    }

    @Test func `rings of merges cannot be made by many at once: every case still leads to an open one`() async throws {
        let test = try await TestDesk.make(poolSize: 12)
        var cases: [CaseReference] = []
        for _ in 0..<6 { cases.append(try await test.openCase().reference) }
        let all = cases
        await withTaskGroup(of: Void.self) { group in
            for turn in 0..<12 {
                let (from, into) = (all[turn % 6], all[(turn + 1 + turn / 6) % 6])
                group.addTask {
                    _ = try? await test.desk.perform(
                        MergeCases(from, into: into), by: test.actor("lead\(turn)", [.supervisor]))
                }
            }
        }
        for reference in all {
            let shown = try await test.desk.perform(ShowCase(reference), by: test.actor("lead", [.supervisor]))
            guard let living = shown["living"]?.string else { continue }
            let end = try await test.desk.perform(
                ShowCase(try CaseReference.read(living)), by: test.actor("lead", [.supervisor]))
            #expect(end["status"] != "CLOSED")
        }
        #expect(try await test.isSound())
    }

    @Test func `the same key merges once`() async throws {
        let test = try await TestDesk.make()
        let (from, into) = try await two(test)
        let key = RequestKey("merge-1", request: ["from": .string(from.text), "into": .string(into.text)])
        let first = try await test.desk.perform(MergeCases(from, into: into, key: key), by: test.actor())
        let again = try await test.desk.perform(MergeCases(from, into: into, key: key), by: test.actor())
        #expect(first == again)
    }
}
