internal import Canonical
internal import Casework
internal import Hummingbird
internal import Playbook

/// What texts show of a jurisdiction: phones, sites, limits, names.
enum ParameterRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/parameters", operationID: "listParameters",
            summary: "What texts show of each jurisdiction, or what they showed under a digest of the trail",
            query: [
                Parameter(
                    name: "digest", schema: .text(limit: 100),
                    note: "What an entry of the trail names under `parameters`.")
            ],
            response: .init(
                status: .ok, note: "The sets, and what waits for a second person",
                schema: .answer([
                    .init("sets", .list(.anything()), required: true),
                    .init("waiting", .list(.anything()), required: true),
                ])),
            work: .performing { ListParameters(digest: $0.parameter("digest")) }),
        Route(
            method: .post, pattern: "/v1/parameters", operationID: "adoptParameters",
            summary: "Bring in values of this installation, over the shipped ones; a second person puts them in force",
            query: [Parameter(name: "dry_run", schema: .flag())],
            body: .request([
                .init(
                    "files",
                    .list(
                        .request([
                            .init("name", .text(limit: 200), required: true),
                            .init("text", .text(limit: 1_000_000, note: "The YAML text."), required: true),
                        ])), required: true)
            ]),
            response: .init(
                status: .ok, note: "What became of each jurisdiction",
                schema: .answer([.init("parameters", .list(.anything()), required: true)])),
            work: .performing { AdoptParameters($0.sources, isDryRun: try $0.flag("dry_run")) }),
        Route(
            method: .post, pattern: "/v1/parameters/{jurisdiction}/approve", operationID: "approveParameters",
            summary: "Put in force what somebody else brought in",
            body: .request([
                .init(
                    "digest", .text(limit: 100, least: 1, note: "Of what waits, as the list shows it."), required: true)
            ]),
            response: .init(
                status: .ok, note: "What holds now",
                schema: .answer([.init("result", .text(limit: 20), required: true)])),
            work: .performing { ApproveParameters($0.values[0], digest: $0.body["digest"]?.string ?? "") }),
    ]
}

extension Call {
    /// The files of a body that brings files.
    var sources: [PlaybookSource] {
        (body["files"]?.array ?? []).map { file in
            PlaybookSource(file: file["name"]?.string ?? "", bytes: Array((file["text"]?.string ?? "").utf8))
        }
    }
}
