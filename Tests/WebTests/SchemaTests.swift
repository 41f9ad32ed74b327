import Canonical
import HTTPTypes
import Testing

@testable import Web

@Suite struct `Checking a body` {
    private let schema = Schema.request([
        .init("step", .text(limit: 5), required: true), .init("items", .map(.text())), .init("paid", .list(.text())),
        .init("count", .number(1...3)), .init("safe", .flag()), .init("answer", .anything()),
    ])

    @Test(arguments: [
        (#"{"step":"a","answer":[1,{"b":null}],"count":3,"safe":true,"items":{"x":"done"},"paid":[]}"#, [String]()),
        (#"{}"#, ["/step"]), (#"{"step":1}"#, ["/step"]), (#"{"step":"abcdef"}"#, ["/step"]), (#"[]"#, [""]),
        (#"{"step":"a","stpe":1}"#, ["/stpe"]), (#"{"step":"a","items":{"a/b~c":1}}"#, ["/items/a~1b~0c"]),
        (#"{"step":"a","paid":["x",2,null]}"#, ["/paid/1", "/paid/2"]), (#"{"step":"a","count":4}"#, ["/count"]),
        (#"{"step":"a","safe":"yes"}"#, ["/safe"]),
    ])
    func `everything that is wrong is found at its place`(body: String, pointers: [String]) throws {
        let findings = schema.findings(in: try JSON(parsing: body))
        #expect(findings.map(\.place) == pointers.map { .pointer($0) })
    }

    @Test func `an input is found under the word that operations use`() {
        let schema = Schema.request([.init("scam", .text(), alsoKnownAs: ["scam_type"]), .init("paid", .list(.text()))])
        #expect(schema.member(speakingOf: "scam_type") == "scam")
        #expect(schema.member(speakingOf: "paid: amount") == "paid")
        #expect(schema.member(speakingOf: "phone") == nil)
    }
}

@Suite struct `Finding a route` {
    private let table = RouteTable(WebServer.routes)

    @Test(arguments: [
        ("/v1/cases", "/v1/cases"), ("/v1/cases/26-000123-4/guide", "/v1/cases/{ref}/guide"),
        ("/v1/cases/", "/v1/cases"), ("/console/cases/new", "/console/cases/new"),
        ("/console/cases/26-000123-4", "/console/cases/{ref}"),
    ])
    func `a path leads to its pattern`(path: String, pattern: String) throws {
        guard case .route(let route, _, _) = table.match(.get, path[...]) else {
            Issue.record("nothing for \(path)")
            return
        }
        #expect(route.pattern == pattern)
    }

    @Test func `a method that is not there is told from a path that is not there`() {
        guard case .otherMethods(let methods) = table.match(.delete, "/v1/cases") else {
            Issue.record("no methods")
            return
        }
        #expect(Set(methods) == [.post, .get, .head])
        guard case .nothing = table.match(.get, "/v2/cases") else {
            Issue.record("something")
            return
        }
    }

    @Test func `every route is there once`() {
        let names = WebServer.routes.map { "\($0.method) \($0.pattern)" }
        #expect(Set(names).count == names.count)
    }

    @Test func `texts of addresses are read and written`() {
        #expect(Percent.decode("a%2Fb+c", isForm: true) == "a/b c")
        #expect(Percent.decode("a+b") == "a+b")
        #expect(Percent.decode("%ff") == nil)
        #expect(Percent.decode("%4") == nil)
        #expect(Percent.encode("я &=") == "%D1%8F%20%26%3D")
        #expect(Percent.pairs("a=1&b=%D1%8F&c")?.map(\.value) == ["1", "я", ""])
    }
}
