internal import Canonical
internal import Casework
internal import Hummingbird

/// The keys of personal data, and for how long it is kept; for compliance.
enum KeepingRoutes {
    private static let count = Schema.number()

    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/privacy/keys", operationID: "listKeys",
            summary: "The keys by number, and how much stands under each; never the keys",
            response: .init(
                status: .ok, note: "The keys", schema: .answer([.init("keys", .list(.anything()), required: true)])),
            work: .performing { _ in ListKeys() }),
        Route(
            method: .post, pattern: "/v1/privacy/keys/{kind}", operationID: "rotateKeys",
            summary: "Make a new key of a kind: kek wraps the persons' keys, bik makes the blind indexes",
            response: .init(
                status: .ok, note: "The new key",
                schema: .answer([
                    .init("key", .text(), required: true), .init("epoch", count, required: true),
                    .init("rewrapped", count, required: true),
                ])),
            work: .performing { RotateKeys(try $0.kind()) }),
        Route(
            method: .delete, pattern: "/v1/privacy/keys/{kind}/{number}", operationID: "destroyKey",
            summary: "Destroy an old key for good, when the last backup that needs it is gone",
            response: .init(
                status: .ok, note: "It is gone",
                schema: .answer([.init("key", .text(), required: true), .init("epoch", count, required: true)])),
            work: .performing { call in
                guard let number = call.values.last.flatMap({ Int($0) }), (1...32_767).contains(number) else {
                    throw Problem.badInput([
                        .init(
                            place: .parameter("number"),
                            detail: Sentence("number is from 1 to 32767.", "number — от 1 до 32767."))
                    ])
                }
                return DestroyKey(try call.kind(), number: number)
            }),
        Route(
            method: .post, pattern: "/v1/privacy/retention", operationID: "runRetention",
            summary: "Erase what has been kept long enough; with dry_run only count it",
            body: .request([.init("dry_run", .flag())]),
            response: .init(
                status: .ok, note: "What is due, or was erased, by category",
                schema: .answer([.init("categories", .list(.anything()), required: true)])),
            work: .performing { call in
                let isDryRun = call.body["dry_run"]?.bool ?? false
                return RunRetention(isDryRun: isDryRun)
            }),
        Route(
            method: .put, pattern: "/v1/privacy/retention/{category}", operationID: "setRetention",
            summary: "Change for how long a category is kept after the close of its case",
            body: .request([
                .init("days", .number(1...36_500), required: true),
                .init("duty_days", .number(0...36_500, note: "For how long a law wants it kept.")),
            ]),
            response: .init(
                status: .ok, note: "The period",
                schema: .answer([.init("category", .text(), required: true), .init("days", count, required: true)])),
            work: .performing { call in
                SetRetention(
                    try RetentionCategory.parse(call.values.first ?? ""), days: Int(call.body["days"]?.int ?? 0),
                    dutyDays: Int(call.body["duty_days"]?.int ?? 0))
            }),
    ]
}

extension Call {
    /// The kind of key that the path names.
    fileprivate func kind() throws -> RotateKeys.Kind {
        guard let kind = RotateKeys.Kind(rawValue: values.first ?? "") else {
            throw Problem.badInput([
                .init(place: .parameter("kind"), detail: Sentence("kind is kek or bik.", "kind — kek или bik."))
            ])
        }
        return kind
    }
}
