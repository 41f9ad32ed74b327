internal import Canonical
internal import Casework
internal import Hummingbird
internal import NIOCore

/// Reading and checking the audit trail.
enum AuditRoutes {
    private static let opening = Schema.answer([
        .init("request", .text(), required: true), .init("state", .text(), required: true), .init("receipt", .text()),
    ])

    static let all: [Route] =
        [
            Route(
                method: .get, pattern: "/v1/audit/entries", operationID: "listEntries",
                summary: "Entries of the audit trail",
                query: [
                    Parameter(name: "ref", schema: .text(), note: "Only of this case."),
                    Parameter(
                        name: "after", schema: .number(), note: "The position of the last entry of the page before."),
                    Parameter(name: "limit", schema: .number(1...10_000)),
                ],
                response: .init(status: .ok, note: "The entries, oldest first", schema: .named("Entries")),
                work: .performing(list)),
            Route(
                method: .post, pattern: "/v1/audit/verify", operationID: "verifyStore",
                summary: "Check every entry and every chain of the store", isLook: true,
                response: .init(status: .ok, note: "ok, or what was found", schema: .named("Verification")),
                work: .performing { _ in VerifyStore() }),
            Route(
                method: .get, pattern: "/v1/audit/checkpoint", operationID: "checkpoint",
                summary: "The newest signed checkpoint with its cosignatures, and how the trail stands",
                query: [
                    Parameter(name: "fresh", schema: .flag(), note: "Whether what waits is sealed and signed first.")
                ],
                response: .init(status: .ok, note: "The checkpoint", schema: .named("Checkpoint")),
                work: .performing { ShowCheckpoint(isFresh: try $0.flag("fresh")) }),
            Route(
                method: .get, pattern: "/v1/audit/proofs", operationID: "proveReceipt",
                summary: "The proof that the entry with a receipt is in the log",
                query: [
                    Parameter(name: "receipt", schema: .text(limit: 44), note: "The receipt that came with an answer.")
                ],
                response: .init(status: .ok, note: "Leaf and proof", schema: .named("EntryProof")),
                work: .performing { ProveEntry(.receipt($0.parameter("receipt") ?? "")) }),
            Route(
                method: .get, pattern: "/v1/audit/proofs/{entry}", operationID: "prove",
                summary: "The proof that an entry is in the log, or with a case's number that the case is complete",
                response: .init(
                    status: .ok, note: "Leaf and proof, or the bundle of the case", schema: .named("EntryProof")),
                work: .signed(prove)),
            Route(
                method: .post, pattern: "/v1/audit/openings", operationID: "requestOpenings",
                summary: "Ask for an export with the personal data behind the commitments; a second person decides",
                body: .request([
                    .init("purpose", Documents.code("reveal_purpose"), required: true, alsoKnownAs: ["reveal_purpose"]),
                    .init("from", .number(0...9_007_199_254_740_991)), .init("to", .number(0...9_007_199_254_740_991)),
                ]),
                response: .init(status: .created, note: "The request", schema: opening),
                work: .performing { call in
                    RequestOpenings(
                        from: call.body["from"]?.int, to: call.body["to"]?.int,
                        purpose: try RevealPurpose.parse(call.body["purpose"]?.string ?? ""))
                }),
            Route(
                method: .put, pattern: "/v1/audit/openings/{id}", operationID: "decideOpenings",
                summary: "Approve or refuse what a colleague asked for",
                body: .request([.init("approve", .flag(), required: true)]),
                response: .init(status: .ok, note: "What became of it", schema: opening),
                work: .performing { call in
                    DecideOpenings(
                        call.values.first ?? "", approves: call.body["approve"]?.bool == true)
                }),
            Route(
                method: .get, pattern: "/v1/audit/policy", operationID: "policy",
                summary: "The policy file for auditors",
                response: .init(status: .ok, note: "The policy", schema: .named("TrailPolicy")),
                work: .performing { _ in ShowPolicy() }),
        ] + (1...4).map(tile)

    /// Tiles lie at paths of one to four groups of digits; see c2sp.org/tlog-tiles.
    private static func tile(_ groups: Int) -> Route {
        let names = ["a", "b", "c", "d"].prefix(groups).map { "{\($0)}" }.joined(separator: "/")
        return Route(
            method: .get, pattern: "/v1/audit/tile/{level}/\(names)", operationID: "tile\(groups)",
            summary: "A tile of the tree, or with the level `entries` a bundle of leaves (c2sp.org/tlog-tiles)",
            response: .init(
                status: .ok, note: "The bytes of the tile", schema: .text(), mediaType: "application/octet-stream"),
            work: .signed { call, actor in
                let path = "tile/" + call.values.joined(separator: "/")
                let answer = try await call.desk.perform(ReadTile(path: path), by: actor)
                return Reply(
                    status: .ok, headers: [.contentType: "application/octet-stream"],
                    body: ByteBuffer(bytes: answer.bytes))
            })
    }

    @Sendable private static func prove(_ call: Call, _ actor: Actor) async throws -> Reply {
        let what = call.values.first ?? ""
        if what.hasPrefix("e-") { return Reply(try await call.desk.perform(ProveEntry(.entry(what)), by: actor)) }
        return Reply(try await call.desk.perform(ProveCase(try CaseReference.read(what)), by: actor))
    }

    @Sendable private static func list(_ call: Call) throws -> ListEntries {
        ListEntries(
            reference: try call.parameter("ref").map { try CaseReference.read($0) },
            after: Int64(try call.number("after") ?? -1), limit: try call.number("limit") ?? 100)
    }
}
