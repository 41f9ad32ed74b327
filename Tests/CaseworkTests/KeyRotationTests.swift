import Canonical
import Casework
import Foundation
import Postgres
import Support
import Testing

@Suite struct `Turning the keys` {
    /// Two desks over one store and one key file, as two processes have them.
    private func desks(_ test: TestDesk) async throws -> (one: Desk, other: Desk, third: Desk) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "redress-keys-\(UUID().uuidString)").path
        func desk() async throws -> Desk {
            let pool = Pool(
                configuration: ConnectionConfiguration(test.url, role: "redress_app"), size: 4,
                acquireTimeout: .seconds(120))
            return try await Desk(pool: pool, keyDirectory: directory)
        }
        return (try await desk(), try await desk(), try await desk())
    }

    private func open(_ desk: Desk, _ actor: Actor, _ phone: String = "+79281234567") async throws -> CaseReference {
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: phone,
            name: "Мария Тестова", indicators: ["PHONE:+79990001122"])
        return try await desk.perform(OpenCase(intake), by: actor).reference
    }

    @Test func `every key is wrapped anew in batches, and another server follows by itself`() async throws {
        let test = try await TestDesk.make()
        let (one, other, third) = try await desks(test)
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        var references: [CaseReference] = []
        for number in 0..<5 { references.append(try await open(one, anna, "+7928123456\(number)")) }
        let key = RequestKey("turning", request: ["text": "a"])
        let noted = try await one.perform(AddNote(references[0], text: "До.", key: key), by: anna)
        let turned = try await one.perform(RotateKeys(batch: 2), by: root)
        #expect(turned["epoch"] == 2 && turned["rewrapped"] == 5 && turned["resumed"] == false)
        // The other processes still have the old keys: they read what is under the new one, and seal under it.
        let shown = try await third.perform(RevealField(references[0], field: .phone, purpose: .callBack), by: anna)
        #expect(shown["value"] == "+79281234560")
        _ = try await open(other, anna)
        let rows = try await test.query("SELECT DISTINCT kek_epoch FROM privacy.subject_key")
        #expect(try rows.map { try $0.decode(Int.self, "kek_epoch") } == [2])
        // The request from before is the same under the old key, on every server.
        for desk in [one, other, third] {
            let again = try await desk.perform(AddNote(references[0], text: "До.", key: key), by: anna)
            #expect(again == noted)
        }
        let entries = try await test.query("SELECT count(*) AS n FROM audit.entry WHERE type = 'key.rotated'")
        #expect(try entries[0].decode(Int.self, "n") == 3)
        let gone = try await one.perform(DestroyKey(number: 1), by: root)
        #expect(gone["destroyed"] == true)
        await #expect(throws: KeyFileError.keyInUse(2)) { _ = try await self.destroyCurrent(one, root) }
        #expect(try await one.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
        let sound = try await one.perform(CheckStore(), by: test.actor("cora", [.compliance]))
        #expect(sound["ok"] == true, "\(sound)")
    }

    private func destroyCurrent(_ desk: Desk, _ root: Actor) async throws -> JSON {
        do { return try await desk.perform(DestroyKey(number: 2), by: root) } catch DeskError.keyNeeded {
            throw KeyFileError.keyInUse(2)
        }
    }

    @Test func `what comes back from an old backup opens no more, once its epoch is destroyed`() async throws {
        let test = try await TestDesk.make()
        let one = try await desks(test).one
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        let reference = try await open(one, anna)
        try await test.asSuperuser("CREATE TABLE public.backup AS SELECT * FROM privacy.subject_key")
        _ = try await one.perform(RotateKeys(), by: root)
        let shown = try await one.perform(RevealField(reference, field: .phone, purpose: .callBack), by: anna)
        #expect(shown["value"] == "+79281234567")
        _ = try await one.perform(DestroyKey(number: 1), by: root)
        try await test.asSuperuser(
            TestDesk.withoutTriggers + """
                UPDATE privacy.subject_key s SET wrapped = k.wrapped, kek_epoch = k.kek_epoch FROM public.backup k
                WHERE s.case_no = k.case_no AND s.subject = k.subject
                """)
        await #expect(throws: SealError.unknownEpoch(1)) {
            _ = try await one.perform(RevealField(reference, field: .phone, purpose: .callBack), by: anna)
        }
    }

    @Test func `a key under which somebody's key is wrapped is not destroyed, and an interrupted turn goes on`()
        async throws
    {
        let test = try await TestDesk.make()
        let (one, other, _) = try await desks(test)
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        _ = try await open(one, anna)
        _ = try await open(one, anna, "+79281234568")
        _ = try await one.perform(RotateKeys(), by: root)
        // As if the second turn had been cut off: one key is left under the old epoch.
        try await test.asSuperuser(
            """
            SET session_replication_role = replica;
            CREATE TABLE public.kept AS SELECT * FROM privacy.subject_key ORDER BY case_no LIMIT 1
            """)
        _ = try await one.perform(RotateKeys(), by: root)
        try await test.asSuperuser(
            """
            SET session_replication_role = replica;
            UPDATE privacy.subject_key s SET wrapped = k.wrapped, kek_epoch = k.kek_epoch FROM public.kept k
            WHERE s.case_no = k.case_no AND s.subject = k.subject
            """)
        await #expect(throws: DeskError.keyNeeded(key: "kek", number: 2, count: 1)) {
            _ = try await one.perform(DestroyKey(number: 2), by: root)
        }
        let resumed = try await other.perform(RotateKeys(), by: root)
        #expect(resumed["resumed"] == true && resumed["rewrapped"] == 1 && resumed["epoch"] == 3)
        _ = try await one.perform(DestroyKey(number: 2), by: root)
        let keys = try await one.perform(ListKeys(), by: root)["keys"]?.array ?? []
        #expect(keys.filter { $0["key"] == "kek" }.compactMap { $0["epoch"]?.int } == [1, 3])
    }

    /// A desk on another machine: the same store, a copy of the key file.
    private func elsewhere(_ test: TestDesk, copyOf desk: Desk, in directory: String) async throws -> Desk {
        let copy = directory + "-copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        let pool = Pool(
            configuration: ConnectionConfiguration(test.url, role: "redress_app"), size: 4,
            acquireTimeout: .seconds(120))
        return try await Desk(pool: pool, keyDirectory: copy)
    }

    private func held(_ desk: Desk, _ root: Actor) async throws -> [Int64] {
        let keys = try await desk.perform(ListKeys(), by: root)["keys"]?.array ?? []
        return keys.filter { $0["key"] == "kek" && $0["held"] == true }.compactMap { $0["epoch"]?.int }
    }

    private func keysAreClean(_ desk: Desk, _ auditor: Actor) async throws -> Bool {
        let checks = try await desk.perform(CheckStore(), by: auditor)["checks"]?.array ?? []
        return checks.first { $0["name"] == "keys" }?["ok"] == true
    }

    @Test func `a destroyed key opens nothing on any machine, before the machine hears of it and after`() async throws {
        let test = try await TestDesk.make()
        let directory = FileManager.default.temporaryDirectory.appending(path: "redress-keys-\(UUID().uuidString)").path
        let pool = Pool(
            configuration: ConnectionConfiguration(test.url, role: "redress_app"), size: 4,
            acquireTimeout: .seconds(120))
        let one = try await Desk(pool: pool, keyDirectory: directory)
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        let reference = try await open(one, anna)
        try await test.asSuperuser("CREATE TABLE public.old AS SELECT * FROM privacy.subject_key")
        _ = try await one.perform(RotateKeys(), by: root)
        try await test.asSuperuser("CREATE TABLE public.new AS SELECT * FROM privacy.subject_key")
        func put(_ rows: String) async throws {
            try await test.asSuperuser(
                TestDesk.withoutTriggers + """
                    UPDATE privacy.subject_key s SET wrapped = k.wrapped, kek_epoch = k.kek_epoch FROM public.\(rows) k
                    WHERE s.case_no = k.case_no AND s.subject = k.subject
                    """)
        }
        let deaf = try await elsewhere(test, copyOf: one, in: directory)
        let hearing = try await elsewhere(test, copyOf: one, in: directory)
        let reveal = RevealField(reference, field: .phone, purpose: .callBack)
        // What comes back from an old backup opens there as long as the epoch lives (a control).
        try await put("old")
        #expect(try await deaf.perform(reveal, by: anna)["value"] == "+79281234567")
        try await put("new")
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (heard, told) = AsyncStream<Void>.makeStream()
            group.addTask { await hearing.hearRevocations { told.yield() } }
            var begins = heard.makeAsyncIterator()
            _ = await begins.next()
            #expect(try await held(hearing, root) == [1, 2])
            _ = try await one.perform(DestroyKey(number: 1), by: root)
            // Nobody asks this server to open anything: it forgets because it hears.
            for _ in 0..<600 where try await held(hearing, root) != [2] { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await held(hearing, root) == [2])
            group.cancelAll()
        }
        try await put("old")
        #expect(try await held(deaf, root) == [1, 2], "it still has the key, in memory and in its file")
        for desk in [deaf, hearing, one] {
            await #expect(throws: SealError.unknownEpoch(1)) { _ = try await desk.perform(reveal, by: anna) }
        }
        try await put("new")
        for desk in [deaf, hearing, one] {
            #expect(try await desk.perform(reveal, by: anna)["value"] == "+79281234567")
        }
        // The copies of the file are told by the doctor, and cleaned where they are.
        let cora = test.actor("cora", [.compliance])
        #expect(try await keysAreClean(one, cora))
        #expect(try await !keysAreClean(deaf, cora))
        _ = try await deaf.perform(DestroyKey(number: 1), by: root)
        #expect(try await keysAreClean(deaf, cora))
    }

    @Test func `a server that has not seen the new key keeps no answer under the old one`() async throws {
        let test = try await TestDesk.make()
        let (one, other, third) = try await desks(test)
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        let reference = try await open(other, anna)
        _ = try await third.perform(AddNote(reference, text: "Первая."), by: anna)
        _ = try await one.perform(RotateKeys(), by: root)
        _ = try await third.perform(
            AddNote(reference, text: "Вторая.", key: RequestKey("a", request: ["text": "b"])), by: anna)
        _ = try await other.once(RequestKey("c", request: ["text": "d"]), by: anna) { ["done": true] }
        let rows = try await test.query("SELECT kek_epoch FROM casework.idempotency")
        #expect(try rows.map { try $0.decode(Int.self, "kek_epoch") } == [2, 2])
    }

    @Test func `an epoch is destroyed once, with its entry, and when nothing stands under it`() async throws {
        let test = try await TestDesk.make()
        let one = try await desks(test).one
        let root = test.actor("root", [.admin])
        _ = try await open(one, test.actor())
        _ = try await one.perform(RotateKeys(), by: root)
        func refusal(_ statement: String) async -> String? {
            do { try await test.asSuperuser("SET SESSION AUTHORIZATION redress_owner; \(statement)") } catch {
                return (error as? PostgresError)?.constraint
            }
            return nil
        }
        let destroy = "UPDATE privacy.kek SET destroyed_at = now() WHERE epoch ="
        #expect(await refusal("\(destroy) 2") == "kek_epoch_in_use")
        #expect(await refusal("\(destroy) 1") == "audit_entry_demanded")
        _ = try await one.perform(DestroyKey(number: 1), by: root)
        #expect(await refusal("UPDATE privacy.kek SET destroyed_at = NULL") == "kek_destroyed_for_good")
        #expect(await refusal("DELETE FROM privacy.kek WHERE epoch = 1") == "kek_destroyed_for_good")
    }

    @Test func `every server hears of a person who was erased`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let listener = try await test.desk.pool.listener(channels: ["redress_keys"])
        try await test.asSuperuser(
            """
            DROP EVENT TRIGGER redress_guard_end; DROP EVENT TRIGGER redress_guard_drop;
            ALTER TABLE casework.party DISABLE TRIGGER audit_entry_demanded;
            UPDATE casework.party SET erased_at = now() WHERE case_no = \(reference.caseNo)
            """)
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == .notification(channel: "redress_keys", payload: "\(reference.caseNo)"))
        listener.stop()
    }

    @Test func `values indexed under an old key are still found, and the old key is kept for them`() async throws {
        let test = try await TestDesk.make()
        let (one, _, _) = try await desks(test)
        let (anna, root) = (test.actor(), test.actor("root", [.admin]))
        let before = try await open(one, anna)
        _ = try await one.perform(RotateKeys(.index), by: root)
        let after = try await open(one, anna)
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone("+79281234567")
        let found = try await one.perform(ListCases(filter), by: anna)["cases"]?.array ?? []
        #expect(Set(found.compactMap { $0["ref"]?.string }) == [before.text, after.text])
        let third = try await open(one, anna, "+79281234569")
        let seen = try await one.perform(AddIndicator(third, "PHONE:+79990001122"), by: anna)
        #expect(seen["indicator"]?["cases"] == 2)
        await #expect(throws: DeskError.keyNeeded(key: "bik", number: 1, count: 2)) {
            _ = try await one.perform(DestroyKey(.index, number: 1), by: root)
        }
    }

    @Test func `a key that is not there, and the one that is in use, are told as what they are`() async throws {
        let test = try await TestDesk.make()
        let desk = try await desks(test).one
        let before = try await test.count("SELECT count(*) AS n FROM audit.entry")
        for kind in RotateKeys.Kind.allCases {
            for (number, sort, code) in [
                (1, Explanation.Sort.conflict, "key-current"), (99, .notFound, "no-such-key"),
                (Int.max, .notFound, "no-such-key"),
            ] {
                let error = await #expect(throws: KeyFileError.self) {
                    _ = try await desk.perform(DestroyKey(kind, number: number), by: test.actor("root", [.admin]))
                }
                let told = error.map { Explanation($0) }
                #expect(told?.code == code && told?.sort == sort)
                #expect(told?.line(in: .ru).contains("люч") == true)
            }
        }
        #expect(try await test.count("SELECT count(*) AS n FROM audit.entry") == before)
    }

    @Test func `compliance and agents do not turn keys`() async throws {
        let test = try await TestDesk.make()
        await #expect(throws: DeskError.notAllowed(.administer)) {
            _ = try await test.desk.perform(RotateKeys(), by: test.actor("cora", [.compliance]))
        }
        await #expect(throws: DeskError.keysElsewhere) {
            _ = try await test.desk.perform(RotateKeys(), by: test.actor("root", [.admin]))
        }
    }
}
