import Canonical
import Casework
import Foundation
import Testing

@testable import Web

/// Every route of the document gets words of people where they do not belong: in its path, its query and every field of
/// its body. Nothing of it may come back in a refusal, nor stand in the log or among the numbers.
@Suite struct `Canaries over HTTP` {
    private static let text = "канареечная Зоя, +79287654321, карта 4111 1111 1111 1111"
    private static let marks = [
        "анарее", "Зоя", "9287654321", "928 765", "4111111111111111", "1111 1111", "%D0%BA%D0%B0%D0%BD",
    ]

    private func whistle(_ text: String) -> [String] {
        Self.marks.filter { text.lowercased().contains($0.lowercased()) }
    }

    @Test func `no refusal, no log and no number sings`() async throws {
        try await Server.run { server in
            let tokens = [try await server.token(.supervisor), try await server.token(.compliance)]
            let reference = try #require(try await server.mariasCase(tokens[0]).json["ref"]?.string)
            let document = OpenAPI.document(of: WebServer.routes, version: "1")
            let word = Self.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            var refusals = 0
            for (path, item) in document["paths"]?.object ?? [:] {
                for (method, operation) in item.object ?? [:] {
                    let body = Self.body(operation, document)
                    let own = path.replacing("{ref}", with: reference)
                    // A stream of changes would go on for an hour.
                    let end = path == "/v1/events" ? "seconds=1" : "limit=1"
                    for place in [
                        Self.filled(path, word) + "?\(end)",
                        Self.filled(own, word) + "?phone=\(word)&after=\(word)&\(end)",
                    ] {
                        for token in tokens {
                            let answer = try await server.client.send(
                                method.uppercased(), place, token: token, json: method == "get" ? nil : body)
                            // What a route is for, it may answer; what it refuses, it does not repeat.
                            guard answer.status >= 400 else { continue }
                            refusals += 1
                            let headers = answer.headers.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
                            #expect(
                                whistle(answer.text + headers) == [], "\(method) \(path): \(answer.text.prefix(300))")
                        }
                    }
                }
            }
            #expect(refusals > 100)
            #expect(whistle(server.log.text) == [])
            #expect(whistle(try await server.client.send("GET", "/metrics").text) == [])
        }
    }

    private static func filled(_ path: String, _ word: String) -> String {
        path.replacing(/\{[^}]*\}/, with: word)
    }

    /// The words in every field that the body of an operation has.
    private static func body(_ operation: JSON, _ document: JSON) -> JSON {
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        if let name = schema?["$ref"]?.string?.split(separator: "/").last {
            schema = document["components"]?["schemas"]?[String(name)]
        }
        let fields = schema?["properties"]?.object ?? [:]
        return .object(fields.mapValues { _ in .string(text) })
    }
}
