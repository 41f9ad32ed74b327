internal import Canonical
internal import Ledger
internal import Postgres

extension Desk {
    /// Who is at the door by the word of an identity provider: recorded as a member of staff at the first time, under a
    /// name that is made of issuer and subject, so that no provider can name somebody who is here already. The roles are
    /// those of the token; whoever was disabled here stays outside. Writes `staff.added` at the first time and
    /// `staff.changed` when the roles are others than last time.
    ///
    /// - Throws: ``DeskError/noRole``, ``DeskError/shutOut(_:)``.
    public func actor(issuer: String, subject: String, roles: Set<StaffRole>) async throws -> Actor {
        guard !roles.isEmpty else { throw DeskError.noRole }
        let staff = Self.staffName(issuer: issuer, subject: subject)
        let codes = roles.map(\.rawValue).sorted()
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT roles, disabled_at FROM casework.staff WHERE staff = \(staff)")
        }
        if let row = rows.first {
            if try row["disabled_at", as: Timestamp?.self] != nil { throw DeskError.shutOut(staff) }
            if try row["roles", as: [String].self].sorted() != codes { try await note(.staffChanged, staff, codes) }
        } else {
            try await note(.staffAdded, staff, codes)
        }
        return Actor(kind: roles == [.bot] ? .bot : .staff, id: staff, roles: roles, session: "s-door")
    }

    /// `oidc-` and a digest: the same for the same person of the same provider, and nobody's name.
    static func staffName(issuer: String, subject: String) -> String {
        let digest = Digest.sha256(Array("redress/oidc/v1".utf8) + [0] + Array(issuer.utf8) + [0] + Array(subject.utf8))
        return "oidc-" + Digest.hexadecimal(digest.prefix(12))
    }

    private func note(_ type: EntryType, _ staff: String, _ codes: [String]) async throws {
        let door = Actor(kind: .system, id: "door", roles: [], session: failures.session)
        try await write(
            Draft(type: type, data: ["staff": .string(staff), "roles": .array(codes.map(JSON.string))]), by: door,
            statements: [
                """
                INSERT INTO casework.staff (staff, name, roles, created_at) VALUES (\(staff), \(staff), \(codes), \(now()))
                ON CONFLICT (staff) DO UPDATE SET roles = excluded.roles
                """
            ])
    }

    /// Refuses somebody at the door, as an unknown token is refused. Writes `auth.failed` in measure.
    public func refuseAtDoor() async -> DeskError {
        await noteFailedSignIn()
        return .badToken
    }
}
