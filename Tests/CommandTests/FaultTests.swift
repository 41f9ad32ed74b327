import Foundation
import Testing

/// The server dies, is missing, is somebody else's; the database is newer, or somebody wrote into it by hand.
struct FaultTests {
    @Test func `after a kill of the server the next command recovers it, and nothing acknowledged is lost`()
        async throws
    {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            try await call.begin()
            let process = try #require(desk.server)
            kill(process, SIGKILL)
            #expect(await eventually { kill(process, 0) != 0 })
            let guide = try await desk.run("case", "guide", call.reference, "--json")
            #expect(guide.code == 0, "\(guide.message)")
            #expect(guide.message.contains("started the private PostgreSQL cluster"))
            #expect(try JSON(guide.output)["done"]?.count ?? 0 >= 2)
            try await desk.expectSound()
        }
    }

    /// The one who holds the case sees the command come to wait for it, and stops the server in that moment.
    @Test(arguments: ["INT", "QUIT"])
    func `a server that is stopped in the middle of a command: one sentence, and nothing is half-written`(
        signal: String
    ) async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            let before = try await desk.written()
            let holder = try desk.start([
                "db", "psql", "--", "-qAtc",
                """
                BEGIN; SELECT FROM casework."case" FOR UPDATE;
                DO $$ BEGIN
                    WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted) LOOP PERFORM pg_sleep(0.01); END LOOP;
                    EXECUTE format('COPY (SELECT 1) TO PROGRAM %L',
                        'kill -\(signal) ' || split_part(pg_read_file('postmaster.pid'), chr(10), 1));
                    PERFORM pg_sleep(600);
                END $$
                """,
            ])
            let held = "SELECT count(*) FROM pg_locks WHERE relation = 'casework.\"case\"'::regclass"
            #expect(await eventually { (try? await desk.sql(held)) == "1" })
            let words = ["case", "record", call.reference, "m0_open_safety/greet", "--result", "done"]
            let ending = try await desk.run(words)
            #expect(ending.code == 69, "\(ending.message)")
            #expect(ending.output.isEmpty)
            let told =
                "The store cannot be reached. Check that PostgreSQL runs and that DATABASE_URL is right, then try again."
            #expect(ending.message == "redress: \(told)\n")
            #expect(await holder.ending().code != 0)
            #expect(await eventually { desk.server == nil })
            #expect(try await desk.written() == before)
            #expect(try await desk.run(words).code == 0)
            try await desk.expectSound()
        }
    }

    @Test func `two commands that start the server at once both succeed`() async throws {
        try await Desk.use(.empty()) { desk in
            let words = ["case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--json"]
            let children = try (0..<2).map { _ in try desk.start(words) }
            let endings = await children.asyncMap { await $0.ending() }
            for ending in endings { #expect(ending.code == 0, "\(ending.message)") }
            #expect(Set(try endings.map { try JSON($0.output)["ref"] }).count == 2)
        }
    }

    @Test func `a cluster that was only started is stocked by the next command`() async throws {
        try await Desk.use(.empty()) { desk in
            #expect(try await desk.run("db", "start").code == 0)
            _ = try await Call.open(desk)
            #expect(try await desk.run("db", "stop").code == 0)
            #expect(try await desk.ask("db", "status")["running"] == false)
        }
    }

    @Test func `a database of a newer program is left alone`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await desk.sql(
                "INSERT INTO public.redress_migration (number, name, checksum) VALUES (9999, 'future', '\\x00')")
            for words in [["case", "list"], ["db", "migrate"], ["db", "status"]] {
                let ending = try await desk.run(words)
                #expect(ending.code == 69, "\(words)")
                #expect(ending.message.contains("was made by a newer redress (schema 9999"))
                #expect(ending.message.contains("Install the newer redress."))
            }
        }
    }

    @Test(arguments: [
        "UPDATE audit.pending SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'safe_now', 'safe_not'), 'UTF8')",
        "DELETE FROM audit.pending",
    ])
    func `a trail that was changed by hand is found, and the first wrong entry is named`(change: String) async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            try await call.begin()
            let entries = try await desk.ask("audit", "list", "--case", call.reference)["entries"]?.list ?? []
            let id = try #require(entries.last?["leaf"]?["id"]?.text)
            let index = try await desk.sql(
                """
                SELECT count(*) FROM audit.entry WHERE position
                    < (SELECT position FROM audit.entry WHERE entry_id = '\(id)')
                """)
            _ = try await desk.sql(
                """
                DROP EVENT TRIGGER redress_guard_end; DROP EVENT TRIGGER redress_guard_drop;
                ALTER TABLE audit.pending DISABLE TRIGGER ALL; \(change) WHERE entry_id = '\(id)';
                ALTER TABLE audit.pending ENABLE TRIGGER ALL
                """)
            try await expectFinding(on: desk, at: index, naming: change.hasPrefix("UPDATE") ? id : "entry e-")
        }
    }

    private func expectFinding(on desk: Desk, at index: String, naming entry: String) async throws {
        let verify = try await desk.run("audit", "verify", "--json")
        #expect(verify.code == 1)
        let report = try JSON(verify.output)
        #expect(report.keys == ["ok", "entries", "checkpoints", "findings"])
        #expect(report["ok"] == false)
        let first = try #require(report["findings"]?[0])
        #expect(first.keys == ["code", "index", "message"])
        #expect(first["index"]?.count.map(String.init) == index, "\(report)")
        #expect(first["message"]?.text?.contains(entry) == true, "\(report)")
        let told = try await desk.run("audit", "verify")
        #expect(told.code == 1)
        #expect(told.output.contains("The trail is NOT sound") && told.output.contains("at entry \(index)"))
        #expect(try await desk.run("doctor").code == 1)
    }

    @Test func `an address where no database is says so`() async throws {
        let desk = Desk.empty()
        for address in ["postgres://localhost:1/nothing", "host=/nonexistent dbname=nothing"] {
            let ending = try await desk.run(["case", "list"], ["DATABASE_URL": address])
            #expect(ending.code == 69)
            #expect(ending.message.contains("The store cannot be reached."))
            #expect(ending.message.split(separator: "\n").count == 1, "\(ending.message)")
        }
    }

    @Test func `a state directory that is a file is refused`() async throws {
        let desk = Desk.empty()
        try "".write(toFile: desk.state, atomically: true, encoding: .utf8)
        let ending = try await desk.run("case", "list")
        #expect(ending.code == 69)
        #expect(ending.message.contains(desk.state) && ending.message.contains("irectory"), "\(ending.message)")
        #expect(ending.message.split(separator: "\n").count == 1)
    }

    @Test(.enabled(if: geteuid() == 0 && Setpriv.path != nil, "needs root, to be somebody else"))
    func `a state directory of somebody else is refused`() async throws {
        let desk = Desk.empty()
        try FileManager.default.createDirectory(atPath: desk.state, withIntermediateDirectories: true)
        chmod(desk.state, 0o755)
        let program = "\(desk.state)/redress"
        #expect(
            await (try Child.start(["cp", Binary.redress, program], environment: ["PATH": Binary.path])).ending().code
                == 0)
        let words = [
            Setpriv.path ?? "", "--reuid=65534", "--regid=65534", "--clear-groups", "--", program, "case", "list",
        ]
        let ending = await
            (try Child.start(
                words, environment: ["PATH": Binary.path, "REDRESS_STATE": desk.state, "HOME": "/nonexistent"]))
            .ending()
        #expect(ending.code == 69)
        #expect(ending.message.contains("belongs to user 0, not to you"), "\(ending.message)")
        await desk.discard()
    }

    @Test(.enabled(if: Unshare.works, "needs the right to unshare a mount namespace, to hide the server"))
    func `without an installed server the way out is told`() async throws {
        let desk = Desk.empty()
        let script = "mount -t tmpfs none /usr/lib/postgresql && exec \"$0\" case list"
        let words = [Unshare.path, "--mount", "/bin/sh", "-c", script, Binary.redress]
        let ending = await
            (try Child.start(
                words, environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "REDRESS_STATE": desk.state])).ending()
        #expect(ending.code == 69)
        #expect(ending.message.contains("no PostgreSQL server") || ending.message.contains("No PostgreSQL server"))
        #expect(ending.message.contains("apt-get install postgresql"))
        #expect(!FileManager.default.fileExists(atPath: desk.state + "/cluster"))
        await desk.discard()
    }
}

