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
