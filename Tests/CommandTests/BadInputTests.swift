import Foundation
import Testing

/// A wrong command, the code it ends with, and what its one sentence says.
struct Mistake: Sendable, CustomTestStringConvertible {
    let words: [String]
    let code: Int32
    let told: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: [String], _ code: Int32, _ told: String) { (self.words, self.code, self.told) = (words, code, told) }

    /// A case that would open but for one flag. It carries a name and a phone that no message may repeat.
    static func open(_ words: String..., says told: String, code: Int32 = 65) -> Mistake {
        let sound = [
            "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--name", Planted.name,
            "--summary", "перезвонить на \(Planted.phone)",
        ]
        return Mistake(sound + (words.contains("--phone") ? [] : ["--phone", Planted.phone]) + words, code, told)
    }

    /// A command on the case of the suite, whose reference stands for REF.
    static func work(_ words: String..., code: Int32, says told: String) -> Mistake { Mistake(words, code, told) }
}

/// Personal data that must come back in no message.
enum Planted {
    static let phone = "+79281112233"
    static let name = "Мария Тестова"
    static let digits = "9281112233"
}

@Suite(.sharedDesk, .serialized) struct BadInputTests {
    private static let desk = SharedDesk.current

    private static let openings: [Mistake] = [
        .open("--phone", "+7928111223", says: "is not a phone"),
        .open("--phone", "+79281112233999999", says: "is not a phone"),
        .open("--phone", "восемь девятьсот", says: "is not a phone"),
        .open("--paid", "SBP", says: "is not a paid: payment"),
        .open("--paid", "PIGEON:1:RUB:now", says: "is not a payment rail"),
        .open("--paid", "SBP:15o000:RUB:now", says: "is not a paid: amount"),
        .open("--paid", "SBP:0:RUB:now", says: "is not a paid: amount"),
        .open("--paid", "SBP:-5:RUB:now", says: "is not a paid: amount"),
        .open("--paid", "SBP:1.005:RUB:now", says: "is not a paid: amount"),
        .open("--paid", "SBP:99999999999999999999:RUB:now", says: "is not a paid: amount"),
        .open("--paid", "SBP:1:ROUBLES:now", says: "is not a paid: currency"),
        .open("--paid", "SBP:1:RUB:2026-13-20T10:00:00Z", says: "is not a paid: time"),
        .open("--paid", "SBP:1:RUB:2126-01-20T10:00:00Z", says: "lies in the future"),
        .open("--paid", "SBP:1:RUB:now", "--paid", "SBP:1:RUB:yesterday", says: "is not a paid: time"),
        .open("--indicator", "PHONE", says: "is not an indicator"),
        .open("--indicator", "PHON:\(Planted.phone)", says: "Did you mean PHONE?"),
        .open("--indicator", "PHONE:12", says: "is not an indicator"),
        .open("--indicator", Planted.phone, says: "is not an indicator"),
        .open("--discovered", "yesterday", says: "is not a discovered_at"),
        .open("--scam", "SAFE_ACOUNT", says: "Did you mean SAFE_ACCOUNT?"),
        .open("--channel", "hotlin", says: "Did you mean HOTLINE?"),
        .open("--language", "russian", says: "is not a language"),
        .open("--jurisdiction", "Mars", says: "is not a jurisdiction"),
        .open("--summary", String(repeating: "a", count: 10_001), says: "is longer than 10000 characters"),
    ]

