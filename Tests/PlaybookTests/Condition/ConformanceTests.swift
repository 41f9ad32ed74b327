import Canonical
import Foundation
import Playbook
import Testing

/// The conformance tests of CEL, github.com/google/cel-spec; see Fixtures/cel/SOURCES.md.
@Suite struct `CEL conformance` {
    struct Case: CustomTestStringConvertible {
        let file: String
        let test: JSON
        var name: String { "\(file)/\(test["section"]?.string ?? "")/\(test["name"]?.string ?? "")" }
        var testDescription: String { name }
        var isCandidate: Bool { test["strict_subset_candidate"]?.bool == true }

        /// The line that `redress playbook eval` would get. What it has no word for is passed on, and must be refused.
        var line: JSON {
            var members: JSON.Members = ["expr": test["expr"] ?? .null]
            if let container = test["container"] { members["container"] = container }
            let primitives = ["BOOL": "bool", "INT64": "int", "STRING": "string"]
            var types: JSON.Members = [:]
            for variable in test["type_env"]?.array ?? [] {
                let type = variable["type"] ?? .null
                let element = type["list"]?["primitive"]?.string.flatMap { primitives[$0] }
                let name = type["primitive"]?.string.flatMap { primitives[$0] } ?? element.map { "list(\($0))" }
                types[variable["name"]?.string ?? ""] = name.map { .string($0) } ?? type
            }
            members["types"] = .object(types)
            members["bindings"] = .object((test["bindings"]?.object ?? [:]).mapValues { Case.plain($0) ?? $0 })
            return .object(members)
        }

        var expected: JSON? { (test["expect"]?["value"]).flatMap(Case.plain) }

        /// The type that the checker of CEL finds, as we write it.
        var expectedType: String? {
            func name(_ type: JSON) -> String? {
                if type["list"]?["dyn"] != nil { return "list" }
                if let element = type["list"] { return name(element).map { "list(\($0))" } }
                return type["primitive"]?.string.flatMap { ["BOOL": "bool", "INT64": "int", "STRING": "string"][$0] }
            }
            return (test["expect"]?["type"]).flatMap(name)
        }

        /// A value of the suite as we write it; nil for one that we have no type for.
        static func plain(_ value: JSON) -> JSON? {
            if let elements = value["list"]?.array {
                let values = elements.compactMap(plain)
                return values.count == elements.count ? .array(values) : nil
            }
            if let digits = value["int"]?.string { return Int64(digits).map { .int($0) } }
            return value["bool"] ?? value["string"]
        }
    }

    static let cases: [Case] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/cel")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted().flatMap { file -> [Case] in
            guard let data = try? Data(contentsOf: folder.appending(path: file)),
                let tests = try? JSON(parsing: Array(data)).array
            else { return [] }
            return tests.map { Case(file: String(file.dropLast(5)), test: $0) }
        }
    }()

    /// Candidates that are not in the language, each with its reason; docs/conditions.md has the same table.
    static let left: [String: String] = [
        "comparisons/eq_literal/eq_null": null, "comparisons/eq_literal/eq_list_null": null,
        "comparisons/eq_literal/not_eq_list_null": null, "comparisons/ne_literal/not_ne_null": null,
        "comparisons/eq_literal/not_eq_list_false_vs_types": mixed,
        "macros/exists/list_elem_type_shortcircuit": mixed, "macros/exists/list_elem_type_exhaustive": mixed,
        "macros/all/list_elem_type_shortcircuit": mixed, "macros2/exists/list_elem_type_shortcircuit": mixed,
        "macros2/exists/list_elem_type_exhaustive": mixed,
        "conversions/type/int_denotation": type, "conversions/type/list_denotation": type,
    ]
    static let null = "There is no null: an answer has a state, which has, answered, unknown and refused ask for."
    static let mixed = "A list holds values of one type; a mixed list needs dyn."
    static let type = "Types are not values."

    @Test func `all tests of the suite are there`() {
        #expect(Self.cases.count == 698)
        #expect(Self.cases.count(where: \.isCandidate) == 234)
        #expect(Set(Self.left.keys).isSubset(of: Self.cases.filter(\.isCandidate).map(\.name)))
    }

    @Test(arguments: Self.cases.filter { $0.isCandidate && Self.left[$0.name] == nil })
    func `a test of the subset gives its value, or is refused where CEL fails`(test: Case) {
        let answer = ConditionLines.answer(line: test.line)
        if test.test["expect"]?["eval_error"] != nil {
            #expect(answer["error"] != nil)
        } else {
            if test.test["check_only"] == nil { #expect(answer["value"] == test.expected) }
            #expect(answer["error"] == nil)
        }
        if let type = test.expectedType { #expect(answer["type"] == .string(type)) }
    }

    @Test(arguments: Self.cases.filter { !$0.isCandidate || Self.left[$0.name] != nil })
    func `any other test is refused, or gives its value as well`(test: Case) {
        let answer = ConditionLines.answer(line: test.line)
        if let value = answer["value"] {
            #expect(value == test.expected)
            #expect(Self.left[test.name] == nil)
        } else {
            let code = answer["error"]?["code"]?.string ?? ""
            #expect(ConditionError.Code(rawValue: code) != nil)
        }
    }
}
