import Canonical
import Casework
import Testing

@testable import Web

@Suite struct `The console` {
    @Test func `who comes in with a token gets a session that scripts cannot read, and goes out again`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            var visitor = Visitor(server: server)
            let first = try await visitor.get("/console")
            #expect(first.text.contains("name=\"token\""))
            let cookie = try #require(first["Set-Cookie"])
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            let wrong = try await visitor.post("/console/sign-in", ["token": "rdr_wrong"])
            #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\""))
            let entered = try await visitor.post("/console/sign-in", ["token": token])
            #expect(entered.status == 303 && entered["Location"] == "/console")
            #expect(!(entered["Set-Cookie"] ?? "").contains(token))
            #expect(try await visitor.get("/console").text.contains("class=\"staff\">agent"))
            _ = try await visitor.post("/console/sign-out", [:])
            #expect(try await visitor.get("/console").text.contains("name=\"token\""))
        }
    }

    @Test func `a form of another page is refused`() async throws {
        try await Server.run { server in
            var visitor = Visitor(server: server)
            try await visitor.enter(.agent)
            visitor.form = String(repeating: "0", count: 64)
            let answer = try await visitor.post("/console/cases", ["channel": "HOTLINE"])
            #expect(answer.status == 403)
            let list = try await server.client.send("GET", "/v1/cases", token: visitor.token)
            #expect(list.json["cases"]?.array?.isEmpty == true)
        }
    }

    @Test func `an agent opens a case, walks through the whole guide, notes, closes it and prints the handout`()
        async throws
    {
        try await Server.run { server in
            var visitor = Visitor(server: server)
            try await visitor.enter(.agent)
            let page = try await visitor.openMariasCase()
            #expect(page.text.contains("26-") && page.text.contains("class=\"say\""))
            let path = try #require(visitor.path)
            let ref = String(path.suffix(11))
            let walked = try await visitor.walk(ref)
            let left = try await visitor.guide(ref)["open"]?.canonicalText ?? ""
            #expect((20..<150).contains(walked), "\(left)")
            let noted = try await visitor.post("\(path)/note", ["text": "Карта 4111 1111 1111 1111", "key": "n"])
            #expect(noted.status == 303 && noted["Location"]?.contains("said=masked") == true)
            let closed = try await visitor.post("\(path)/close", ["outcome": "LOSS_NO_RETURN"])
            #expect(closed.status == 303)
            let shown = try await server.client.send("GET", "/v1/cases/\(ref)", token: visitor.token)
            #expect(shown.json["status"] == "CLOSED")
            #expect(!shown.text.contains("4111 1111"))
            let facts = try await visitor.get("\(path)/facts")
            #expect(facts.status == 200)
            #expect(!facts.text.contains("+79281234567") && !facts.text.contains("Иванова"))
            let handout = try await visitor.get("\(path)/handout")
            #expect(handout.status == 200 && handout.text.contains(ref))
            #expect(handout["Content-Security-Policy"]?.contains("unsafe") == false)
        }
    }

    @Test func `danger to life is one key away, and another kind of scam one form`() async throws {
        try await Server.run { server in
            var visitor = Visitor(server: server)
            try await visitor.enter(.agent)
            let first = try await visitor.openMariasCase()
            let path = try #require(visitor.path)
            let ref = String(path.suffix(11))
            // The first of the side paths; the script of the page gives its key to it even while something is typed.
            let danger = try #require(first.text.firstRange(of: "data-key=\"F1\""))
            let other = try #require(first.text.firstRange(of: "data-key=\"F2\""))
            #expect(danger.lowerBound < other.lowerBound)
            let answered = try await visitor.guide(ref)["trail"]?.array?.count ?? 0
            let retyped = try await visitor.post("\(path)/scam-type", ["scam": "ROMANCE", "key": "other"])
            #expect(retyped.status == 303)
            let guide = try await visitor.guide(ref)
            #expect(guide["scam_type"] == "ROMANCE" && guide["playbook"]?["id"] == "romance")
            #expect(guide["trail"]?.array?.count ?? 0 >= answered)
            let pressed = try await visitor.post("\(path)/interrupt", ["interrupt": "danger", "key": "danger"])
            #expect(pressed.status == 303)
            let open = try await visitor.guide(ref)["open"]?.array ?? []
            #expect(open.contains { $0["path"]?.string?.hasSuffix("danger_kind") == true })
        }
    }

    @Test func `a refusal is told on the page, and a second press has no second effect`() async throws {
        try await Server.run { server in
            var visitor = Visitor(server: server)
            try await visitor.enter(.agent)
            _ = try await visitor.openMariasCase()
            let path = try #require(visitor.path)
            let step = try await visitor.guide(String(path.suffix(11)))["open"]?[0]?["path"]?.string ?? ""
            for _ in 0..<2 {
                let said = try await visitor.post("\(path)/record", ["step": step, "result": "done", "key": "once"])
                #expect(said.status == 303)
            }
            let early = try await visitor.post("\(path)/close", ["outcome": "LOSS_NO_RETURN"])
            #expect(early.status == 409 && early.text.contains("role=\"alert\""))
            let empty = try await visitor.post("\(path)/note", ["text": " "])
            #expect(empty.status == 422)
            let opened = try await visitor.post(
                "/console/cases",
                ["channel": "HOTLINE", "language": "ru", "jurisdiction": "RU", "phone": "12", "name": "<b>"])
            #expect(opened.status == 422)
            #expect(opened.text.contains("value=\"&lt;b&gt;\""))
            #expect(try await visitor.get("/console/cases/26-000001-8").status == 422)
            #expect(try await visitor.get("/console/cases/26-000999-0").text.contains("Redress"))
        }
    }

    @Test func `it speaks both languages, and keeps the one that was chosen`() async throws {
        try await Server.run { server in
            var visitor = Visitor(server: server)
            #expect(try await visitor.get("/console", ["Accept-Language": "ru-RU"]).text.contains("Войти"))
            #expect(try await visitor.get("/console").text.contains("Sign in"))
            let spoken = try await visitor.post("/console/language", ["tongue": "ru", "path": "//evil.example"])
            #expect(spoken["Location"] == "/console")
            #expect(try await visitor.get("/console").text.contains("Войти"))
        }
    }

    @Test func `who may only read sees no forms of work`() async throws {
        try await Server.run { server in
            var agent = Visitor(server: server)
            try await agent.enter(.agent)
            _ = try await agent.openMariasCase()
            var reader = Visitor(server: server)
            try await reader.enter(.compliance)
            let page = try await reader.get(try #require(agent.path))
            #expect(page.status == 200 && !page.text.contains("/record") && !page.text.contains("/interrupt"))
            var admin = Visitor(server: server)
            try await admin.enter(.admin)
            #expect(try await admin.get("/console").status == 403)
        }
    }

    @Test func `its files are kept by browsers under an address that changes with them`() async throws {
        try await Server.run { server in
            let page = try await server.client.send("GET", "/console").text
            for name in ["console.css", "console.js"] {
                let start = try #require(page.firstRange(of: "/console/static/\(name)?v="))
                let address = String(page[start.lowerBound...].prefix { $0 != "\"" })
                let file = try await server.client.send("GET", address)
                #expect(file.status == 200 && file["Cache-Control"]?.contains("immutable") == true)
            }
            #expect(try await server.client.send("GET", "/console/static/..%2Fx").status == 404)
        }
    }
}

@Suite struct `The words of the console` {
    @Test func `every word of every template is there in both languages`() {
        for (name, text) in EmbeddedFiles.all where name.hasSuffix(".mustache") {
            for part in text.split(separator: "{{frame.w.").dropFirst() {
                let word = String(part.prefix { $0 != "}" })
                #expect(Words.table[word] != nil, "\(name): \(word)")
            }
        }
        for (name, pair) in Words.table { #expect(!pair.ru.isEmpty && !pair.en.isEmpty, "\(name)") }
    }

    @Test func `no template has a script or a style of its own`() {
        for (name, text) in EmbeddedFiles.all where name.hasSuffix(".mustache") {
            #expect(!text.contains(" style=") && !text.contains("<style") && !text.contains(" on"), "\(name)")
            #expect(!text.contains("{{{"), "\(name)")
        }
    }
}
