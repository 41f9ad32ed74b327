import Canonical
import Testing

@testable import Playbook

@Suite struct SchemaTests {
    @Test func `the schema knows the keys that the reader knows`() throws {
        let schema = PlaybookSchema.json
        #expect(Set(schema["properties"]?.object?.keys ?? []) == Set(PlaybookReading.playbookKeys))
        for (kind, others) in PlaybookReading.kinds {
            let keys = schema["$defs"]?["step_\(kind)"]?["properties"]?.object?.keys ?? []
            #expect(Set(keys) == Set([kind] + others + PlaybookReading.stepKeys), "\(kind)")
        }
        #expect(PlaybookSchema.kinds.count == PlaybookReading.kinds.count)
    }

    @Test func `every definition that is referred to is there`() {
        let text = PlaybookSchema.json.canonicalText
        let names = Set(PlaybookSchema.json["$defs"]?.object?.keys ?? [])
        for match in text.matches(of: /#\/\$defs\/([a-z_]+)/) { #expect(names.contains(String(match.1))) }
    }

    @Test func `the schema is as it was found good`() throws {
        try Golden.compare(PlaybookSchema.json.prettyText + "\n", "schema.json")
    }

    /// Checks files against the schema as an editor would; prints `name: ok` or the path of the first error.
    static let script = #"""
        import json, re, sys, yaml, jsonschema
        class Loader(yaml.SafeLoader): pass
        Loader.yaml_implicit_resolvers = {}
        Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
        Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?(0|[1-9][0-9]*)$"), list("-0123456789"))
        Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(null|~|)$"), ["n", "~", ""])
        data = json.load(sys.stdin)
        jsonschema.Draft202012Validator.check_schema(data["schema"])
        check = jsonschema.Draft202012Validator(data["schema"])
        for name, text in sorted(data["files"].items()):
            error = jsonschema.exceptions.best_match(check.iter_errors(yaml.load(text, Loader)))
            print(name + ": " + ("ok" if error is None else error.json_path + " " + error.message[:300]))
        """#

    static func verdicts(_ files: [String: String]) throws -> [String: String] {
        let input: JSON = [
            "schema": PlaybookSchema.json, "files": .object(JSON.Members(mapping: files) { .string($0) }),
        ]
        let command =
            "f=$(mktemp) && cat > $f <<'PYTHON'\n\(script)\nPYTHON\npython3 -W ignore $f; s=$?; rm $f; exit $s"
        // The standard input of the script is the file of the tool, not the lines above.
        let output = try Tool.run(
            "exec 3<&0; \(command.replacing("python3 -W ignore $f", with: "python3 -W ignore $f <&3"))",
            input: input.canonicalText)
        var verdicts: [String: String] = [:]
        for line in output.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            verdicts[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
        return verdicts
    }

    @Test(.enabled(if: Tool.hasJSONSchema)) func `every shipped playbook and the fixtures are valid`() throws {
        var files: [String: String] = [:]
        for source in Shipped.sources where !ParameterFile.isOne(source) {
            files[source.file] = String(decoding: source.bytes, as: UTF8.self)
        }
        for name in ["complete.yaml", "bank-module.yaml"] { files[name] = try Sample.text(name) }
        for playbook in Shipped.all { files["canonical-\(playbook.id)"] = playbook.canonicalForm.canonicalText }
        for seed in 0..<20 { files["random-\(seed)"] = Shipped.random(seed).canonicalForm.canonicalText }
        let verdicts = try Self.verdicts(files)
        #expect(verdicts.count == files.count)
        for (name, verdict) in verdicts { #expect(verdict == "ok", "\(name)") }
    }

    /// A change to the fixture that a schema must find: what is replaced, and by what.
    static let mistakes: [(String, String, String)] = [
        ("unknown key", "review_by: 2027-03-01", "reviewed_by: 2027-03-01"),
        ("other schema", "schema: playbook/1", "schema: playbook/2"),
        ("loose version", "version: 1.0.0\nlanguages", "version: v1\nlanguages"),
        ("number for text", "title: {ru: \"Безопасный счёт\"", "title: {ru: 5"),
        ("title without languages", "title: {ru: \"Безопасный счёт\", en: \"Safe account\"}", "title: Safe account"),
        ("misspelt kind", "  - say: greet", "  - sya: greet"),
        ("two kinds", "  - say: greet", "  - say: greet\n    ask: greeting"),
        ("capital id", "  - say: greet", "  - say: Greet"),
        ("unknown word", "read: verbatim", "read: loudly"),
        ("no type", "    type: MoneyState\n", ""),
        ("unknown type", "type: MoneyState", "type: moneystate"),
        ("case without then", "- else: []", "- otherwise: []"),
        ("truth as text", "abort: false", "abort: \"no\""),
        ("missing severity", "        severity: critical\n", ""),
    ]

    @Test(.enabled(if: Tool.hasJSONSchema)) func `typical mistakes are refused`() throws {
        let text = try Sample.text("complete.yaml")
        var files: [String: String] = [:]
        for (name, old, new) in Self.mistakes {
            let place = try #require(text.firstRange(of: old), "\(name)")
            files[name] = text.replacingCharacters(in: place, with: new)
        }
        let verdicts = try Self.verdicts(files)
        #expect(verdicts.count == Self.mistakes.count)
        for (name, verdict) in verdicts { #expect(verdict != "ok", "\(name)") }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
