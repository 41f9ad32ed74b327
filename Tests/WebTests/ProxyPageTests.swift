import Foundation
import Testing

@testable import Web

/// The proxy of docs/operations.md lets through what the routes take.
@Suite struct `The proxy in front` {
    private struct Location {
        /// Its words and its lines.
        let head: [String]
        let lines: [String]

        func fits(_ path: String) -> Bool {
            switch head.first {
            case "=": path == head.last
            case "~": (head.last.flatMap { try? Regex($0) }).map { path.contains($0) } ?? false
            default: false
            }
        }

        /// In MiB; 2 where nothing is said.
        var largestBody: Int {
            let line = lines.first { $0.hasPrefix("client_max_body_size") }
            return line.flatMap { Int($0.filter(\.isNumber)) } ?? 2
        }
        var isPatient: Bool { lines.contains { $0.hasPrefix("proxy_read_timeout 1h;") } }
    }

    private static func locations() throws -> [Location] {
        let page = try Repository.text("docs/operations.md")
        let start = try #require(page.range(of: "```nginx\n"))
        let end = try #require(page.range(of: "\n```", range: start.upperBound..<page.endIndex))
        let text = page[start.upperBound..<end.lowerBound]
        #expect(text.contains("\n    client_max_body_size 2m;"))
        return text.split(separator: "\n    location ").dropFirst().map { part in
            let lines = part.split(separator: "\n").map { String($0.drop { $0 == " " }) }
            return Location(
                head: lines[0].dropLast(" {".count).split(separator: " ").map(String.init),
                lines: Array(lines.dropFirst()))
        }
    }

    @Test func `takes what a route takes, for as long as it takes`() async throws {
        let locations = try Self.locations()
        #expect(locations.count == 4)
        var files = 0
        for route in WebServer.routes {
            let path = route.pattern.replacing("{ref}", with: "26-000123-4").replacing(/\{[a-z]+\}/, with: "7")
            let found = locations.filter { $0.fits(path) }
            #expect(found.count <= 1, "\(path)")
            // What the server itself takes, and something more, so that it is the one who refuses.
            let largest = max(route.largestBody, route.largestText ?? 0, route.takesFile ? 25 << 20 : 0, 1 << 20)
            #expect((found.first?.largestBody ?? 2) << 20 > largest, "\(path)")
            if case .usual = route.pace { continue }
            files += 1
            #expect(found.first?.isPatient == true, "\(path)")
        }
        #expect(files >= 4)
        for path in ["/metrics", "/health/live", "/health/ready"] {
            #expect(locations.first { $0.fits(path) }?.lines.first == "return 404;", "\(path)")
        }
    }
}
