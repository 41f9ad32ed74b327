internal import Canonical
internal import Casework
internal import Hummingbird

/// A problem document (RFC 9457). The sentences are those of `Explanation`; here they only get a status.
struct Problem: Error {
    /// One thing that is wrong with an input.
    struct Finding: Sendable, Equatable {
        /// Where: a JSON pointer into the body, or the name of a parameter or header.
        enum Place: Sendable, Equatable {
            case pointer(String)
            case parameter(String)
            case header(String)
        }
        let place: Place
        let detail: String

        var json: JSON {
            switch place {
            case .pointer(let pointer): ["pointer": .string(pointer), "detail": .string(detail)]
            case .parameter(let name): ["parameter": .string(name), "detail": .string(detail)]
            case .header(let name): ["header": .string(name), "detail": .string(detail)]
            }
        }
    }

    var status: HTTPResponse.Status
    var code: String
    var detail: String
    var findings: [Finding] = []
    var headers: HTTPFields = [:]

    /// The document.
    var json: JSON {
        .members([
            "type": .string("/problems/\(code)"), "title": .string(Self.title(status)),
            "status": .int(Int64(status.code)), "code": .string(code), "detail": .string(detail),
            "errors": findings.isEmpty ? nil : .array(findings.map(\.json)),
        ])
    }

    /// The answer that carries it.
    var reply: Reply {
        var reply = Reply(json, status: status)
        reply.headers.append(contentsOf: headers)
        reply.headers[.contentType] = "application/problem+json"
        reply.code = code
        return reply
    }

    private static func title(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest: "The request cannot be read"
        case .unauthorized: "Sign in first"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .methodNotAllowed: "Not with this method"
        case .conflict: "It does not fit the present state"
        case .preconditionFailed: "It was changed since"
        case .contentTooLarge: "The body is too large"
        case .unsupportedMediaType: "Not this kind of body"
        case .unprocessableContent: "An input is not right"
        case .serviceUnavailable: "Not now"
        default: "Something went wrong"
        }
    }
}

extension Problem {
    /// The problem document of any error; `route` tells where in the body a named input stands.
    init(_ error: any Error, route: Route? = nil) {
        if let problem = error as? Problem {
            self = problem
            return
        }
        let explanation = Explanation(error)
        self.init(status: Self.status(explanation), code: explanation.code, detail: explanation.line)
        if let field = explanation.field { findings = [.init(place: Self.place(of: field, in: route), detail: detail)] }
        switch explanation.sort {
        case .busy: headers[.retryAfter] = "1"
        case .unreachable: headers[.retryAfter] = "5"
        case .notSignedIn: headers[.wwwAuthenticate] = "Bearer realm=\"redress\", error=\"invalid_token\""
        default: break
        }
    }

    private static func status(_ explanation: Explanation) -> HTTPResponse.Status {
        switch explanation.sort {
        case .badInput, .malformedFile: .unprocessableContent
        case .notFound: .notFound
        case .conflict: explanation.code == "revision-conflict" ? .preconditionFailed : .conflict
        case .busy, .unreachable: .serviceUnavailable
        case .notAllowed: .forbidden
        case .notSignedIn: .unauthorized
        case .fault: .internalServerError
        }
    }

    private static func place(of field: String, in route: Route?) -> Finding.Place {
        if let member = route?.body?.member(speakingOf: field) { return .pointer("/" + member) }
        if let header = route?.headers.first(where: { $0.name == field }) { return .header(header.name) }
        return .parameter(field == "reference" ? "ref" : field)
    }

    /// Bad input found by the face itself.
    static func badInput(_ findings: [Finding]) -> Problem {
        Problem(
            status: .unprocessableContent, code: "malformed",
            detail: findings.first.map {
                findings.count > 1 ? "\($0.detail) (and \(findings.count - 1) more)" : $0.detail
            } ?? "",
            findings: findings)
    }

    static func badInput(pointer: String, _ detail: String) -> Problem {
        badInput([Finding(place: .pointer(pointer), detail: detail)])
    }

    static let overloaded = Problem(
        status: .serviceUnavailable, code: "overloaded", detail: "Too many requests at once. Try again in a second.",
        headers: [.retryAfter: "1"])
    static let timedOut = Problem(
        status: .serviceUnavailable, code: "timed-out",
        detail: "It took too long and was called off. Send it again with the same Idempotency-Key.",
        headers: [.retryAfter: "2"])
    static let noToken = Problem(
        status: .unauthorized, code: "no-token", detail: "Send a token: Authorization: Bearer rdr_….",
        headers: [.wwwAuthenticate: "Bearer realm=\"redress\""])
    static let noSuchPage = Problem(
        status: .notFound, code: "no-such-page", detail: "There is nothing at this address. See /openapi.json.")
}
