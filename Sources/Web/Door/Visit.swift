internal import Casework
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Synchronization

/// What is known about a request for its log line and its numbers: nothing personal, no query string, no path values.
struct Visit: Sendable {
    let name: String
    let method: HTTPRequest.Method
    let started: ContinuousClock.Instant
    var route: Route?
    var index: Int?

    /// The pattern, which has no values in it.
    var pattern: String { route?.pattern ?? "unmatched" }
}

/// Names for requests: the caller's own when it is a plain word, else one that no other request of this run has.
final class RequestNames: Sendable {
    private let prefix = Randomness.hexadecimal(5)
    private let count = Atomic<Int>(0)
    static let field = HTTPField.Name("X-Request-Id")

    func name(_ headers: HTTPFields) -> String {
        if let field = Self.field, let given = headers[field], (1...64).contains(given.utf8.count),
            given.utf8.allSatisfy(Self.isPlain)
        {
            return given
        }
        return "\(prefix)-\(count.add(1, ordering: .relaxed).newValue)"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}

extension Door {
    /// Gives the answer the headers that all have, counts it and writes its line.
    func finish(_ reply: Reply, _ visit: Visit) -> Response {
        var headers = reply.headers
        if let field = RequestNames.field { headers[field] = visit.name }
        headers[.xContentTypeOptions] = "nosniff"
        Self.secure(&headers, isCacheable: reply.isCacheable)
        if house.configuration.certificate != nil { headers[.strictTransportSecurity] = "max-age=31536000" }
        let isEmpty = reply.status == .noContent || reply.status == .notModified || reply.stream != nil
        if !isEmpty { headers[.contentLength] = String(reply.file?.length ?? reply.body.readableBytes) }
        let duration = ContinuousClock.now - visit.started
        house.meter.count(visit, status: reply.status.code, duration)
        log(reply, visit, duration)
        if let stream = reply.stream, visit.method != .head {
            return Response(status: reply.status, headers: headers, body: ResponseBody(offItsLoop: stream))
        }
        let hasBody = visit.method != .head && reply.body.readableBytes > 0
        if let file = reply.file, visit.method != .head {
            return Response(status: reply.status, headers: headers, body: file.body)
        }
        return Response(
            status: reply.status, headers: headers,
            body: hasBody ? ResponseBody(byteBuffer: reply.body) : ResponseBody())
    }

    private static let policy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    private static let policyName = HTTPField.Name("Content-Security-Policy")
    private static let referrerName = HTTPField.Name("Referrer-Policy")

    private static func secure(_ headers: inout HTTPFields, isCacheable: Bool) {
        if let policyName, headers[policyName] == nil { headers[policyName] = policy }
        if let referrerName { headers[referrerName] = "no-referrer" }
        if !isCacheable { headers[.cacheControl] = "no-store" }
    }

    private func log(_ reply: Reply, _ visit: Visit, _ duration: Duration) {
        let level: Logger.Level = visit.route?.isAlwaysOpen == true ? .debug : .info
        guard house.logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "request": .string(visit.name), "method": .string(visit.method.known), "route": .string(visit.pattern),
            "status": .stringConvertible(reply.status.code),
            "microseconds": .stringConvertible(
                duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000),
        ]
        if let code = reply.code { metadata["code"] = .string(code) }
        house.logger.log(level: level, "request", metadata: metadata)
    }

    /// Faults of the server, by code and kind of error; never its text, which may quote an input.
    func report(_ problem: Problem, _ error: any Error, _ visit: Visit) {
        house.logger.error(
            "request failed",
            metadata: [
                "request": .string(visit.name), "route": .string(visit.pattern), "code": .string(problem.code),
                "error": .string("\(type(of: error))"),
            ])
    }
}

extension HTTPRequest.Method {
    /// The method, or `OTHER` for what is not in common use: the values of a label are bounded.
    var known: String {
        switch self {
        case .get, .head, .post, .put, .delete, .patch, .options: rawValue
        default: "OTHER"
        }
    }
}
