internal import Canonical
internal import Casework
internal import Crypto
internal import Hummingbird

/// Requests that are sent twice with one `Idempotency-Key`, for routes whose operation does not keep the key itself.
enum Repeats {
    /// Members of an answer that are told once and never kept.
    private static let secrets: Set<String> = ["token", "secret"]

    /// Does `work` once for the key of the call.
    static func once(_ call: Call, _ actor: Actor, _ work: () async throws -> Reply) async throws -> Reply {
        guard call.route.keepsKeyAtDoor, let key = try call.key() else { return try await work() }
        let request: JSON = [
            "door": .string(call.route.operationID ?? ""), "path": .array(call.values.map(JSON.string)),
            "query": .array(call.query.map { .array([.string($0.name), .string($0.value)]) }),
            "body": .string(
                call.spill.map { Hexadecimal.text($0.digest) }
                    ?? Hexadecimal.text(SHA256.hash(data: Array(call.bytes.readableBytesView)))),
        ]
        let box = Box()
        let kept = try await call.desk.once(RequestKey(key, request: request), by: actor) {
            let reply = try await work()
            box.reply = reply
            return memory(of: reply)
        }
        return box.reply ?? reply(remembering: kept)
    }

    private final class Box { var reply: Reply? }

    private static func memory(of reply: Reply) -> JSON {
        let body = try? JSON(parsing: Array(reply.body.readableBytesView))
        return .members([
            "status": .int(Int64(reply.status.code)), "location": reply.headers[.location].map(JSON.string),
            "body": body.map { body in
                guard let members = body.object else { return body }
                return .object(members.filter { !secrets.contains($0.key) })
            },
        ])
    }

    private static func reply(remembering kept: JSON) -> Reply {
        var reply = Reply(
            kept["body"] ?? .null, status: .init(code: Int(kept["status"]?.int ?? 200)))
        reply.headers[.location] = kept["location"]?.string
        return reply
    }
}

extension Route {
    /// Whether it changes something and its operation takes no key: then the door keeps the answer.
    var keepsKeyAtDoor: Bool {
        needsToken && !isLook && method != .get && !headers.contains { $0.name == Parameter.key.name }
    }
}
