import Canonical
import HTTPTypes
import Testing

@testable import Web

@Suite struct `The document of the API` {
    private let document = OpenAPI.document(of: WebServer.routes, version: "1")

    @Test func `it has every route of the API and no other`() {
        var documented: Set<String> = []
        for (path, item) in document["paths"]?.object ?? [:] {
            for method in (item.object ?? [:]).keys { documented.insert("\(method.uppercased()) \(path)") }
        }
        let registered = Set(WebServer.routes.filter { !$0.isPage }.map { "\($0.method.rawValue) \($0.pattern)" })
        #expect(documented == registered)
    }

    @Test func `every name in it leads somewhere and every operation has its own`() {
        let text = document.canonicalText
        let names = text.split(separator: "#/components/schemas/").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        let defined = document["components"]?["schemas"]?.object ?? [:]
        #expect(Set(names).subtracting(defined.keys) == [])
        let operations = WebServer.routes.compactMap(\.operationID)
        #expect(Set(operations).count == operations.count)
    }

    @Test func `every path in it answers over the socket`() async throws {
        try await Server.run { server in
            let document = try await server.client.send("GET", "/openapi.json").json
            let paths = try #require(document["paths"]?.object)
            for (path, item) in paths {
                for method in (item.object ?? [:]).keys {
                    let address = path.replacing("{ref}", with: "26-000001-9").replacing("{id}", with: "x")
                        .replacing("{version}", with: "1.0.0")
                    let answer = try await server.client.send(method.uppercased(), address)
                    let isOpen = item[method]?["security"]?.array?.isEmpty == true
                    #expect(answer.status == (isOpen ? 200 : 401), "\(method) \(path)")
                }
            }
        }
    }

    @Test func `the page says the same, with nothing from elsewhere and no script`() async throws {
        try await Server.run { server in
            let page = try await server.client.send("GET", "/docs")
            #expect(page.status == 200 && page["Content-Type"] == "text/html; charset=utf-8")
            for route in WebServer.routes {
                guard let name = route.operationID else { continue }
                #expect(page.text.contains("id=\"\(name)\"") && page.text.contains("href=\"#\(name)\""), "\(name)")
            }
            for form in Documents.all.keys { #expect(page.text.contains("id=\"form-\(form)\""), "\(form)") }
            for forbidden in ["<script", "<style", " style=", "=\"http", "onclick"] {
                #expect(!page.text.contains(forbidden), "\(forbidden)")
            }
        }
    }
}
