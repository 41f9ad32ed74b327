internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// One request on its way through a route.
struct Call: Sendable {
    let house: House
    let route: Route
    let head: HTTPRequest
    /// The variable parts of the path, in order.
    let values: [String]
    /// What stands behind the question mark.
    let query: [(name: String, value: String)]
    /// The body as it came.
    let bytes: ByteBuffer
    /// The body as it comes, where the route takes a file.
    var upload: Upload?
    /// The body out of memory, where the route takes a long text.
    var spill: SealedSpill?
    /// For saying that the work goes on, where it may go on for long.
    let progress: Patience.Progress
    /// The body as JSON, checked against the route's schema; `null` when the route has none.
    let body: JSON

    /// The desk; where the route takes `If-Match`, one that refuses to change another revision.
    let desk: Desk
    /// Where it came from.
    let address: String

    /// The first value of a parameter.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The case that the path names.
    func reference() throws -> CaseReference { try CaseReference.read(values.first ?? "") }

    /// The language that the texts are wanted in.
    var language: String? { parameter("lang") }

    /// The whole number in a parameter.
    func number(_ name: String) throws -> Int? {
        guard let text = parameter(name) else { return nil }
        guard let number = Int(text) else {
            throw Problem.badInput([.init(place: .parameter(name), detail: "\(name) must be a whole number.")])
        }
        return number
    }

    /// The truth value in a parameter: `true` or `false`.
    func flag(_ name: String) throws -> Bool {
        switch parameter(name) {
        case nil, "false": return false
        case "true": return true
        default: throw Problem.badInput([.init(place: .parameter(name), detail: "\(name) must be true or false.")])
        }
    }

    /// The key that the caller chose for this request.
    func key() throws -> String? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = head.headerFields[name] else { return nil }
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.badInput(
                [
                    .init(
                        place: .header("Idempotency-Key"),
                        detail: Sentence(
                            "Idempotency-Key must be 1 to 200 visible ASCII characters.",
                            "Idempotency-Key: от 1 до 200 видимых знаков ASCII."))
                ])
        }
        return key
    }

    /// The key with the hash over the operation and its inputs, for operations that take it so.
    func requestKey(_ operation: String) throws -> RequestKey? {
        try key().map { key in
            RequestKey(
                key, request: ["operation": .string(operation), "path": .array(values.map(JSON.string)), "body": body])
        }
    }

    /// The revision in `If-Match: "r12"`; nil when nothing is demanded.
    func expectedRevision() throws -> Int? { try Self.revision(in: head.headerFields) }

    static func revision(in headers: HTTPFields) throws -> Int? {
        guard let tag = headers[.ifMatch], tag != "*" else { return nil }
        guard Schema.Pattern.revision.fits(tag), let revision = Int(tag.dropFirst(2).dropLast()) else {
            throw Problem.badInput([.init(place: .header("If-Match"), detail: Schema.Pattern.revision.words)])
        }
        return revision
    }
}
