import Canonical
import Casework
import Testing

@testable import Web

@Suite struct `Problems in the caller's language` {
    @Test(arguments: [
        (nil, Words.Tongue.en), ("ru", .ru), ("ru-RU,en;q=0.5", .ru), ("en, ru;q=0.9", .en), ("de, ru;q=0.1", .ru),
        ("ru;q=0", .en), ("en;q=0.2, ru;q=0.201", .ru), ("*", .en), ("ru;q=abc", .en), ("", .en), (";;,", .en),
    ])
    func `the header is read as it is meant`(header: String?, tongue: Words.Tongue) {
        #expect(Words.Tongue(accepting: header) == tongue)
    }

    @Test func `refusals are told in Russian to whoever asks for it; codes and places stay`() async throws {
        try await Server.run { server in
            let (agent, admin) = (try await server.token(.agent), try await server.token(.admin))
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            let russian = ["Accept-Language": "ru", "Content-Type": "application/json"]
            let requests: [(String, String, String?, String?)] = [
                ("GET", "/v1/cases", nil, nil), ("GET", "/v1/cases", "rdr_x", nil), ("GET", "/v1/cases", admin, nil),
                ("GET", "/v1/nothing", agent, nil), ("DELETE", "/v1/cases", agent, nil),
                ("GET", "/v1/cases/26-000001-8", agent, nil), ("GET", "/v1/cases/26-009999-\(7)", agent, nil),
                ("POST", "/v1/cases", agent, "{"), ("POST", "/v1/cases", agent, #"{"channel":1,"x":2}"#),
                ("POST", "/v1/cases/\(ref)/results", agent, #"{"step":"nowhere","result":"done"}"#),
                ("PUT", "/v1/cases/\(ref)/status", agent, #"{"status":"CLOSED","outcome":"LOSS_NO_RETURN"}"#),
                ("PUT", "/v1/cases/\(ref)/status", agent, #"{"status":"DONE"}"#),
                ("GET", "/v1/cases?limit=0", agent, nil), ("GET", "/v1/cases?asignee=x", agent, nil),
            ]
            for (method, path, token, body) in requests {
                let en = try await server.client.send(
                    method, path, token: token, headers: ["Content-Type": "application/json"], body: body)
                let ru = try await server.client.send(method, path, token: token, headers: russian, body: body)
                #expect(ru.status == en.status && ru.code == en.code, "\(path)")
                #expect(ru["Content-Language"] == "ru" && en["Content-Language"] == "en")
                #expect(Self.isRussian(ru.json["title"]) && Self.isRussian(ru.json["detail"]), "\(ru.text)")
                #expect(!Self.isRussian(en.json["detail"]) && !Self.isRussian(en.json["title"]), "\(en.text)")
                for (one, other) in zip(ru.json["errors"]?.array ?? [], en.json["errors"]?.array ?? []) {
                    #expect(Self.isRussian(one["detail"]), "\(one.canonicalText)")
                    #expect(one["pointer"] == other["pointer"] && one["parameter"] == other["parameter"])
                }
            }
        }
    }

    private static func isRussian(_ text: JSON?) -> Bool {
        text?.string?.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) } ?? false
    }
}
