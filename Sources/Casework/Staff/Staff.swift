public import Canonical
internal import Ledger
internal import Postgres

/// Adds a member of staff. Writes `staff.added`; the name is committed to, not written.
public struct AddStaff: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "staff.add"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let staff: String
    private let displayName: String
    private let roles: Set<StaffRole>

    /// A member of staff with a stable id, a name for the screen and one role or more.
    public init(_ staff: String, name: String, roles: Set<StaffRole>) {
        (self.staff, self.displayName, self.roles) = (staff, name, roles)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard StaffID.isValid(staff) else {
            throw DeskError.malformed(field: "staff", problem: .form(example: "anna.petrova"), value: staff)
        }
        guard !roles.isEmpty else { throw DeskError.malformed(field: "role", problem: .missing) }
        let codes = roles.map(\.rawValue).sorted()
        do {
            try await desk.write(
                Draft(
                    type: .staffAdded, data: ["staff": .string(staff), "roles": .array(codes.map(JSON.string))]),
                by: actor,
                statements: [
                    """
                    INSERT INTO casework.staff (staff, name, roles, created_at)
                    VALUES (\(staff), \(displayName), \(codes), \(desk.now()))
                    """
                ])
        } catch let error as PostgresError
            where error.constraint == "staff_pkey" || error.constraint == "staff_name_once"
        {
            throw DeskError.staffTaken(staff)
        }
        return ["staff": .string(staff), "roles": .array(codes.map(JSON.string))]
    }
}

/// Shuts a member of staff out: tokens stop working at once. Writes `staff.disabled`.
public struct DisableStaff: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "staff.disable"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let staff: String

    /// Shuts out the member of staff with this id.
    public init(_ staff: String) { self.staff = staff }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard try await desk.staffExists(staff) else { throw DeskError.noSuchStaff(staff) }
        try await desk.write(
            Draft(type: .staffDisabled, data: ["staff": .string(staff)]), by: actor,
            statements: [
                "UPDATE casework.staff SET disabled_at = coalesce(disabled_at, \(desk.now())) WHERE staff = \(staff)",
                TokenChanges.tell,
            ])
        return ["staff": .string(staff), "disabled": true]
    }
}

/// Lists the staff. Writes `search.performed`.
public struct ListStaff: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "staff.list"
    /// The right that it needs.
    public static let permission = Permission.administer

    /// Lists the staff.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                "SELECT staff, name, roles, created_at, disabled_at FROM casework.staff ORDER BY staff")
        }
        try await desk.write(
            Draft(type: .searchPerformed, data: ["kind": "staff", "count": .int(Int64(rows.count))]), by: actor)
        return [
            "staff": .array(
                try rows.map { row in
                    .members([
                        "staff": .string(try row["staff"]), "name": .string(try row["name"]),
                        "roles": .array(try row["roles", as: [String].self].map(JSON.string)),
                        "created_at": .string(try row["created_at", as: Timestamp.self].description),
                        "disabled_at": try row["disabled_at", as: Timestamp?.self].map { .string($0.description) },
                    ])
                })
        ]
    }
}

/// The form of the id of a member of staff.
enum StaffID {
    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63, Character(Unicode.Scalar(first)) != "." else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        } && first != UInt8(ascii: "-") && first != UInt8(ascii: "_")
    }
}

extension Desk {
    func staffExists(_ staff: String) async throws -> Bool {
        // What cannot be an id is nobody's; the store would not take every byte.
        guard StaffID.isValid(staff) else { return false }
        return try await pool.withConnection { connection in
            try await connection.query(
                "SELECT 1 AS found FROM casework.staff WHERE staff = \(staff) AND disabled_at IS NULL"
            ).isEmpty == false
        }
    }

    /// The member of staff behind the local command line, made at first use with every role of a desk of one.
    ///
    /// Whoever can read the key file and reach the socket of the private cluster holds everything already; the entry
    /// still says who it was.
    public func localActor(_ staff: String, session: String) async throws -> Actor {
        let roles: Set<StaffRole> = [.agent, .supervisor, .compliance, .author, .admin]
        if try await !staffExists(staff) {
            let system = Actor(kind: .system, id: "redress", roles: [], session: session)
            do {
                _ = try await perform(AddStaff(staff, name: staff, roles: roles), by: system)
            } catch DeskError.staffTaken {
                // Disabled, or added by another command in this moment; the look below decides.
            }
        }
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                "SELECT roles FROM casework.staff WHERE staff = \(staff) AND disabled_at IS NULL")
        }
        // There is one by now: of this name, and disabled.
        guard let row = rows.first else { throw DeskError.shutOut(staff) }
        let granted = try row["roles", as: [String].self].compactMap(StaffRole.init(rawValue:))
        return Actor(id: staff, roles: Set(granted), session: session)
    }
}
