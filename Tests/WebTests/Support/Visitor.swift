import Canonical
import Casework
import Testing

@testable import Web

/// A browser with its cookies and the token of the last form that it was shown.
struct Visitor {
    let server: Server
    var token = ""
    /// The last page of a case that it was on.
    var path: String?
    var form = ""
    private var cookies: [String: String] = [:]

    init(server: Server) { self.server = server }

    mutating func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
        let answer = try await server.client.send(
            "GET", path, headers: headers.merging(cookieHeader) { first, _ in first })
        keep(answer)
        return answer
    }

    mutating func post(_ path: String, _ fields: KeyValuePairs<String, String>) async throws -> Answer {
        try await post(path, pairs: fields.map { ($0.key, $0.value) })
    }

    private mutating func post(_ path: String, pairs fields: [(String, String)]) async throws -> Answer {
        let pairs = [("form", form)] + fields
        let body = pairs.map { "\($0.0)=\(Percent.encode($0.1))" }.joined(separator: "&")
        let headers = cookieHeader.merging(["Content-Type": "application/x-www-form-urlencoded"]) { first, _ in first }
        let answer = try await server.client.send("POST", path, headers: headers, body: body)
        keep(answer)
        return answer
    }

    /// Signs in as somebody with this role.
    mutating func enter(_ role: StaffRole) async throws {
        token = try await server.token(role)
        _ = try await get("/console")
        #expect(try await post("/console/sign-in", ["token": token]).status == 303)
        _ = try await get("/console")
    }

    /// Opens Maria's case with the form and follows to its page.
    mutating func openMariasCase() async throws -> Answer {
        let opened = try await post(
            "/console/cases",
            [
                "channel": "HOTLINE", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
                "phone": "+79281234567", "name": "Мария Иванова", "paid": "SBP:150000:RUB:now\n", "safe": "yes",
                "summary": "Звонили из «банка»",
            ])
        let location = try #require(opened["Location"])
        path = location
        return try await get(location)
    }

    func guide(_ ref: String) async throws -> JSON {
        try await server.client.send("GET", "/v1/cases/\(ref)/guide", token: token).json
    }

    /// Answers every open step with the forms of the page until nothing is open; answers how many that were.
    mutating func walk(_ ref: String) async throws -> Int {
        for count in 0..<150 {
            guard let step = try await guide(ref)["open"]?[0] else { return count }
            if count.isMultiple(of: 8) {
                let page = try await get("/console/cases/\(ref)")
                #expect(page.text.contains("value=\"danger\" class=\"danger\" data-key=\"F1\""))
            }
            var answer = try await post("/console/cases/\(ref)/record", pairs: fields(step))
            if answer.status == 422, step["answer"]?["type"] == "timestamp" {
                // Some moments lie behind us and some ahead; their rules say which.
                answer = try await post("/console/cases/\(ref)/record", pairs: time(step, 86_400))
            }
            let trouble =
                answer.text.firstRange(of: "role=\"alert\"").map { answer.text[$0.upperBound...].prefix(200) } ?? ""
            #expect(answer.status == 303, "\(step.canonicalText) \(trouble)")
            if answer.status != 303 { return count }
        }
        return 150
    }

    private func fields(_ step: JSON) -> [(String, String)] {
        let path = step["path"]?.string ?? ""
        if let items = step["items"]?.array?.compactMap({ $0["item"]?.string }) {
            return [("step", path)] + items.flatMap { [("list", $0), ("done.\($0)", "1")] }
        }
        if step["choices"] != nil { return [("step", path), ("choose", "0")] }
        switch step["answer"]?["type"]?.string {
        case nil: return [("step", path), ("result", step["kind"] == "refer" ? "referred" : "done")]
        case "choice": return [("step", path), ("answer", step["answer"]?["options"]?[0]?["value"]?.string ?? "")]
        case "choices":
            return [("step", path), ("boxes", "1"), ("answer", step["answer"]?["options"]?[0]?["value"]?.string ?? "")]
        case "integer": return [("step", path), ("answer", String(step["answer"]?["range"]?["min"]?.int ?? 0))]
        case "money": return [("step", path), ("answer", "1500 RUB")]
        case "timestamp": return time(step, -120)
        case "date": return [("step", path), ("answer", "2026-01-02")]
        case "phone": return [("step", path), ("answer", "+79281234500")]
        default: return [("step", path), ("answer", "Проверка 7")]
        }
    }

    /// A time so many seconds from now, as a browser's field for it writes it.
    private func time(_ step: JSON, _ seconds: Int64) -> [(String, String)] {
        let moment = String(Timestamp.now.adding(seconds: seconds).wholeSecondsText.prefix(16))
        return [("step", step["path"]?.string ?? ""), ("answer", moment), ("is_time", "1"), ("offset", "Z")]
    }

    private var cookieHeader: [String: String] {
        cookies.isEmpty ? [:] : ["Cookie": cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")]
    }

    private mutating func keep(_ answer: Answer) {
        if let cookie = answer["Set-Cookie"]?.prefix(while: { $0 != ";" }) {
            let sides = cookie.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(sides[0])] = String(sides[1])
        }
        if let start = answer.text.firstRange(of: "name=\"form\" value=\"") {
            form = String(answer.text[start.upperBound...].prefix { $0 != "\"" })
        }
    }
}
