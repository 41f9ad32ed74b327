internal import Casework

/// What the variable parts of the addresses are, by the name that they have in the patterns.
enum PathParameters {
    static func schema(of name: String) -> Schema {
        switch name {
        case "ref": .text(limit: 64, least: 1, example: "26-000001-7")
        case "no", "number": .number(1...32_767)
        case "kind": Schema(.text(limit: 10), codes: ["kek", "bik"])
        case "category": Documents.code(RetentionCategory.listName)
        case "purpose": Documents.code("consent_purpose")
        case "jurisdiction": .text(limit: 8, least: 1, example: "RU")
        // One that is shipped: raised with the library, or its examples find nothing.
        case "version": .text(limit: 64, least: 1, example: "1.3.0")
        case "level": .text(limit: 8, least: 1, example: "0")
        default: .text(limit: 200, least: 1)
        }
    }

    static let notes = [
        "ref": "The number of the case with its check digit.", "no": "The number of the part within its case.",
        "number": "The number of the key.", "kind": "kek wraps the persons' keys, bik makes the blind indexes.",
        "category": "What is kept.",
        "jurisdiction": "Whose words they are.",
        "purpose": "What the person allows.", "version": "The version of the playbook.",
        "level": "The level of the tree, or entries.",
    ]
}

extension Route {
    /// The names of the variable parts of the path, in order.
    var pathParameters: [String] {
        pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
