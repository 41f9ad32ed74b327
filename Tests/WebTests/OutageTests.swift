import Canonical
import Casework
import Logging
import Postgres
import Support
import Testing

@testable import Web

@Suite struct `Trouble that lasts` {
    private static func lines(_ log: LogBook, _ words: String) -> [String] { log.lines.filter { $0.contains(words) } }

    private func wait(for words: String, in log: LogBook) async throws {
        for _ in 0..<6_000 {
            if !Self.lines(log, words).isEmpty { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("waited in vain for: \(words)")
    }

    @Test func `is logged when it begins and when it is over, however often it is met`() {
        let log = LogBook()
        let outage = Outage(Logger(label: "test") { _ in log.handler }, failing: "it waits", again: "it goes on")
        outage.note(nil)
        for _ in 0..<100 { outage.note(DeskError.keyBusy) }
        for _ in 0..<100 { outage.note(nil) }
        outage.note(CancellationError())
        let told = ["warning it waits error=key-busy", "notice it goes on ", "warning it waits error=cancelled"]
        #expect(log.lines == told)
    }

    @Test func `with the feed of changes and the webhooks is told once each, and so is its end`() async throws {
        try await Server.run { server in
            let connection = try await Connection.connect(ConnectionConfiguration(server.url))
            let guards = "DROP EVENT TRIGGER redress_guard_end; DROP EVENT TRIGGER redress_guard_drop;"
            try await connection.simple("\(guards) REVOKE SELECT ON audit.log_state FROM redress_app")
            // A look for every ring.
            for _ in 0..<5 {
                try await connection.simple("NOTIFY redress_log; NOTIFY redress_webhook")
                try await wait(for: "changes cannot be read", in: server.log)
                try await wait(for: "webhooks wait error=", in: server.log)
            }
            try await connection.simple("GRANT SELECT ON audit.log_state TO redress_app")
            try await connection.simple("NOTIFY redress_log; NOTIFY redress_webhook")
            try await wait(for: "changes are read again", in: server.log)
            try await wait(for: "webhooks go on", in: server.log)
            for words in ["changes cannot be read", "webhooks wait error=", "changes are read again", "webhooks go on"]
            {
                #expect(Self.lines(server.log, words).count == 1, "\(words)")
            }
            #expect(Self.lines(server.log, "changes cannot be read")[0].hasSuffix("error=store-refused"))
            await connection.close()
        }
    }

    @Test func `with hearing what was taken back is told, once`() async throws {
        try await Server.run { server in
            let connection = try await Connection.connect(ConnectionConfiguration(server.url))
            try await connection.simple("REVOKE SELECT ON privacy.kek FROM redress_app")
            // Whoever is told of no case looks at the keys.
            for _ in 0..<100 where Self.lines(server.log, "nobody tells of tokens and keys").isEmpty {
                try await connection.simple("NOTIFY redress_keys")
                try await Task.sleep(for: .milliseconds(50))
            }
            try await wait(for: "nobody tells of tokens and keys", in: server.log)
            #expect(Self.lines(server.log, "nobody tells of tokens and keys")[0].hasSuffix("error=store-refused"))
            await connection.close()
        }
    }
}