/// Becoming somebody else.
enum Setpriv {
    private static let places: [String] = ["/usr/bin/setpriv", "/bin/setpriv"]
    static let path: String? = places.first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// A view of the file system of one's own, where the server is not installed.
enum Unshare {
    static let path = "/usr/bin/unshare"
    static let works: Bool = {
        guard FileManager.default.isExecutableFile(atPath: path), geteuid() == 0 else { return false }
        let probe = Process()
        probe.executableURL = URL(filePath: path)
        probe.arguments = ["--mount", "mount", "-t", "tmpfs", "none", "/usr/lib/postgresql"]
        probe.standardError = FileHandle.nullDevice
        do { try probe.run() } catch { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }()
}

extension Desk {
    /// How much there is of what a recorded step writes.
    fileprivate func written() async throws -> String {
        let tables = ["casework.run_event", "casework.timer", "audit.entry", "privacy.opening"]
        let counts = tables.map { "(SELECT count(*) FROM \($0))" }.joined(separator: ", ")
        return try await sql("SELECT concat_ws(' ', (SELECT sum(revision) FROM casework.\"case\"), \(counts))")
    }

    /// The server's process, while there is one.
    var server: pid_t? {
        let file = try? String(contentsOfFile: state + "/cluster/postmaster.pid", encoding: .utf8)
        guard let process = file?.split(separator: "\n").first.flatMap({ pid_t($0) }) else { return nil }
        return kill(process, 0) == 0 ? process : nil
    }
}