    private static let works: [Mistake] = [
        .work("case", "show", "26-000001-0", code: 65, says: "a digit was misheard or mistyped"),
        .work("case", "show", "one", code: 65, says: "is not a reference"),
        .work("case", "show", "26-000099-6", code: 66, says: "There is no case 26-000099-6."),
        .work("case", "guide", "26-000099-6", "--json", code: 66, says: "There is no case"),
        .work("case", "record", "REF", "nosuch", "--answer", "yes", code: 66, says: "There is no step nosuch."),
        .work("case", "record", "REF", "dial_bank", "--result", "done", code: 75, says: "is not open"),
        .work("case", "record", "REF", "greet", "--result", "done", code: 75, says: "is not open"),
        .work("case", "record", "REF", "m0_open_safety/greet", "--result", "done", code: 75, says: "is not open"),
        .work(
            "case", "record", "REF", "safe_now", "--answer", "maybe", code: 65, says: "They are: safe, pressed, danger."
        ),
        .work("case", "record", "REF", "safe_now", "--answer", #"["safe"]"#, code: 65, says: "m0_open_safety/safe_now"),
        .work(
            "case", "record", "REF", "safe_now", "--answer", #"{"minor":1,"currency":"RUB"}"#, code: 65,
            says: "safe_now"),
        .work("case", "record", "REF", "safe_now", "--answer", Planted.phone, code: 65, says: "is none of its options"),
        .work("case", "record", "REF", "safe_now", "--result", "done", code: 65, says: "It takes: answer."),
        .work("case", "record", "REF", "safe_now", "--result", "perhaps", code: 65, says: "is not a known result"),
        .work("case", "record", "REF", "safe_now", code: 64, says: "Say one of --answer"),
        .work(
            "case", "record", "REF", "safe_now", "--answer", "safe", "--result", "done", code: 64, says: "Say one of"),
        .work("case", "record", "REF", "safe_now", "--item", "shots", code: 64, says: "is not an item"),
        .work("case", "correct", "REF", "nosuch", "--answer", "yes", "--reason", "x", code: 66, says: "no step nosuch"),
        .work("case", "interrupt", "REF", "nosuch", code: 66, says: "There are: danger"),
        .work("case", "note", "REF", "  ", code: 65, says: "text is missing"),
        .work("case", "status", "REF", "LOST", code: 65, says: "is not a case status"),
        .work("case", "status", "REF", "CLOSED", code: 75, says: "redress case close"),
        .work("case", "assign", "REF", "nobody.here", code: 66, says: "Nobody here is called nobody.here"),
        .work("case", "close", "REF", "--outcome", "LOSS", code: 65, says: "Did you mean LOSS_NO_RETURN?"),
        .work("case", "close", "REF", "--outcome", "LOSS_NO_RETURN", code: 75, says: "m0_open_safety/safe_now"),
        .work("case", "list", "--limit", "0", code: 65, says: "1…500"),
        .work("case", "list", "--after", "x", code: 65, says: "It looks like the next of the last page."),
        .work("case", "handout", "REF", "--format", "doc", code: 65, says: "text, html"),
        .work("privacy", "reveal", "REF", "--field", "shoe", "--purpose", "CALL_BACK", code: 65, says: "party field"),
        .work(
            "privacy", "reveal", "REF", "--field", "phone", "--purpose", "FUN", code: 65,
            says: "is not a reveal purpose"),
        .work("privacy", "reveal", "REF", "--field", "email", "--purpose", "CALL_BACK", code: 66, says: "There is no"),
        .work("token", "issue", "--role", "boss", "--name", "x", code: 65, says: "is not a staff role"),
        .work(
            "token", "issue", "--role", "agent", "--name", "x", "--expires", "5y", code: 65, says: "It looks like 90d."),
        .work("token", "revoke", "t-nosuch", code: 66, says: "There is no token t-nosuch."),
        .work("staff", "add", "Bad Id", "--role", "agent", code: 65, says: "anna.petrova"),
        .work("staff", "disable", "nobody.here", code: 66, says: "nobody.here"),
    ]

    @Test func `every wrong input ends with its code and one sentence, and leaves nothing behind`() async throws {
        let call = try await Call.open(Self.desk, ["--phone", Planted.phone, "--name", Planted.name])
        try await call.record("greet", "--result", "done")
        let before = try await counts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let all = Self.openings + Self.works
            for lane in 0..<3 {
                group.addTask {
                    for index in stride(from: lane, to: all.count, by: 3) { try await expect(all[index], on: call) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await counts() == before)
        try await expectClosedCaseRefuses()
    }

    private func expect(_ mistake: Mistake, on call: Call) async throws {
        let ending = try await Self.desk.run(mistake.words.map { $0 == "REF" ? call.reference : $0 })
        let said = Comment(rawValue: "\(mistake.testDescription): \(ending.message)")
        #expect(ending.code == mistake.code, said)
        #expect(ending.output.isEmpty, said)
        #expect(ending.message.hasPrefix("redress: ") && ending.message.contains(mistake.told), said)
        #expect(ending.message.split(separator: "\n").count == 1, said)
        #expect(!ending.message.contains(Planted.digits) && !ending.message.contains(Planted.name), said)
        #expect(!ending.message.contains("Fatal") && !ending.message.contains(".swift"), said)
    }

    /// How much of everything there is that a wrong command could have written.
    private func counts() async throws -> String {
        let tables = [
            "\"case\"", "party", "payment", "indicator", "note", "run", "run_event", "timer", "token", "staff",
            "closure",
        ]
        let parts = tables.map { "(SELECT count(*) FROM casework.\($0))" }
        let written = "(SELECT count(*) FROM audit.entry WHERE case_no IS NOT NULL AND type <> 'privacy.revealed')"
        return try await Self.desk.sql("SELECT concat_ws(' ', \((parts + [written]).joined(separator: ", ")))")
    }

    private func expectClosedCaseRefuses() async throws {
        let call = try await Call.open(Self.desk)
        let closed = try await Self.desk.run("case", "close", call.reference, "--outcome", "NOT_FRAUD")
        #expect(closed.code == 0, "\(closed.message)")
        let late: [[String]] = [["record", call.reference, "greet", "--result", "done"], ["close", call.reference]]
        for words in late {
            let ending = try await Self.desk.run(["case"] + words)
            #expect(ending.code == 75)
            #expect(ending.message.contains("Case \(call.reference) is closed."))
        }
    }

    @Test(arguments: [
        ["case", "open", "--chanel", "hotline"], ["bogus"], ["case", "show"], ["case", "correct", "26-000001-9"],
    ])
    func `what the parser does not know is a usage error`(words: [String]) async throws {
        let ending = try await Self.desk.run(words)
        #expect(ending.code == 64)
        #expect(ending.message.contains("Usage: redress"))
        #expect(ending.output.isEmpty)
    }

    @Test func `without a terminal the missing options are named`() async throws {
        let ending = try await Self.desk.run("case", "open", "--language", "ru")
        #expect(ending.code == 64)
        #expect(ending.message.contains("--channel, --jurisdiction are missing."))
        #expect(ending.message.split(separator: "\n").count == 1)
    }

    @Test func `two agents who answer one question at once: one is heard, the other is told`() async throws {
        let call = try await Call.open(Self.desk, [])
        try await call.record("greet", "--result", "done")
        let words = ["case", "record", call.reference, "m0_open_safety/safe_now", "--answer"]
        let children = try ["safe", "pressed", "safe"].map { try Self.desk.start(words + [$0]) }
        let codes = await children.asyncMap { await $0.ending().code }
        #expect(codes.sorted() == [0, 75, 75])
    }
}
