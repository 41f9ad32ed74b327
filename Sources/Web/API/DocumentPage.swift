internal import Canonical
internal import Hummingbird

/// The document of the API as a page to read: made of the same JSON that `/openapi.json` gives, with no script and
/// nothing from elsewhere.
enum DocumentPage {
    static let route = Route(
        method: .get, pattern: "/docs",
        work: .page { call in
            let document = OpenAPI.document(of: WebServer.routes, version: call.house.configuration.version)
            return Reply(text: html(document), type: "text/html; charset=utf-8")
        })

    static func html(_ document: JSON) -> String {
        let operations = operations(of: document)
        let contents = operations.map { operation in
            "<li><a href=\"#\(operation.id)\"><code>\(operation.method) \(escape(operation.path))</code></a> \(escape(operation.json["summary"]?.string ?? ""))</li>"
        }
        let schemas = document["components"]?["schemas"]?.object ?? [:]
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Redress: the HTTP interface</title><link rel="stylesheet" href="\(Assets.address("console.css"))"></head>
            <body><main class="document"><h1>Redress \(escape(document["info"]?["version"]?.string ?? "")): the HTTP interface</h1>
            <p>\(escape(document["info"]?["description"]?.string ?? "")) For programs: <a href="/openapi.json">/openapi.json</a>.</p>
            <nav><h2>Operations</h2><ul>\(contents.joined())</ul></nav>
            \(operations.map { section($0, document) }.joined())
            <h2>Forms</h2>
            \(schemas.map { "<section id=\"form-\(escape($0.key))\"><h3>\(escape($0.key))</h3>\(fields($0.value))</section>" }.joined())
            </main></body></html>

            """
    }

    private struct Operation {
        let method: String
        let path: String
        let json: JSON
        var id: String { json["operationId"]?.string ?? "" }
    }

    private static func operations(of document: JSON) -> [Operation] {
        (document["paths"]?.object ?? [:]).flatMap { path, item in
            (item.object ?? [:]).map {
                Operation(method: $0.key.uppercased(), path: path, json: $0.value)
            }
        }
    }

    private static func section(_ operation: Operation, _ document: JSON) -> String {
        let body = operation.json["requestBody"]?["content"]?["application/json"]
        let responses = operation.json["responses"]?.object ?? [:]
        let parameters = operation.json["parameters"]?.array ?? []
        return """
            <section id="\(operation.id)"><h3><code>\(operation.method) \(escape(operation.path))</code></h3>
            <p>\(escape(operation.json["summary"]?.string ?? ""))</p>
            \(parameters.isEmpty ? "" : "<h4>Parameters</h4><ul>\(parameters.map(parameter).joined())</ul>")
            \(body.map { "<h4>Body</h4>\(fields($0["schema"] ?? [:]))\(example($0["example"]))" } ?? "")
            <h4>Answers</h4><ul>\(responses.map { response($0.key, $0.value, document) }.joined())</ul></section>

            """
    }

    private static func parameter(_ json: JSON) -> String {
        let required = json["required"]?.bool == true ? ", needed" : ""
        return
            "<li><code>\(escape(json["name"]?.string ?? ""))</code> (\(escape(json["in"]?.string ?? ""))\(required)): "
            + "\(form(json["schema"] ?? [:])) \(escape(json["description"]?.string ?? ""))</li>"
    }

    private static func response(_ status: String, _ json: JSON, _ document: JSON) -> String {
        var json = json
        if let name = json["$ref"]?.string?.split(separator: "/").last {
            json = document["components"]?["responses"]?[String(name)] ?? [:]
        }
        let content = (json["content"]?.object ?? [:]).map { media, value in
            " <code>\(escape(media))</code>: \(form(value["schema"] ?? [:]))"
        }
        return "<li><strong>\(status)</strong> \(escape(json["description"]?.string ?? ""))\(content.joined())</li>"
    }

    /// The members of an object, or the form itself.
    private static func fields(_ schema: JSON) -> String {
        guard let members = schema["properties"]?.object, !members.isEmpty else { return "<p>\(form(schema))</p>" }
        let needed = Set((schema["required"]?.array ?? []).compactMap(\.string))
        let rows = members.map { name, member in
            "<li><code>\(escape(name))</code>\(needed.contains(name) ? ", needed" : ""): \(form(member)) \(escape(member["description"]?.string ?? ""))</li>"
        }
        return "<ul>\(rows.joined())</ul>"
    }

    /// A form in words.
    private static func form(_ schema: JSON) -> String {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            return "<a href=\"#form-\(escape(String(name)))\">\(escape(String(name)))</a>"
        }
        if let codes = schema["enum"]?.array {
            return "one of "
                + codes.map { "<code>\(escape($0.string ?? $0.canonicalText))</code>" }.joined(separator: ", ")
        }
        if let kinds = schema["anyOf"]?.array { return kinds.map(form).joined(separator: ", or ") }
        switch schema["type"]?.string {
        case "array": return "list of (\(form(schema["items"] ?? [:])))"
        case "object":
            if let value = schema["additionalProperties"], value.bool == nil {
                return "any names, each (\(form(value)))"
            }
            return schema["properties"] == nil ? "object" : "object \(fields(schema))"
        case "integer":
            guard let least = schema["minimum"]?.int, let most = schema["maximum"]?.int, least != .min else {
                return "whole number"
            }
            return "whole number from \(least) to \(most)"
        case "string" where schema["contentSchema"] != nil:
            return "JSON as text: \(form(schema["contentSchema"] ?? [:]))"
        case "string": return "text" + (schema["maxLength"]?.int.map { " of at most \($0) characters" } ?? "")
        case "boolean": return "true or false"
        default: return schema["type"]?.string ?? "anything"
        }
    }

    private static func example(_ json: JSON?) -> String {
        json.map { "<pre>\(escape($0.prettyText))</pre>" } ?? ""
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
