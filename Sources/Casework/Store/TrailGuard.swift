public import Postgres
internal import SQLFiles

/// The guard over the protections of the trail: event triggers, which only a superuser can make.
///
/// In the private cluster the program is one. Elsewhere the database's administrator runs `redress db guard` once; without
/// it the owner of the tables could drop a trigger, and `doctor` says so.
public enum TrailGuard {
    /// Lays it, or lays it anew, when the session is a superuser's and the schema has a sealed log.
    ///
    /// - Returns: whether it could be laid.
    @discardableResult public static func lay(_ connection: Connection) async throws -> Bool {
        guard try await isPossible(connection) else { return false }
        try await connection.simple(SQLFiles.guardOfTheTrail)
        return true
    }

    /// Takes it off while the schema is migrated: a migration is allowed what nobody else is.
    static func lift(_ connection: Connection) async throws {
        guard try await isPossible(connection) else { return }
        try await connection.simple(
            "DROP EVENT TRIGGER IF EXISTS redress_guard_end; DROP EVENT TRIGGER IF EXISTS redress_guard_drop")
    }

    private static func isPossible(_ connection: Connection) async throws -> Bool {
        let rows = try await connection.query(
            """
            SELECT rolsuper AND to_regclass('audit.log_state') IS NOT NULL AS it_is FROM pg_roles WHERE rolname = current_user
            """)
        return try rows.first?.decode(Bool.self, "it_is") ?? false
    }

    /// Whether the protections are there: a guard that was laid once must still be on.
    static func look(_ desk: Desk) async throws -> (isOK: Bool, told: String) {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT to_regnamespace('redress_guard') IS NOT NULL AS was_laid,
                    (SELECT count(*) FROM pg_event_trigger WHERE evtname ~ '^redress_guard_' AND evtenabled = 'A') AS laid,
                    (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                        WHERE c.relnamespace = 'audit'::regnamespace AND c.relname ~ '^(log(_[0-9]{5})?|pending)$'
                        AND NOT t.tgisinternal AND (t.tgenabled = 'A') <> (t.tgname <> 'pending_stopped'
                            OR EXISTS (SELECT FROM audit.log_origin WHERE stopped_at IS NOT NULL))) AS off,
                    (SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'audit'::regnamespace AND c.relname ~ '^log(_[0-9]{5})?$'
                        AND c.relkind IN ('r', 'p') AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid
                            AND t.tgname IN ('log_append_only', 'log_no_truncate')) < 2) AS bare,
                    audit.undemanded() AS undemanded
                """)
        }
        guard let row = rows.first else { throw StoreFault.noRow("pg_event_trigger") }
        let (off, bare): (Int64, Int64) = (try row["off"], try row["bare"])
        if off + bare > 0 {
            return (false, "triggers of the log are missing or switched off; somebody did that by hand")
        }
        if let missing: String = try row["undemanded"] {
            return (false, "\(missing) is missing or switched off; somebody did that by hand")
        }
        if try row["laid", as: Int64.self] == 2 { return (true, "every protection of the log is on") }
        return try row["was_laid"]
            ? (false, "the guard over the protections was switched off; lay it again: redress db guard")
            : (true, "no guard is laid over the protections; a superuser does it with: redress db guard")
    }
}
