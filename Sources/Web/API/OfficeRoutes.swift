internal import Canonical
internal import Casework
internal import Hummingbird
internal import Playbook

/// The office behind the desk: playbooks, tokens, staff.
enum OfficeRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/me", operationID: "whoAmI", summary: "Whose token this is, and what he may do",
            response: .init(
                status: .ok, note: "The member of staff",
                schema: .answer([
                    .init("staff", .text(), required: true), .init("roles", .list(.text()), required: true),
                ])),
            work: .signed { _, actor in
                Reply([
                    "staff": .string(actor.id), "roles": .array(actor.roles.map(\.rawValue).sorted().map(JSON.string)),
                ])
            }),
        Route(
            method: .get, pattern: "/v1/playbooks", operationID: "listPlaybooks",
            summary: "The playbook versions of the store",
            response: .init(status: .ok, note: "The versions", schema: .named("Playbooks")),
            work: .performing { _ in ListPlaybooks() }),
        Route(
            method: .post, pattern: "/v1/playbooks", operationID: "importPlaybooks",
            summary: "Bring playbook files in, all or none; a version that is there already is unchanged",
            query: [Parameter(name: "dry_run", schema: .flag()), Parameter(name: "publish", schema: .flag())],
            body: .request([
                .init(
                    "files",
                    .list(
                        .request([
                            .init("name", .text(limit: 200), required: true),
                            .init("text", .text(limit: 1_000_000, note: "The YAML text."), required: true),
                        ])), required: true)
            ]),
            largestBody: 32 << 20,
            response: .init(status: .ok, note: "What became of each file", schema: .named("Playbooks")),
            work: .performing(importPlaybooks)),
        Route(
            method: .get, pattern: "/v1/tokens", operationID: "listTokens",
            summary: "The tokens, without their secrets",
            response: .init(status: .ok, note: "The tokens", schema: .named("Tokens")),
            work: .performing { _ in ListTokens() }),
        Route(
            method: .post, pattern: "/v1/tokens", operationID: "issueToken",
            summary: "Issue a token; its secret is shown this once, so each request issues another one",
            body: .request([
                .init("role", Documents.code("staff_role"), required: true, alsoKnownAs: ["staff_role"]),
                .init(
                    "name", .text(limit: 63, note: "The id of the member of staff.", example: "anna.petrova"),
                    required: true),
                .init("expires_in_days", .number(1...3_650)),
                .init("expires_in_seconds", .number(60...315_360_000, note: "In place of days.")),
            ]),
            response: .init(status: .created, note: "The token", schema: .named("Token")), work: .performing(issueToken)
        ),
        Route(
            method: .delete, pattern: "/v1/tokens/{id}", operationID: "revokeToken", summary: "Take a token back",
            response: .init(status: .ok, note: "It works no longer", schema: .named("Token")),
            work: .signed { call, actor in
                defer { call.house.tokens.forget() }
                return Reply(try await call.desk.perform(RevokeToken(call.values[0]), by: actor))
            }),
        Route(
            method: .get, pattern: "/v1/staff", operationID: "listStaff", summary: "The staff",
            response: .init(status: .ok, note: "The staff", schema: .named("StaffList")),
            work: .performing { _ in ListStaff() }),
        Route(
            method: .post, pattern: "/v1/staff", operationID: "addStaff", summary: "Add a member of staff",
            body: .request([
                .init("staff", .text(limit: 63), required: true), .init("name", .text(limit: 200), required: true),
                .init(
                    "roles", .list(Documents.code("staff_role")), required: true, alsoKnownAs: ["staff_role", "role"]),
            ]),
            response: .init(status: .created, note: "The member of staff", schema: .named("Staff")),
            work: .performing(addStaff)),
        Route(
            method: .delete, pattern: "/v1/staff/{id}", operationID: "disableStaff",
            summary: "Shut a member of staff out; nothing that he did goes away",
            response: .init(status: .ok, note: "His tokens work no longer", schema: .named("Staff")),
            work: .signed { call, actor in
                defer { call.house.tokens.forget() }
                return Reply(try await call.desk.perform(DisableStaff(call.values[0]), by: actor))
            }),
    ]

    @Sendable private static func importPlaybooks(_ call: Call) throws -> ImportPlaybooks {
        ImportPlaybooks(
            call.sources, isDryRun: try call.flag("dry_run"), publishes: try call.flag("publish"))
    }

    @Sendable private static func issueToken(_ call: Call) throws -> IssueToken {
        let (days, seconds) = (call.body["expires_in_days"]?.int, call.body["expires_in_seconds"]?.int)
        if days != nil, seconds != nil {
            throw Problem.badInput(
                pointer: "/expires_in_seconds",
                Sentence("Days or seconds, not both.", "Дни или секунды, не то и другое."))
        }
        return IssueToken(
            role: try StaffRole.parse(call.body["role"]?.string ?? ""), staff: call.body["name"]?.string ?? "",
            lifetime: seconds ?? days.map { $0 * 86_400 })
    }

    @Sendable private static func addStaff(_ call: Call) throws -> AddStaff {
        let roles = try (call.body["roles"]?.array ?? []).map { try StaffRole.parse($0.string ?? "") }
        return AddStaff(
            call.body["staff"]?.string ?? "", name: call.body["name"]?.string ?? "", roles: Set(roles))
    }
}
