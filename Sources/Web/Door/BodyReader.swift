internal import Canonical
internal import Hummingbird
internal import NIOCore

/// Reads the body of a request: bounded, of the right kind, and exactly what the route's schema says.
enum BodyReader {
    private static let depth = 32

    static func bytes(_ request: Request, _ route: Route, limit: Int) async throws -> ByteBuffer {
        guard route.body != nil || (route.isPage && route.method == .post) else { return ByteBuffer() }
        let limit = max(limit, route.largestBody)
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > limit { throw Problem.bodyTooLarge(limit) }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit)
        }
    }

    static func json(_ bytes: ByteBuffer, _ schema: Schema, _ headers: HTTPFields) throws -> JSON {
        guard bytes.readableBytes > 0 else {
            if schema.acceptsNothing { return [:] }
            throw Problem(
                status: .badRequest, code: "no-body",
                detail: Sentence("A JSON body is needed.", "Нужно тело запроса в JSON."))
        }
        guard isJSON(headers[.contentType]) else {
            throw Problem(
                status: .unsupportedMediaType, code: "not-json",
                detail: Sentence(
                    "Send the body as Content-Type: application/json.",
                    "Пришлите тело запроса как Content-Type: application/json."),
                headers: accept)
        }
        let json: JSON
        do { json = try JSON(parsing: Array(bytes.readableBytesView), maximumDepth: depth, takesAnyForm: true) } catch {
            let reason = error.reason.words
            throw Problem(
                status: .badRequest, code: "malformed-json",
                detail: Sentence(
                    "The body is not JSON: \(reason.en) at line \(error.line), column \(error.column).",
                    "Тело запроса не JSON: \(reason.ru ?? "") (строка \(error.line), знак \(error.column))."))
        }
        let findings = schema.findings(in: json)
        if !findings.isEmpty { throw Problem.badInput(findings) }
        return json
    }

    /// Whether the body is one of the kinds of text that the route takes instead of JSON.
    static func isText(_ headers: HTTPFields, _ route: Route) -> Bool {
        headers[.contentType].map { route.textMedia.contains(name(of: $0)) } ?? false
    }

    private static func name(of type: String) -> String { type.prefix { $0 != ";" && $0 != " " }.lowercased() }

    private static let accept: HTTPFields = [.accept: "application/json"]

    private static func isJSON(_ type: String?) -> Bool {
        guard let type else { return false }
        let name = name(of: type)
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }
}

extension JSONSyntaxError.Reason {
    /// What is wrong, for a person.
    var words: Sentence {
        switch self {
        case .unexpectedEnd: Sentence("it ends too early", "текст обрывается")
        case .unexpectedByte: Sentence("an unexpected character", "лишний знак")
        case .notAnInteger:
            Sentence("a number that is not a whole number of 64 bits", "число не целое или больше 64 бит")
        case .duplicateKey: Sentence("a name that occurs twice", "имя встречается дважды")
        case .invalidText: Sentence("a text that is not valid", "негодный текст")
        case .tooDeep(let limit): Sentence("nesting deeper than \(limit)", "вложенность глубже \(limit)")
        case .trailingBytes: Sentence("something behind the end", "после конца что-то есть")
        }
    }
}
