internal import Canonical
internal import HTTPTypes

/// The document of the API (OpenAPI 3.1), written from the routes themselves.
enum OpenAPI {
    static func document(of routes: [Route], version: String) -> JSON {
        var paths: JSON.Members = [:]
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
                "schemas": .object(
                    JSON.Members(mapping: Documents.all, \.json).merging(["Value": value]) { first, _ in first }),
                "responses": .object(JSON.Members(problems.map { (name(of: $0), problem($0)) }) { first, _ in first }),
                "headers": .object(JSON.Members(mapping: headers, \.json)),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func operation(_ route: Route) -> JSON {
        .members([
            "operationId": route.operationID.map(JSON.string), "summary": .string(route.summary),
            "security": route.needsToken ? [["token": []]] : [],
            "parameters": parameters(route),
            "requestBody": route.takesFile
                ? ["required": true, "content": ["application/octet-stream": [:]]]
                : route.body.map { body in
                    ["required": .bool(!body.acceptsNothing), "content": content(route, body)]
                },
            "responses": responses(route),
        ])
    }

    private static func content(_ route: Route, _ body: Schema) -> JSON {
        var content: JSON.Members = [
            "application/json": .members(["schema": body.json, "example": Examples.body(of: route)])
        ]
        for media in route.textMedia {
            content[media] = .members(["schema": ["type": "string"], "example": Examples.text(of: route)])
        }
        return .object(content)
    }

    private static func parameters(_ route: Route) -> JSON? {
        let path = route.pathParameters.map { name -> JSON in
            let schema = PathParameters.schema(of: name)
            return .members([
                "name": .string(name), "in": "path", "required": true, "schema": schema.json,
                "example": Examples.pathValue(name, of: route).map(JSON.string),
                "description": PathParameters.notes[name].map(JSON.string),
            ])
        }
        func described(_ parameter: Parameter, _ place: String) -> JSON {
            .members([
                "name": .string(parameter.name), "in": .string(place), "schema": parameter.schema.json,
                "description": parameter.note.isEmpty ? nil : .string(parameter.note),
                "required": parameter.isRequired ? true : nil,
            ])
        }
        let all =
            path + route.query.map { described($0, "query") } + route.allHeaders.map { described($0, "header") }
        return all.isEmpty ? nil : .array(all)
    }

    private static func responses(_ route: Route) -> JSON {
        var responses: JSON.Members = [:]
        for response in [route.response] + route.otherResponses {
            responses[String(response.status.code)] = .members([
                "description": .string(response.note),
                "headers": headerReferences(of: response, in: route),
                "content": response.status == .noContent ? nil : content(of: response),
            ])
        }
        for status in route.problemStatuses where responses[String(status.code)] == nil {
            responses[String(status.code)] = ["$ref": .string("#/components/responses/\(name(of: status))")]
        }
        return .object(responses)
    }

    private static func content(of response: Route.Response) -> JSON {
        var content: JSON.Members = [response.mediaType: ["schema": response.schema?.json ?? [:]]]
        for media in response.alsoAs {
            content[media] = ["schema": media.hasSuffix("json") ? ["type": "object"] : ["type": "string"]]
        }
        return .object(content)
    }

    private static func headerReferences(of response: Route.Response, in route: Route) -> JSON {
        var names = ["X-Request-Id"]
        if route.needsToken { names += ["RateLimit", "RateLimit-Policy"] }
        if response.schema?.tellsRevision == true { names.append("ETag") }
        if route.query.contains(where: { $0.name == "cursor" }) { names.append("Link") }
        if response.tellsAnswer { names.append(Reply.answerHeader) }
        return .object(
            JSON.Members(names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }) { first, _ in first })
    }
}

/// What the document says once for all routes.
extension OpenAPI {
    /// Every status with which a problem document may come.
    static let problems: [HTTPResponse.Status] = [
        .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable, .conflict,
        .preconditionFailed, .contentTooLarge, .unsupportedMediaType, .unprocessableContent, .tooManyRequests,
        .serviceUnavailable,
    ]

    private static func name(of status: HTTPResponse.Status) -> String { "Problem\(status.code)" }

    private static func problem(_ status: HTTPResponse.Status) -> JSON {
        var names = ["X-Request-Id"]
        switch status {
        case .tooManyRequests: names += ["Retry-After", "RateLimit", "RateLimit-Policy"]
        case .serviceUnavailable: names.append("Retry-After")
        case .unauthorized: names.append("WWW-Authenticate")
        case .methodNotAllowed: names.append("Allow")
        default: break
        }
        return [
            "description": .string(Problem.title(status).en),
            "headers": .object(
                JSON.Members(names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }) { first, _ in first }),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }

    private struct Header {
        let note: String
        let schema: JSON

        var json: JSON { ["description": .string(note), "schema": schema] }
    }

    private static let headers: [String: Header] = [
        "X-Request-Id": Header(note: "The name of the request, as the log has it.", schema: ["type": "string"]),
        "ETag": Header(note: "The revision of the case, for If-Match.", schema: ["type": "string"]),
        Reply.answerHeader: Header(
            note: "What belongs to the file: the JSON document of the operation, percent-encoded.",
            schema: ["type": "string"]),
        "Link": Header(note: "The next page, while there is one.", schema: ["type": "string"]),
        "Retry-After": Header(
            note: "After how many seconds to come again.", schema: ["type": "integer", "minimum": 0]),
        "WWW-Authenticate": Header(note: "How to sign in.", schema: ["type": "string"]),
        "Allow": Header(note: "The methods that there are.", schema: ["type": "string"]),
        "RateLimit": Header(
            note: "What is left: r requests, all of them again in t seconds.", schema: ["type": "string"]),
        "RateLimit-Policy": Header(note: "The limits: q requests in w seconds.", schema: ["type": "string"]),
    ]

    /// Any JSON value; numbers are whole and of 64 bits.
    private static let value: JSON = {
        let itself: JSON = ["$ref": "#/components/schemas/Value"]
        return [
            "anyOf": [
                ["type": "null"], ["type": "boolean"],
                ["type": "integer", "minimum": .int(.min), "maximum": .int(.max)], ["type": "string"],
                ["type": "array", "items": itself], ["type": "object", "additionalProperties": itself],
            ]
        ]
    }()
}
