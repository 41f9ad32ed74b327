public import Canonical
internal import Ledger
internal import Postgres

/// Issues a token for a role. The secret is 256 random bits, shown once; the store keeps its hash. Writes `token.issued`.
///
/// The member of staff whom it speaks for is made when there is none of that name, with that role alone.
public struct IssueToken: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "token.issue"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let role: StaffRole
    private let staff: String
    private let lifetime: Int64?

    /// A token for a role; `lifetime` in seconds, nil for one that does not expire.
    public init(role: StaffRole, staff: String, lifetime: Int64? = nil) {
        (self.role, self.staff, self.lifetime) = (role, staff, lifetime)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard StaffID.isValid(staff) else {
            throw DeskError.malformed(field: "name", problem: .form(example: "anna.petrova"), value: staff)
        }
        let now = desk.now()
        let secret = "rdr_" + Digest.hexadecimal(Digest.random(32))
        let id = "t-" + Digest.hexadecimal(Digest.random(8))
        let expires = lifetime.map { now.adding(seconds: $0) }
        try await desk.write(
            Draft(
                type: .tokenIssued,
                data: JSON.members([
                    "token": .string(id), "role": .string(role.rawValue), "owner": .string(staff),
                    "expires": expires.map { .string($0.wholeSecondsText) },
                ]).object ?? [:]), by: actor,
            statements: [
                """
                INSERT INTO casework.staff (staff, name, roles, created_at)
                VALUES (\(staff), \(staff), \([role.rawValue]), \(now)) ON CONFLICT DO NOTHING
                """,
                """
                INSERT INTO casework.token (token, staff, role, secret_hash, issued_at, issued_by, expires_at)
                VALUES (\(id), \(staff), \(role.rawValue), \(Digest.sha256(Array(secret.utf8))), \(now), \(actor.id), \(expires))
                """,
            ])
        return .members([
            "id": .string(id), "token": .string(secret), "role": .string(role.rawValue), "staff": .string(staff),
            "expires_at": expires.map { .string($0.description) },
        ])
    }
}

/// Takes a token back; it stops working at once. Writes `token.revoked`.
public struct RevokeToken: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "token.revoke"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let token: String

    /// Takes back the token with this id.
    public init(_ token: String) { self.token = token }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let known = try await desk.pool.withConnection { connection in
            try await connection.query("SELECT 1 AS found FROM casework.token WHERE token = \(token)")
        }
        guard !known.isEmpty else { throw DeskError.noSuchToken(token) }
        try await desk.write(
            Draft(type: .tokenRevoked, data: ["token": .string(token)]), by: actor,
            statements: [
                "UPDATE casework.token SET revoked_at = coalesce(revoked_at, \(desk.now())) WHERE token = \(token)",
                TokenChanges.tell,
            ])
        return ["id": .string(token), "revoked": true]
    }
}

/// Lists the tokens, without their secrets. Writes `search.performed`.
public struct ListTokens: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "token.list"
    /// The right that it needs.
    public static let permission = Permission.administer

    /// Lists the tokens.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT token, staff, role, issued_at, expires_at, last_used_at, revoked_at FROM casework.token ORDER BY issued_at
                """)
        }
        try await desk.write(
            Draft(type: .searchPerformed, data: ["kind": "tokens", "count": .int(Int64(rows.count))]), by: actor)
        return ["tokens": .array(try rows.map(Self.json))]
    }

    private static func json(_ row: Row) throws -> JSON {
        func time(_ column: String) throws -> JSON? {
            try row[column, as: Timestamp?.self].map { .string($0.description) }
        }
        return .members([
            "id": .string(try row["token"]), "staff": .string(try row["staff"]), "role": .string(try row["role"]),
            "issued_at": try time("issued_at"), "expires_at": try time("expires_at"),
            "last_used_at": try time("last_used_at"), "revoked_at": try time("revoked_at"),
        ])
    }
}

extension Desk {
    /// Who comes with this token: the role that it was issued for, if the member of staff still has it.
    ///
    /// - Throws: ``DeskError/badToken`` for anything else, without telling why.
    public func actor(token secret: String, session: String) async throws -> Actor {
        let hash = Digest.sha256(Array(secret.utf8))
        let (minute, now) = (Int64(60), now())
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT t.token, t.staff, t.role, t.role = ANY (s.roles) AS has_role,
                    t.last_used_at IS NULL OR t.last_used_at < \(now.adding(seconds: -minute)) AS is_stale
                FROM casework.token t JOIN casework.staff s ON s.staff = t.staff AND s.disabled_at IS NULL
                WHERE t.secret_hash = \(hash) AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > \(now))
                """)
        }
        guard let row = rows.first, try row["has_role"], let role = try StaffRole(rawValue: row["role"]) else {
            await noteFailedSignIn()
            throw DeskError.badToken
        }
        if try row["is_stale"] {
            let token: String = try row["token"]
            _ = try await pool.withConnection { connection in
                try await connection.execute("UPDATE casework.token SET last_used_at = \(now) WHERE token = \(token)")
            }
        }
        return Actor(kind: role == .bot ? .bot : .staff, id: try row["staff"], roles: [role], session: session)
    }
}
