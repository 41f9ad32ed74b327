internal import Casework
internal import Hummingbird

/// Reading and checking the audit trail.
enum AuditRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/audit/entries", operationID: "listEntries",
            summary: "Entries of the audit trail",
            query: [
                Parameter(name: "ref", schema: .text(), note: "Only of this case."),
                Parameter(name: "after", schema: .number(), note: "The position of the last entry of the page before."),
                Parameter(name: "limit", schema: .number(1...10_000)),
            ],
            response: .init(status: .ok, note: "The entries, oldest first", schema: .named("Entries")),
            work: .signed(list)),
        Route(
            method: .post, pattern: "/v1/audit/verify", operationID: "verifyStore",
            summary: "Check every entry and every chain of the store",
            response: .init(status: .ok, note: "ok, or what was found", schema: .named("Verification")),
            work: .signed { call, actor in Reply(try await call.desk.perform(VerifyStore(), by: actor)) }),
    ]

    @Sendable private static func list(_ call: Call, _ actor: Actor) async throws -> Reply {
        let entries = ListEntries(
            reference: try call.parameter("ref").map { try CaseReference.read($0) },
            after: Int64(try call.number("after") ?? -1), limit: try call.number("limit") ?? 100)
        return Reply(try await call.desk.perform(entries, by: actor))
    }
}
