import Foundation
import Testing

/// A file of cases that is sent again while the first time is at work, and after the server died over it.
struct RepeatedImportTests {
    private let words = [
        "case", "import",
        Workshop.file(
            "again-\(UUID().uuidString.prefix(8)).jsonl",
            #"{"channel":"shop","language":"ru","jurisdiction":"RU","external_id":"again-1"}"# + "\n"),
        "--key", "again", "--json",
    ]

    @Test func `the one who comes beside waits, and gets the answer of the first`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let serve = try Server(desk, "serve")
            let remote = RemoteDesk(desk: desk, address: try await serve.address(), tokens: try await desk.hire())
            let barrier = try await Barrier(desk)
            let children = try (0..<2).map { _ in try remote.start(words, as: "anna supervisor") }
            #expect(await eventually { children.contains { $0.told.contains("is at work there already") } })
            try await barrier.lift()
            var answers: Set<String> = []
            for child in children {
                let ending = await child.ending(within: .seconds(600))
                #expect(ending.code == 0, "\(ending.message)")
                answers.insert(ending.output)
            }
            #expect(answers.count == 1 && answers.first?.contains(#""opened":1"#) == true, "\(answers)")
            #expect(try await desk.sql("SELECT count(*) FROM casework.\"case\"") == "1")
            #expect(await serve.end(SIGTERM).code == 0)
        }
    }

    @Test func `when the server is killed over it, the next one does it`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            // The database is not the server's own, so that it goes on without it.
            #expect(try await desk.run("db", "start").code == 0)
            let (first, tokens) = (try Server(desk, "serve"), try await desk.hire())
            let dying = RemoteDesk(desk: desk, address: try await first.address(), tokens: tokens)
            let barrier = try await Barrier(desk)
            let lost = try dying.start(words, as: "anna supervisor")
            let claims = "SELECT count(*) FROM casework.idempotency WHERE key = 'again' AND answer = ''"
            #expect(await eventually { (try? await desk.sql(claims)) == "1" })
            _ = await first.end(SIGKILL)
            #expect(await lost.ending().code == 69)
            #expect(try await desk.sql(claims) == "1", "it died without a word")
            try await barrier.lift()
            let second = try Server(desk, "serve")
            let remote = RemoteDesk(desk: desk, address: try await second.address(), tokens: tokens)
            let (done, again) = (
                try await remote.run(words, as: "anna supervisor"), try await remote.run(words, as: "anna supervisor")
            )
            #expect(done.code == 0 && done.output.contains(#""opened":1"#), "\(done.output)\(done.message)")
            #expect(again.output == done.output)
            #expect(try await desk.sql("SELECT count(*) FROM casework.\"case\"") == "1")
            #expect(await second.end(SIGTERM).code == 0)
        }
    }
}

/// Holds up every import of a desk: the table of conversations is locked.
private struct Barrier {
    private let desk: Desk
    private let child: Child

    init(_ desk: Desk) async throws {
        self.desk = desk
        let script = ["BEGIN", "LOCK TABLE casework.conversation_key", "SELECT 'held'", "SELECT pg_sleep(3600)"]
        let child = try desk.start(["db", "psql", "--", "-qAt"] + script.flatMap { ["-c", $0] })
        self.child = child
        #expect(await eventually { child.said.contains("held") })
    }

    func lift() async throws {
        _ = try await desk.sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
        _ = await child.ending()
    }
}
