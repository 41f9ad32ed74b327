import Foundation
import Testing

/// From the queue to the closed case, by script.
@Suite(.sharedDesk) struct CaseEndTests {
    private let desk = SharedDesk.current

    @Test func `a whole call: what cannot be done, a checklist, the end of the guide, the closed case`() async throws {
        var call = try await Call.open(desk)
        call.answers["money_way"] = "atm"
        try await call.begin()
        try await expectRefusal(to: call, naming: "m0_open_safety/victim_status")
        _ = try await call.play { $0["path"] == "dial_bank" }
        try await expectReason(of: call, at: "dial_bank", opening: "bank_in_parallel")
        try await expectItems(of: call, in: try await call.play { $0["kind"] == "checklist" })
        let end = try await call.play()
        #expect(end["outcome"] == "LOSS_NO_RETURN")
        let closed = try await desk.ask("case", "close", call.reference)
        #expect(closed["status"] == "CLOSED")
        #expect(closed["outcome"] == "LOSS_NO_RETURN")
        let late = try await desk.run("case", "record", call.reference, "dial_bank", "--result", "done")
        #expect(late.code == 75)
        #expect(late.message.contains("is closed") && late.message.contains("REOPENED"))
        #expect(try await desk.ask("case", "status", call.reference, "REOPENED")["status"] == "REOPENED")
    }

    private func expectReason(of call: Call, at step: String, opening next: String) async throws {
        let words = ["case", "record", call.reference, step, "--result", "cannot"]
        let silent = try await desk.run(words)
        #expect(silent.code == 65)
        #expect(silent.message.contains("reason is missing"))
        let after = try await desk.ask(words + ["--reason", "no answer for ten minutes"])
        #expect(after["open"]?.list.contains { $0["path"]?.text == next } == true)
    }

    private func expectItems(of call: Call, in guide: JSON) async throws {
        let list = try #require(guide["open"]?.list.first { $0["kind"] == "checklist" }, "no checklist on the way")
        let path = try #require(list["path"]?.text)
        let items = (list["items"]?.list ?? []).compactMap { $0["item"]?.text }
        let unknown = try await desk.run("case", "record", call.reference, path, "--item", "nosuch=done")
        #expect(unknown.code == 65)
        #expect(unknown.message.contains(items.last ?? "?"))
        let first = try #require(items.first)
        let after = try await call.record(path, "--item", "\(first)=done")
        let same = after["open"]?.list.first { $0["path"]?.text == path }
        #expect(items.count == 1 || same?["items"]?.list.first { $0["item"]?.text == first }?["state"] == "done")
    }

    private func expectRefusal(to call: Call, naming step: String) async throws {
        let refused = try await desk.run("case", "close", call.reference, "--outcome", "LOSS_NO_RETURN", "--json")
        #expect(refused.code == 75)
        #expect(refused.output.isEmpty)
        #expect(refused.message.contains("mandatory steps are open: \(step)"), "\(refused.message)")
        #expect(try await desk.ask("case", "show", call.reference)["status"] == "IN_PROGRESS")
    }

    @Test func `a case is given to somebody, put back, and moved to another status`() async throws {
        _ = try await desk.ask("staff", "add", "boris.ivanov", "--name", "Boris Ivanov", "--role", "agent")
        let call = try await Call.open(desk)
        #expect(try await desk.ask("case", "assign", call.reference, "boris.ivanov")["assignee"] == "boris.ivanov")
        #expect(try await desk.ask("case", "list", "--assignee", "boris.ivanov")["cases"]?.list.count == 1)
        #expect(try await desk.ask("case", "assign", call.reference, "-")["assignee"]?.text == nil)
        #expect(try await desk.ask("case", "assign", call.reference)["assignee"] == "anna")
        let status = try await desk.ask("case", "status", call.reference, "WAIT_VICTIM")
        #expect(status["status"] == "WAIT_VICTIM")
        let stale = try await desk.run("case", "status", call.reference, "IN_PROGRESS", "--revision", "1")
        #expect(stale.code == 75)
    }

