import Casework
import HTTPTypes
import Testing

@testable import Web

@Suite struct `Problem types` {
    @Test func `every code that the program can tell has its line in the documentation`() throws {
        let sorts =
            /\.(?:badInput|malformedFile|notFound|conflict|busy|unreachable|notAllowed|notSignedIn|fault),\s*"([a-z][a-z0-9-]*)"/
        var codes: Set<String> = []
        for text in try Repository.sources("Sources/Casework") {
            for match in text.matches(of: sorts) { codes.insert(String(match.1)) }
        }
        for text in try Repository.sources("Sources/Web") {
            for match in text.matches(of: /code: "([a-z][a-z0-9-]*)"/) { codes.insert(String(match.1)) }
        }
        #expect(codes.count > 100)
        let page = try Repository.text("docs/api.md")
        let documented = Set(page.matches(of: /<a id="problem-([a-z0-9-]+)"><\/a>/).map { String($0.1) })
        #expect(codes.subtracting(documented).sorted() == [], "docs/api.md, Every problem: lines are missing")
        #expect(documented.subtracting(codes).sorted() == [], "docs/api.md has lines of codes that are gone")
    }

    @Test func `a form that nobody can make here is not acceptable; one that failed may be made later`() {
        let never = Problem(DeskError.noPageRenderer)
        #expect(never.status == .notAcceptable && never.headers[.retryAfter] == nil)
        let later = Problem(DeskError.pageRendererFailed(program: "chromium"))
        #expect(later.status == .serviceUnavailable && later.headers[.retryAfter] == "5")
    }
}
