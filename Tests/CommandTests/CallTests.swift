import Foundation
import Testing

/// The main job by script: an agent on the phone with a victim of the fake bank.
@Suite(.sharedDesk) struct CallTests {
    private let desk = SharedDesk.current

    @Test func `a case opens with every key that scripts rely on`() async throws {
        let opened = try await desk.ask(
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
            "SAFE_ACCOUNT",
            "--phone", "+79280000001", "--name", "Мария Тестова", "--paid", "SBP:150000:RUB:2026-11-20T10:00:00+03:00",
            "--indicator", "PHONE:+79990001122", "--summary", "Позвонили из банка", "--key", "open-1")
        let contract: Set = ["ref", "status", "priority", "priority_reasons", "playbook", "open", "receipt"]
        #expect(contract.subtracting(opened.keys).isEmpty)
        #expect(opened["playbook"]?.keys == ["id", "version", "digest"])
        #expect(opened["playbook"]?["id"] == "safe-account")
        #expect(opened["open"]?[0]?["path"] == "m0_open_safety/greet")
        #expect(try opened["ref"]?.text?.contains(Regex("^[0-9]{2}-[0-9]{6}-[0-9]$")) == true)
    }

    @Test func `the same key opens the same case, and another request under it is refused`() async throws {
        let words = [
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--key", "twice",
        ]
        let first = try await desk.ask(words)
        #expect(try await desk.ask(words)["ref"] == first["ref"])
        let other = try await desk.run(words + ["--scam", "SAFE_ACCOUNT", "--json"])
        #expect(other.code == 65)
        #expect(other.output.isEmpty)
    }

    @Test func `without a scam the triage playbook runs`() async throws {
        let call = try await Call.open(desk, scam: nil)
        #expect(try await desk.ask("case", "show", call.reference)["playbook"]?["id"] == "triage")
    }

    @Test func `the guide has every key that scripts rely on`() async throws {
        let call = try await Call.open(desk)
        try await call.record("greet", "--result", "done")
        let guide = try await call.guide()
        #expect(Set(["ref", "status", "open", "interrupts", "done", "outcome"]).subtracting(guide.keys).isEmpty)
        let step = try #require(guide["open"]?[0])
        #expect(
            Set(["path", "kind", "text", "answer", "mandatory", "deadline", "sources"]).subtracting(step.keys).isEmpty)
        #expect(step["answer"]?["type"] == "choice")
        #expect(step["answer"]?["options"]?[0]?.keys == ["value", "label"])
        #expect(step["deadline"]?["due_at"]?.text?.hasSuffix("Z") == true)
        #expect(step["deadline"]?["state"] == "running")
        #expect(guide["interrupts"]?.list.map { $0["id"] } == ["danger", "caller_gone", "scam_goes_on"])
        let english = try await desk.ask("case", "guide", call.reference, "--lang", "en")
        #expect(english["open"]?[0]?["text"]?.text?.hasPrefix("Are you safe now?") == true)
    }

    @Test func `a step is recorded by its path and by its id, and the guide comes back`() async throws {
        let call = try await Call.open(desk)
        let first = try await call.record("m0_open_safety/greet", "--result", "done", "--key", "greet")
        #expect(first["done"] == 1)
        #expect(try await call.record("m0_open_safety/greet", "--result", "done", "--key", "greet")["done"] == 1)
        #expect(try await call.record("safe_now", "--answer", "safe")["done"] == 2)
        let trail = try await desk.ask("case", "show", call.reference)["trail"]?.list ?? []
        let answered = trail.first { $0["path"] == "m0_open_safety/safe_now" }
        #expect(answered?["answer"] == "safe")
    }

    @Test func `a correction is previewed without effect, then takes effect`() async throws {
        let call = try await Call.open(desk)
        let before = try await call.begin()
        let words = [
            "case", "correct", call.reference, "safe_now", "--answer", "pressed", "--reason", "misheard",
        ]
        let preview = try await desk.ask(words + ["--preview"])
        #expect(Set(["kept", "ask_again", "superseded", "opened"]).isSubset(of: preview.keys))
        #expect(preview["opened"]?.list == ["m0_open_safety/step_aside"])
        #expect(preview["texts"]?["m0_open_safety/step_aside"]?.text?.hasPrefix("Перейдите туда") == true)
        #expect(try await call.guide()["open"] == before["open"])
        let after = try await desk.ask(words)
        #expect(after["open"]?[0]?["path"] == "m0_open_safety/step_aside")
    }

    @Test func `an interrupt opens its side path`() async throws {
        let call = try await Call.open(desk)
        try await call.begin()
        let guide = try await desk.ask("case", "interrupt", call.reference, "caller_gone")
        #expect(guide["open"]?.list.contains { $0["path"]?.text?.hasPrefix("!caller_gone/") == true } == true)
    }

    @Test func `a note says what was masked in it, and comes from standard input too`() async throws {
        let call = try await Call.open(desk)
        let noted = try await desk.ask("case", "note", call.reference, "code 123456, card 4111 1111 1111 1111")
        #expect(Set(noted["note"]?["masked"]?.list ?? []) == ["CARD_NUMBER", "ONE_TIME_CODE"])
        #expect(noted["receipt"]?.text != nil)
        let typed = try await desk.run(
            ["case", "note", call.reference, "-"], input: .text("Соседка рядом.\nПароль: qwerty123\n"))
        #expect(typed.code == 0)
        #expect(typed.output.contains("Masked before it was stored"))
        let notes = try await desk.ask("case", "show", call.reference)["notes"]?.list.compactMap { $0["text"]?.text }
        let all = (notes ?? []).joined(separator: "\n")
        #expect(all.contains("Соседка рядом."))
        #expect(!all.contains("123456") && !all.contains("4111 1111") && !all.contains("qwerty123"))
    }
}