    @Test func `the queue is filtered by every flag and read page by page`() async throws {
        for number in 1...3 {
            _ = try await Call.open(desk, ["--phone", "+7999555000\(number)"], scam: "LAW_ENF")
        }
        let english = try await Call.open(desk, ["--phone", "+79995550004"], scam: "LAW_ENF", language: "en")
        func found(_ words: String...) async throws -> [String] {
            let answer = try await desk.ask(["case", "list", "--scam", "LAW_ENF"] + words)
            return (answer["cases"]?.list ?? []).compactMap { $0["ref"]?.text }
        }
        #expect(try await found().count == 4)
        #expect(try await found("--phone", "8 (999) 555-00-04") == [english.reference])
        #expect(try await found("--status", "CLOSED").isEmpty)
        #expect(try await found("--priority", "P3", "--channel", "hotline", "--assignee", "anna").count == 4)
        #expect(try await found("--overdue").isEmpty)
        try await expectPages(of: try await found())
    }

    private func expectPages(of all: [String]) async throws {
        var (seen, next) = ([String](), String?.none)
        repeat {
            let words = ["case", "list", "--scam", "LAW_ENF", "--limit", "3"]
            let page = try await desk.ask(words + (next.map { ["--after", $0] } ?? []))
            seen += (page["cases"]?.list ?? []).compactMap { $0["ref"]?.text }
            next = page["next"]?.text
        } while next != nil
        #expect(seen == all)
    }

    @Test(arguments: ["ru", "en"]) func `the victim gets a plan as text and as a page`(language: String) async throws {
        let call = try await Call.open(desk, language: language)
        try await call.begin()
        let text = try await desk.run("case", "handout", call.reference, "--lang", language)
        #expect(text.output.contains(language == "ru" ? "ВАШ ПЛАН" : "YOUR PLAN"))
        #expect(text.output.contains(call.reference))
        let page = try await desk.run("case", "handout", call.reference, "--lang", language, "--format", "html")
        #expect(page.output.lowercased().hasPrefix("<!doctype html>"))
        #expect(page.output.contains(#"lang="\#(language)""#))
        #expect(!(text.output + page.output).contains("+79281234567"))
    }

    @Test func `a field is revealed for a purpose, on the trail first; nothing of it lies open in the store`()
        async throws
    {
        let phone = "+79285550199"
        let call = try await Call.open(desk, ["--phone", phone, "--name", "Зинаида Проверочная"])
        let revealed = try await desk.ask(
            "privacy", "reveal", call.reference, "--field", "phone", "--purpose", "CALL_BACK")
        #expect(revealed["value"]?.text == phone)
        let shown = try await desk.run("case", "show", call.reference, "--json")
        #expect(!shown.output.contains(phone) && !shown.output.contains("Зинаида"))
        let entries = try await desk.run("audit", "list", "--case", call.reference, "--json")
        #expect(entries.output.contains("CALL_BACK"))
        let store =
            try await ["casework", "audit", "privacy"].asyncMap { schema in
                try await desk.sql("SELECT schema_to_xml('\(schema)', true, false, '')")
            }.joined() + entries.output
        #expect(!store.contains("9285550199") && !store.contains("Зинаида"))
    }

    @Test func `the trail is listed for one case and goes on after a position`() async throws {
        let call = try await Call.open(desk)
        try await call.begin()
        let entries = try await desk.ask("audit", "list", "--case", call.reference)["entries"]?.list ?? []
        #expect(entries.map { $0["leaf"]?["type"] } == ["case.opened", "case.step_recorded", "case.step_recorded"])
        #expect(entries.map { $0["leaf"]?["case"]?["seq"] } == [1, 2, 3])
        let position = try #require(entries[1]["position"]?.count)
        let rest = try await desk.ask("audit", "list", "--case", call.reference, "--after", "\(position)")
        #expect(rest["entries"]?.list.count == 1)
        let report = try await desk.ask("audit", "verify")
        #expect(report["ok"] == true)
        #expect(report["findings"]?.list.isEmpty == true)
        #expect((report["entries"]?.count ?? 0) > 3)
    }
}

extension Array {
    /// The results of an asynchronous function, one after the other.
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
