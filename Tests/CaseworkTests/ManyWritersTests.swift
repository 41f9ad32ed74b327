import Canonical
import Casework
import Postgres
import Support
import Testing

/// Sixteen people on one case: what others lose here (peers.md, section 6).
@Suite struct `Many writers on one case` {
    private static let writers = 16

    /// Does `body` sixteen times at once, each as a supervisor of his own; answers what each came to.
    private func sixteen<Result: Sendable>(
        _ test: TestDesk, _ desks: [Desk], _ body: @escaping @Sendable (Desk, Actor, Int) async throws -> Result
    ) async -> [Swift.Result<Result, any Error>] {
        await withTaskGroup(of: Swift.Result<Result, any Error>.self) { group in
            for number in 0..<Self.writers {
                let actor = test.actor("w\(number)", [.supervisor])
                group.addTask {
                    do { return .success(try await body(desks[number % desks.count], actor, number)) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `nothing that is added is lost, and every one of it has its entry`() async throws {
        let test = try await TestDesk.make()
        let desks = [test.desk, try await test.another(), try await test.another()]
        let reference = try await test.openCase().reference
        let outcomes = await sixteen(test, desks) { desk, actor, number in
            for turn in 0..<5 {
                _ = try await desk.perform(AddNote(reference, text: "note \(number) of turn \(turn)"), by: actor)
            }
            _ = try await desk.perform(AddPayment(reference, "SBP:\(number + 1):RUB:now"), by: actor)
            _ = try await desk.perform(AddIndicator(reference, "PHONE:+799900000\(10 + number)"), by: actor)
        }
        for outcome in outcomes { #expect(throws: Never.self) { try outcome.get() } }
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor("lead", [.supervisor]))
        let notes = Set(shown["notes"]?.array?.compactMap { $0["text"]?.string } ?? [])
        #expect(notes.count == 80)
        #expect(shown["payments"]?.array?.count == 16 && shown["indicators"]?.array?.count == 16)
        let rows = try await test.query(
            """
            SELECT count(*) FILTER (WHERE type = 'case.note_added') AS notes,
                count(*) FILTER (WHERE type = 'case.payment_added') AS payments,
                count(*) FILTER (WHERE type = 'case.indicator_added') AS indicators FROM audit.entry
            """)
        #expect(try rows[0].decode(Int.self, "notes") == 80)
        #expect(try rows[0].decode(Int.self, "payments") == 16)
        #expect(try rows[0].decode(Int.self, "indicators") == 16)
        #expect(try await test.isSound())
    }

    @Test func `a step that is answered once has one winner, and the others are told`() async throws {
        let test = try await TestDesk.make()
        let desks = [test.desk, try await test.another()]
        let opened = try await test.openCase()
        let reference = try opened.reference
        let step = try #require(opened["open"]?[0])
        let path = step["path"]?.string ?? ""
        let outcomes = await sixteen(test, desks) { desk, actor, _ in
            _ = try await desk.perform(RecordStep(reference, step: path, report: TestAnswers.report(step)), by: actor)
        }
        let failures = outcomes.compactMap { outcome -> (any Error)? in
            if case .failure(let error) = outcome { error } else { nil }
        }
        #expect(failures.count == 15)
        for error in failures { #expect(Explanation(error).sort == .conflict, "\(error)") }
        let recorded = try await test.query(
            "SELECT count(*) AS n FROM audit.entry WHERE type = 'case.step_recorded'")
        #expect(try recorded[0].decode(Int.self, "n") == 1)
        #expect(try await test.isSound())
    }

    @Test func `of sixteen who change what they all saw one does, and the others are told to look again`() async throws
    {
        let test = try await TestDesk.make()
        let desks = [test.desk, try await test.another()]
        let opened = try await test.openCase()
        let (reference, revision) = (try opened.reference, Int(opened["revision"]?.int ?? 0))
        let statuses: [CaseStatus] = [.waitingForVictim, .waitingForThirdParty, .inProgress]
        let outcomes = await sixteen(test, desks) { desk, actor, number in
            try await desk.perform(
                ChangeStatus(reference, to: statuses[number % 2], expectedRevision: revision), by: actor)
        }
        let winners = outcomes.filter { if case .success = $0 { true } else { false } }
        #expect(winners.count == 1)
        for case .failure(let error) in outcomes { #expect(Explanation(error).code == "revision-conflict", "\(error)") }
        #expect(try await test.isSound())
    }

    @Test func `sixteen take one case: one has it, the others are told who`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(AssignCase(reference, to: nil), by: test.actor("lead", [.supervisor]))
        for number in 0..<Self.writers {
            _ = try await test.desk.perform(
                AddStaff("agent\(number)", name: "Agent \(number)", roles: [.agent]), by: test.actor("root", [.admin]))
        }
        let outcomes = await withTaskGroup(of: (any Error)?.self) { group in
            for number in 0..<Self.writers {
                group.addTask {
                    let agent = test.actor("agent\(number)")
                    do {
                        _ = try await test.desk.perform(AssignCase(reference, to: agent.id), by: agent)
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: [(any Error)?]()) { $0.append($1) }
        }
        let told = outcomes.compactMap(\.self)
        #expect(told.count == 15)
        for error in told { #expect(Explanation(error).code == "already-assigned", "\(error)") }
    }

    @Test func `the history of case 1 never shows lines of case 10`() async throws {
        let test = try await TestDesk.make()
        var cases: [CaseReference] = []
        for _ in 0..<10 { cases.append(try await test.openCase().reference) }
        for reference in cases {
            let entries = try await test.desk.perform(
                ListEntries(reference: reference), by: test.actor("cora", [.compliance]))
            let owners = entries["entries"]?.array?.compactMap { $0["leaf"]?["case"]?["id"]?.string } ?? []
            #expect(Set(owners) == ["c-\(caseNumber(reference))"])
        }
    }

    /// The number in the store: year, then ten digits.
    private func caseNumber(_ reference: CaseReference) -> String {
        let parts = reference.text.split(separator: "-")
        return "\(parts[0])\(String(repeating: "0", count: 10 - parts[1].count))\(parts[1])"
    }
}
