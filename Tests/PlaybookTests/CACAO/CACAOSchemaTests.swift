import Canonical
import Foundation
import Testing

@testable import Playbook

/// Runs the official schemas over exports, with the jsonschema of PyPI where it is installed.
@Suite struct `CACAO exports under the official schemas` {
    /// Says of each line of the input, one playbook each, whether it is valid.
    private static let script = #"""
        import json
        import pathlib
        import sys

        import jsonschema

        folder = pathlib.Path(sys.argv[1])
        schemas = {}
        for path in folder.rglob("*.json"):
            schema = json.loads(path.read_text())
            schemas[schema.get("$id", str(path))] = schema
        root = next(schema for key, schema in schemas.items() if key.endswith("/schemas/playbook.json"))
        try:
            import referencing

            resources = [(key, referencing.Resource.from_contents(schema)) for key, schema in schemas.items()]
            registry = referencing.Registry().with_resources(resources)
            validator = jsonschema.Draft7Validator(root, registry=registry)
        except ImportError:
            resolver = jsonschema.RefResolver(root["$id"], root, store=schemas)
            validator = jsonschema.Draft7Validator(root, resolver=resolver)
        for line in sys.stdin.read().split("\n"):
            errors = sorted(validator.iter_errors(json.loads(line)), key=str)
            if errors:
                print("invalid: " + "; ".join(f"{list(e.absolute_path)}: {e.message[:120]}" for e in errors[:3]).replace("\n", " "))
            else:
                print("valid")
        """#

    private static let hasJSONSchema = run(["-c", "import jsonschema"], nil).status == 0

    private static func run(_ arguments: [String], _ input: Data?) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let (standardInput, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (standardInput, output, output)
        guard (try? process.run()) != nil else { return (-1, "") }
        try? standardInput.fileHandleForWriting.write(contentsOf: input ?? Data())
        try? standardInput.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(.enabled(if: hasJSONSchema, "needs python3 with jsonschema"))
    func `exports are valid under the official schemas`() throws {
        var lines = try CACAOFixtures.shipped().map { CACAOFixtures.export($0) }
        for seed in 1...40 {
            var dice = CACAODice(seed: seed)
            lines.append(CACAOFixtures.export(LoadedPlaybook(dice.playbook(), file: "")))
        }
        let key = try CACAOSignature.SigningKey(ed25519: Array(repeating: 7, count: 32))
        lines.append(
            try CACAOSignature.sign(lines[0], key: key, signee: "Desk", created: CACAOFixtures.published))
        // One that is not valid, to see that the schemas are in force.
        lines.append(.object((lines[0].object ?? [:]).filter { $0.key != "workflow" }))
        let input = Data(lines.map(\.canonicalText).joined(separator: "\n").utf8)
        let (status, output) = Self.run(
            ["-c", Self.script, CACAOFixtures.folder.appending(path: "schemas/schemas").path], input)
        #expect(status == 0, "\(output)")
        let verdicts = output.split(separator: "\n")
        #expect(verdicts.count == lines.count)
        #expect(verdicts.dropLast().allSatisfy { $0 == "valid" }, "\(output)")
        #expect(verdicts.last?.hasPrefix("invalid") == true)
    }
}
