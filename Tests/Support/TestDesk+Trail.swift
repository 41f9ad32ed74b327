public import Canonical
public import Casework
import Ledger
public import Postgres

extension TestDesk {
    /// Takes the guard off, as a superuser may; what follows in the script is then only found, not refused.
    public static let unguarded =
        "DROP EVENT TRIGGER redress_guard_end; DROP EVENT TRIGGER redress_guard_drop; SET session_replication_role = replica; "

    /// What follows in the script writes without the triggers that demand an entry.
    public static let withoutTriggers = "SET session_replication_role = replica; "

    /// A keeper of the trail of this desk.
    public func keeper(
        batch: Int = 20_000, signer: (any CheckpointSigner)? = nil, witnesses: [any WitnessLine] = []
    ) -> TrailKeeper {
        var settings = TrailKeeper.Settings()
        settings.batch = batch
        let configuration = ConnectionConfiguration(url, role: "redress_sealer", statementTimeout: .seconds(120))
        return TrailKeeper(
            desk: desk, pool: Pool(configuration: configuration, size: 2, acquireTimeout: .seconds(60)), signer: signer,
            witnesses: witnesses, settings: settings)
    }

    /// Appends so many entries of no case, as quickly as the database can: real leaves at their real places.
    public func flood(_ count: Int) async throws {
        try await asSuperuser(
            """
            DO $$
            DECLARE
                place record;
                leaf text;
                log_name text := (SELECT origin FROM audit.log_origin);
            BEGIN
                FOR i IN 1..\(count) LOOP
                    SELECT * INTO place FROM audit.next_place(NULL, 'flood');
                    leaf := format('{"actor":{"id":"flood","kind":"system","n":%s,"session":"flood"},"data":{"count":%s,"kind":"staff"},'
                        '"id":"e-flood-%s","log":"%s","ts":"2026-11-22T08:00:00.000000Z","type":"search.performed","v":1}',
                        place.session_n + 1, i, place.session_n + 1, log_name);
                    PERFORM audit.append('e-flood-' || (place.session_n + 1), NULL, NULL, 'flood', place.session_n + 1, NULL,
                        'search.performed', '2026-11-22T08:00:00Z', convert_to(leaf, 'UTF8'));
                END LOOP;
            END
            $$
            """)
    }

    /// Lays the guard, as `redress db guard` does.
    public func lay() async throws {
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        try await TrailGuard.lay(connection)
        await connection.close()
    }

    /// The verdict of the store on itself.
    public func verify() async throws -> JSON {
        try await desk.perform(VerifyStore(), by: actor("cora", [.compliance]))
    }

    /// One whole number.
    public func count(_ statement: SQL) async throws -> Int { try await query(statement)[0].decode(Int.self, "n") }

    /// The root over the leaves as they are stored, computed anew.
    public func root() async throws -> String {
        var range = CompactRange()
        for row in try await query("SELECT leaf FROM audit.log ORDER BY idx") {
            range.append(LeafHash(leaf: try row.decode([UInt8].self, "leaf")))
        }
        return range.root.base64
    }

    /// The root that the log says it has.
    public func stateRoot() async throws -> String {
        Base64.encode(try await query("SELECT root FROM audit.log_state")[0].decode([UInt8].self, "root"))
    }
}
