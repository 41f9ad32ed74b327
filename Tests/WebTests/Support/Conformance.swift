import Canonical
import HTTPTypes
import Testing

@testable import Web

/// Holds every answer that any test gets against the document of the API: a status that is not documented, or a body
/// of another form, fails the test that met it.
enum Conformance {
    private static let table = RouteTable(WebServer.routes)
    private static let document = OpenAPI.document(of: WebServer.routes, version: "test")

    static func check(_ method: String, _ path: String, _ answer: Answer) {
        let plain = path.prefix { $0 != "?" }
        guard let method = HTTPRequest.Method(rawValue: method),
            case .route(let route, _, _) = table.match(method, plain), route.operationID != nil
        else { return }
        let operation = document["paths"]?[route.pattern]?[route.method.rawValue.lowercased()]
        let documented = operation?["responses"]?.object ?? [:]
        #expect(
            documented[String(answer.status)] != nil,
            "\(route.operationID ?? "") answers \(answer.status), which is not documented: \(answer.text.prefix(300))")
        guard answer.status >= 400, method != .head else {
            body(of: route, answer, method)
            return
        }
        if answer["Content-Type"] == "application/problem+json" {
            #expect(Documents.all["Problem"]?.findings(in: answer.json) == [])
            #expect(answer.json["type"]?.string == "/problems/\(answer.code ?? "?")")
            #expect(answer.json["status"]?.int == Int64(answer.status))
        }
    }

    private static func body(of route: Route, _ answer: Answer, _ method: HTTPRequest.Method) {
        guard method != .head, answer.status == route.response.status.code else { return }
        let type = answer["Content-Type"]?.prefix { $0 != ";" } ?? ""
        let media = ([route.response.mediaType] + route.response.alsoAs).map { $0.prefix { $0 != ";" } }
        #expect(media.contains(type), "\(route.operationID ?? "") answers as \(type)")
        guard type == "application/json", let schema = route.response.schema else { return }
        let findings = schema.findings(in: answer.json).map { "\($0.place): \($0.detail.en)" }
        #expect(findings == [], "\(route.operationID ?? "")")
    }
}
