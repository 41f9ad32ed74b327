import Canonical
import Foundation
import HTTPTypes

@testable import Web

extension Server {
    /// Sends the example of a route as the document has it, about this case.
    func example(of route: Route, case ref: String, token: String?, changing: [String: String] = [:]) async throws
        -> Answer
    {
        var path = route.pattern
        for name in route.pathParameters {
            let example = Examples.pathValue(name, of: route) ?? ""
            let value = changing[name] ?? (example == Examples.reference ? ref : example)
            path = path.replacing("{\(name)}", with: Percent.encode(value))
        }
        let query = Examples.query(of: route).map { "\($0.name)=\(Percent.encode($0.value))" }.joined(separator: "&")
        if !query.isEmpty { path += "?" + query }
        let body = route.body == nil ? nil : Examples.body(of: route).map { Self.speaking(of: ref, $0) }
        return try await client.send(route.method.rawValue, path, token: token, json: body)
    }

    /// The example about this case.
    private static func speaking(of ref: String, _ json: JSON) -> JSON {
        switch json {
        case .string(Examples.reference): .string(ref)
        case .array(let values): .array(values.map { speaking(of: ref, $0) })
        case .object(let members): .object(members.mapValues { speaking(of: ref, $0) })
        default: json
        }
    }
}

/// Files of the repository.
enum Repository {
    static func text(_ path: String, file: String = #filePath) throws -> String {
        let root = file.components(separatedBy: "/Tests/").dropLast().joined(separator: "/Tests/")
        return try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The Swift files below a folder.
    static func sources(_ folder: String, file: String = #filePath) throws -> [String] {
        let root = file.components(separatedBy: "/Tests/").dropLast().joined(separator: "/Tests/")
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOfFile: "\(root)/\(folder)/\($0)", encoding: .utf8)
        }
    }
}
