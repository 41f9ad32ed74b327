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
        let detail: Sentence
        /// Whether the document of the API says it, so that a client that checks its requests never sees it.
        var isOfSchema = false

        func json(_ tongue: Words.Tongue) -> JSON {
            let (name, value) =
                switch place {
                case .pointer(let pointer): ("pointer", pointer)
                case .parameter(let name): ("parameter", name)
                case .header(let name): ("header", name)
                }
            return .members([
                name: .string(value), "detail": .string(detail[tongue]), "schema": isOfSchema ? true : nil,
            ])
        }
    }

    var status: HTTPResponse.Status
    var code: String
    var detail: Sentence
    var findings: [Finding] = []
    var headers: HTTPFields = [:]

    /// The document in a language.
    func json(_ tongue: Words.Tongue) -> JSON {
        .members([
            "type": .string("/problems/\(code)"), "title": .string(Self.title(status)[tongue]),
            "status": .int(Int64(status.code)), "code": .string(code), "detail": .string(detail[tongue]),
            "errors": findings.isEmpty ? nil : .array(findings.map { $0.json(tongue) }),
        ])
    }

    /// The answer that carries it, in the language that the caller asked for.
    func reply(_ tongue: Words.Tongue = .en) -> Reply {
        var reply = Reply(json(tongue), status: status)
        reply.headers.append(contentsOf: headers)
        reply.headers[.contentType] = "application/problem+json"
        reply.headers[.contentLanguage] = tongue.rawValue
        reply.headers[.vary] = "Accept-Language"
        reply.code = code
        return reply
    }

    /// What the answers of a status have in common.
    static func title(_ status: HTTPResponse.Status) -> Sentence {
        switch status {
        case .badRequest: Sentence("The request cannot be read", "Запрос не читается")
        case .unauthorized: Sentence("Sign in first", "Сначала войдите")
        case .forbidden: Sentence("Not allowed", "Не разрешено")
        case .notFound: Sentence("Not found", "Не найдено")
        case .methodNotAllowed: Sentence("Not with this method", "Этим методом нельзя")
        case .notAcceptable: Sentence("Not in this form", "В таком виде ответа нет")
        case .conflict: Sentence("It does not fit the present state", "Сейчас это не подходит")
        case .preconditionFailed: Sentence("It was changed since", "С тех пор изменилось")
        case .contentTooLarge: Sentence("The body is too large", "Тело запроса слишком велико")
        case .unsupportedMediaType: Sentence("Not this kind of body", "Тело не того вида")
        case .unprocessableContent: Sentence("An input is not right", "Есть ошибка в данных")
        case .tooManyRequests: Sentence("Too many requests", "Слишком много запросов")
        case .serviceUnavailable: Sentence("Not now", "Не сейчас")
        default: Sentence("Something went wrong", "Что-то сломалось")
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
        self.init(status: Self.status(explanation), code: explanation.code, detail: explanation.sentenceForBoth)
        if let field = explanation.field { findings = [.init(place: Self.place(of: field, in: route), detail: detail)] }
        switch explanation.sort {
        case .busy: headers[.retryAfter] = "1"
        case .conflict where explanation.code == "key-busy": headers[.retryAfter] = "1"
        case .unreachable where status == .serviceUnavailable: headers[.retryAfter] = "5"
        case .notSignedIn: headers[.wwwAuthenticate] = "Bearer realm=\"redress\", error=\"invalid_token\""
        default: break
        }
    }

    private static func status(_ explanation: Explanation) -> HTTPResponse.Status {
        switch explanation.sort {
        case .badInput, .malformedFile: .unprocessableContent
        case .notFound: .notFound
        case .conflict: explanation.code == "revision-conflict" ? .preconditionFailed : .conflict
        // The server is well; it only has nobody who makes this form, now or in five seconds.
        case .unreachable where explanation.code == "no-page-renderer": .notAcceptable
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
            detail: findings.first.map { first in
                let more = findings.count - 1
                guard more > 0 else { return first.detail }
                return Sentence(
                    "\(first.detail.en) (and \(more) more)", first.detail.ru.map { "\($0) (и ещё: \(more))" })
            } ?? "",
            findings: findings)
    }

    static func badInput(pointer: String, _ detail: Sentence) -> Problem {
        badInput([Finding(place: .pointer(pointer), detail: detail)])
    }

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(
            status: .contentTooLarge, code: "body-too-large",
            detail: Sentence("The body is longer than \(limit) bytes.", "Тело запроса длиннее \(limit) байт."),
            headers: [.connection: "close"])
    }

    static let overloaded = Problem(
        status: .serviceUnavailable, code: "overloaded",
        detail: Sentence(
            "Too many requests at once. Try again in a second.",
            "Слишком много запросов сразу. Повторите через секунду."),
        headers: [.retryAfter: "1"])
    static let timedOut = Problem(
        status: .serviceUnavailable, code: "timed-out",
        detail: Sentence(
            "It took too long and was called off. Send it again with the same Idempotency-Key.",
            "Это длилось слишком долго, работа прервана. Отправьте ещё раз с тем же Idempotency-Key."),
        headers: [.retryAfter: "2"])
    static let noToken = Problem(
        status: .unauthorized, code: "no-token",
        detail: Sentence(
            "Send a token: Authorization: Bearer rdr_….", "Пришлите токен: Authorization: Bearer rdr_…."),
        headers: [.wwwAuthenticate: "Bearer realm=\"redress\""])
    static let noSuchPage = Problem(
        status: .notFound, code: "no-such-page",
        detail: Sentence(
            "There is nothing at this address. See /openapi.json.", "По этому адресу ничего нет. См. /openapi.json."))
}

extension Explanation {
    /// What it says, for the caller's language to be chosen at the door.
    var sentenceForBoth: Sentence { Sentence(line, line(in: .ru)) }
}
