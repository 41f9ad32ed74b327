#if canImport(Yams)
    import Testing
    import Yams

    @testable import Playbook

    /// What the strict reader accepts, libyaml reads in the same way: no file means two things.
    @Suite struct `The strict reader agrees with libyaml` {
        /// A node without places.
        private indirect enum Tree: Equatable {
            case scalar(String)
            case list([Tree])
            case mapping([String: Tree])
            case other
        }

        private static func tree(_ node: YAMLNode) -> Tree {
            switch node.content {
            case .empty, .refused: .scalar("")
            case .scalar(let scalar): .scalar(scalar.text)
            case .sequence(let elements): .list(elements.map(tree))
            case .mapping(let members):
                .mapping(Dictionary(members.map { ($0.key, tree($0.value)) }, uniquingKeysWith: { $1 }))
            }
        }

        private static func tree(_ node: Yams.Node) -> Tree {
            switch node {
            case .scalar(let scalar): return .scalar(scalar.string)
            case .sequence(let sequence): return .list(sequence.map { tree($0) })
            case .mapping(let mapping):
                var members: [String: Tree] = [:]
                for (key, value) in mapping {
                    guard case .scalar(let name) = key else { return .other }
                    members[name.string] = tree(value)
                }
                return .mapping(members)
            case .alias: return .other
            }
        }

        /// Nil when the strict reader refuses; else whether both read the same.
        private static func agrees(_ bytes: [UInt8]) -> Bool? {
            let log = FindingLog(file: "")
            guard let text = FileText(bytes, log: log), let node = YAMLReader.document(text, log: log),
                log.findings.isEmpty
            else { return nil }
            var rest = bytes[...]
            if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
            let other: Yams.Node?
            do {
                other = try Yams.Parser(yaml: String(decoding: rest, as: UTF8.self), resolver: .basic, encoding: .utf8)
                    .singleRoot()
            } catch {
                return false
            }
            return other.map(tree) == tree(node)
        }

        @Test(arguments: [
            "a: b", "a: 'it''s'", #"a: "x\ny\u0041""#, "- a\n- b: c\n  d: e\n-\n  - f\n- - g\n  - h",
            "a:\n- b\n- c\nd: e",
            "a: |\n  one\n   two\n\n  three\n\n", "a: >-\n  one\n  two\n\n  three\n    more\n  four\n",
            "a: >+\n  x\n\n\nb: y",
            "a: |2\n   x\n  y\n", "a: one\n  two\n\n  three\nb: c", "a: 'one\n  two\n\n  three'",
            "a: \"one \\\n  two\"",
            "{a: [b, c, ], d: {e: f}}", "[\n  a, # c\n  b\n]", "a: b # c\n# d\n\ne: f#g", "---\na: b\n", "a: x:y",
            "a: -5",
            "? a", "a: [b: c]", "\"a b\" : c", "'k': v", "a : b", "a:\n\n\n  b: c\n", "a: |\n\n\n  x\n",
            "a: >\n\n  x\n   y\n  z\n",
            "a: |\nb: c", "a: >-\n\n\nb: c", "- |\n x\n- >\n y", "a:\n  - |\n   x\n  - y", "a: \"\n  x\"", "a: ''",
            "a: \"\"",
            "a: {\"b\":c}", "a: {b: , c: d}", "a: x\u{A0}y", "a: 日本", "a: b\r\nc: d\r\n", "a: |\r\n  b\r\n  c\r\n",
            "\u{FEFF}a: b",
            "a: b  \nc:   d", "x: a,b]c}d", "x: [a-b, -1, c d]", "a: >\n  x\n\n\n   y\n\n  z\n",
        ])
        func `small files`(_ text: String) {
            #expect(Self.agrees(Array(text.utf8)) != false, "\(text)")
        }

        @Test func `thousands of mutated files`() throws {
            var mutator = Mutator(numbers: FixedNumbers(state: Fuzz.seed))
            let seeds = [
                Array(try Sample.source("bank-module.yaml").bytes),
                Array(
                    "a:\n  - b: 'c'\n    d: \"e\\n\"\n  - |\n    x\n     y\n\n    z\n  - >-\n    f\n    g\nh: {i: [j, k], l: m n}\no: p\n  q\n"
                        .utf8),
            ]
            var accepted = 0
            for round in 0..<Fuzz.rounds {
                let bytes = mutator.mutate(seeds[round % 2], times: 1 + round % 4)
                guard let agrees = Self.agrees(bytes) else { continue }
                accepted += 1
                #expect(agrees, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
                if !agrees { break }
            }
            #expect(accepted > 500)
        }
    }
#endif
