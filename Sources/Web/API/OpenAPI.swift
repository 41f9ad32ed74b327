internal import Canonical
internal import Hummingbird

/// The document of the API (OpenAPI 3.1), written from the routes themselves.
enum OpenAPI {
    static func document(of routes: [Route], version: String) -> JSON {
        var paths: [String: JSON] = [:]
        for route in routes where route.operationID != nil {
            var item = paths[route.pattern]?.object ?? [:]
            item[route.method.rawValue.lowercased()] = operation(route)
            paths[route.pattern] = .object(item)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Redress", "version": .string(version),
                "description":
                    "The fraud-victim assistance desk. Every route performs one operation of the desk and writes its entry to the audit trail.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(Documents.all.mapValues(\.json)),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func operation(_ route: Route) -> JSON {
        .members([
            "operationId": route.operationID.map(JSON.string), "summary": .string(route.summary),
            "security": route.needsToken ? [["token": []]] : [],
            "parameters": parameters(route),
            "requestBody": route.body.map { body in
                ["required": .bool(!body.acceptsNothing), "content": content(route, body)]
            },
            "responses": responses(route),
        ])
    }

    private static func content(_ route: Route, _ body: Schema) -> JSON {
        var content: [String: JSON] = ["application/json": ["schema": body.json]]
        for media in route.textMedia { content[media] = ["schema": ["type": "string"]] }
        return .object(content)
    }

    private static func parameters(_ route: Route) -> JSON? {
        let path = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { part -> JSON in
            let name = String(part.dropFirst().dropLast())
            return ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        func described(_ parameter: Parameter, _ place: String) -> JSON {
            .members([
                "name": .string(parameter.name), "in": .string(place), "schema": parameter.schema.json,
                "description": parameter.note.isEmpty ? nil : .string(parameter.note),
            ])
        }
        let all = path + route.query.map { described($0, "query") } + route.headers.map { described($0, "header") }
        return all.isEmpty ? nil : .array(all)
    }

    private static func responses(_ route: Route) -> JSON {
        let response = route.response
        var responses: [String: JSON] = [
            String(response.status.code): .members([
                "description": .string(response.note),
                "content": response.status == .noContent
                    ? nil : .object([response.mediaType: ["schema": response.schema?.json ?? [:]]]),
            ])
        ]
        for (status, note) in problems(route) {
            responses[status] = [
                "description": .string(note),
                "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ]
        }
        return .object(responses)
    }

    private static func problems(_ route: Route) -> [(String, String)] {
        guard route.needsToken else { return [] }
        var problems = [
            ("401", "No token, or not a valid one"), ("403", "The role may not do this"),
            ("422", "An input is not right; errors say which"),
            ("503", "Busy or the store is away; Retry-After says when"),
        ]
        if route.pattern.contains("{") { problems.append(("404", "There is no such thing")) }
        if route.method != .get, route.pattern.contains("{ref}") || route.pattern.contains("{version}") {
            problems.append(("409", "It does not fit the present state"))
        }
        if route.headers.contains(where: { $0.name == "If-Match" }) { problems.append(("412", "Changed since")) }
        if route.body != nil {
            problems += [
                ("400", "The body is not JSON"), ("413", "The body is too large"),
                ("415", "The body is of another kind"),
            ]
        }
        return problems
    }
}

extension Schema {
    /// The form as JSON Schema writes it.
    var json: JSON {
        var members = base.object ?? [:]
        if let note { members["description"] = .string(note) }
        if !codes.isEmpty { members["enum"] = .array(codes.map(JSON.string)) }
        if let example { members["examples"] = [example] }
        return .object(members)
    }

    private var base: JSON {
        switch kind {
        case .text(let limit): .members(["type": "string", "maxLength": limit.map { .int(Int64($0)) }])
        case .number(let range):
            .members([
                "type": "integer", "minimum": range.map { .int($0.lowerBound) },
                "maximum": range.map { .int($0.upperBound) },
            ])
        case .flag: ["type": "boolean"]
        case .anything: [:]
        case .list(let element): ["type": "array", "items": element.json]
        case .map(let value): ["type": "object", "additionalProperties": value.json]
        case .object(let list, let isOpen): Self.object(list, isOpen)
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    private static func object(_ members: [Member], _ isOpen: Bool) -> JSON {
        let required = members.filter(\.isRequired).map { JSON.string($0.name) }
        return .members([
            "type": "object",
            "properties": .object(Dictionary(members.map { ($0.name, $0.schema.json) }) { first, _ in first }),
            "required": required.isEmpty ? nil : .array(required),
            "additionalProperties": isOpen ? nil : false,
        ])
    }
}
