internal import Canonical
internal import Casework
internal import Hummingbird
internal import Playbook

/// The life of one playbook version: brought in, approved, published, retired.
enum PlaybookRoutes {
    private static let version = "/v1/playbooks/{id}/versions/{version}"
    private static let state = Route.Response(
        status: .ok, note: "How far the version has come", schema: .named("PlaybookVersion"))

    static let all: [Route] = [
        Route(
            method: .get, pattern: version, operationID: "showPlaybook",
            summary: "One playbook version: how far it has come, by whom, and its content", response: state,
            work: .performing { ShowPlaybook(try $0.versionName()) }),
        Route(
            method: .put, pattern: version, operationID: "putPlaybook",
            summary: "Bring one version in as a draft; the same content twice changes nothing",
            query: [Parameter(name: "dry_run", schema: .flag())],
            body: .request([.init("text", .text(limit: 1_000_000, note: "The YAML text."), required: true)]),
            textMedia: ["application/yaml", "text/yaml", "text/plain"],
            response: .init(status: .ok, note: "What became of it", schema: .named("Playbooks")), work: .performing(put)
        ),
        Route(
            method: .post, pattern: version + "/approve", operationID: "approvePlaybook",
            summary: "Approve a draft that somebody else brought in", response: state,
            work: .performing { ApprovePlaybook(try $0.versionName()) }),
        Route(
            method: .post, pattern: version + "/publish", operationID: "publishPlaybook",
            summary: "Put an approved version in force, now or from a later moment on",
            body: .request([
                .init(
                    "effective_from",
                    .text(limit: 40, note: "Now when absent.", example: "2026-12-01T00:00:00+03:00"))
            ]),
            response: state,
            work: .performing { call in
                try PublishPlaybook(
                    call.versionName(), effectiveFrom: call.body["effective_from"]?.string)
            }),
        Route(
            method: .post, pattern: version + "/retire", operationID: "retirePlaybook",
            summary: "Take a version out of use; cases that run it go on", response: state,
            work: .performing { RetirePlaybook(try $0.versionName()) }),
        Route(
            method: .post, pattern: version + "/migrate", operationID: "migrateCases",
            summary: "Move the running cases of this version to another one of the same playbook, or only sort them",
            body: .request([
                .init(
                    "to", .text(limit: 64, note: "The version that they go on in.", example: "1.1.0"), required: true),
                .init("cases", .list(.text(limit: 40), note: "Only these; all that run the version when absent.")),
                .init(
                    "include", .list(.text(limit: 40), note: "What is moved beside text-only and safe: needs-answers.")),
                .init("map", .map(.text(limit: 400), note: "New paths of steps by their old ones.")),
                .init("reason", .text(limit: 2_000)), .init("dry_run", .flag()),
            ]),
            response: .init(
                status: .ok, note: "The class of each case, and what was moved", schema: .named("Migration")),
            work: .performing(migrate)),
    ]

    @Sendable private static func migrate(_ call: Call) throws -> MigrateCases {
        let from = try call.versionName()
        let cases = try call.body["cases"]?.array?.map { try CaseReference.read($0.string ?? "") }
        return try MigrateCases(
            from: from, to: VersionName(from.playbook, call.body["to"]?.string ?? ""), cases: cases,
            including: (call.body["include"]?.array ?? []).compactMap(\.string),
            map: (call.body["map"]?.object ?? [:]).compactMapValues(\.string),
            reason: call.body["reason"]?.string ?? "", isDryRun: call.body["dry_run"]?.bool ?? false)
    }

    @Sendable private static func put(_ call: Call) throws -> ImportPlaybooks {
        let name = try call.versionName()
        let bytes = call.body["text"]?.string.map { Array($0.utf8) } ?? Array(call.bytes.readableBytesView)
        return ImportPlaybooks(
            [PlaybookSource(file: "\(name).yaml", bytes: bytes)], isDryRun: try call.flag("dry_run"), expecting: name)
    }
}

extension Call {
    /// The playbook version that the path names.
    fileprivate func versionName() throws -> VersionName { try VersionName(values[0], values[1]) }
}
