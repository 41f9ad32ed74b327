import Canonical
import Ledger
import Testing

@Suite struct `Leaves` {
    private static let prev = TreeHash.zero.base64
    private static let sound = """
        {"actor":{"id":"u-17","kind":"staff","n":1,"session":"s-1"},"case":{"id":"c-1","prev":"\(prev)","seq":1},\
        "commit":{"note":"\(prev)"},"data":{"step":"call_bank"},"id":"e-1","log":"l","purpose":"call_back",\
        "subject":"p-1","ts":"2026-03-02T08:00:26.369000Z","type":"case.note_added","v":1}
        """

    private func build(
        _ type: EntryType = .caseNoteAdded, id: String = "e-1", data: JSON.Members = [:], commit: Set<String> = []
    ) throws -> Leaf {
        try Leaf(
            log: "l", id: id, ts: Timestamp(seconds: 1), type: type, actor: Leaf.Actor(kind: "staff", id: "u-1"),
            data: data, commit: Dictionary(uniqueKeysWithValues: commit.map { ($0, Commitment(digest: .zero)) }))
    }

    @Test func `is read and written in one form`() throws {
        let bytes = Array(Self.sound.utf8)
        let leaf = try Leaf(parsing: bytes)
        #expect(leaf.canonicalBytes == bytes)
        #expect(leaf.hash == LeafHash(leaf: bytes))
        #expect(leaf.ts == Timestamp("2026-03-02T08:00:26.369000Z"))
        #expect((leaf.actor.n, leaf.case?.seq, leaf.data["step"]) == (1, 1, "call_bank"))
    }

    @Test(
        arguments: [
            (#""v":1"#, #""v":2"#, .unknownVersion(2)), (#","v":1"#, "", .missing("v")),
            (#""v":1"#, #""v":true"#, .malformed("v")), (#""v":1"#, #""v":1,"w":1"#, .unknownField("w")),
            (#""id":"e-1","#, "", .missing("id")), (#""id":"e-1""#, #""id":1"#, .malformed("id")),
            (".369000Z", ".369Z", .malformed("ts")), (".369000Z", ".369000+00:00", .malformed("ts")),
            ("2026-03-02T", "2026-03-02t", .malformed("ts")), ("2026-03-02T", "2026-02-30T", .malformed("ts")),
            ("08:00:26", "24:00:26", .malformed("ts")), ("08:00:26", "08:00:60", .malformed("ts")),
            (#""n":1,"#, "", .missing("actor.n")), (#","session":"s-1""#, "", .missing("actor.session")),
            (#""n":1"#, #""n":0"#, .malformed("actor.n")), (#""kind":"staff","#, "", .missing("actor.kind")),
            (#""seq":1"#, #""seq":0"#, .malformed("case.seq")), (#","seq":1"#, "", .missing("case.seq")),
            (#""seq":1"#, #""seq":1,"x":1"#, .unknownField("case.x")),
            (#"{"note":"#, #"{"Note":"#, .keyNotAllowed("Note")), (#"{"step":"call_bank"}"#, "[]", .malformed("data")),
            (#"{"step":"call_bank"}"#, #"{"step":9007199254740992}"#, .integerOutOfRange(9_007_199_254_740_992)),
        ] as [(String, String, LeafError)])
    func `is refused with another part`(part: String, other: String, error: LeafError) {
        let bytes = Array(Self.sound.utf8).replacing(part, with: other)
        #expect(throws: error) { try Leaf(parsing: bytes) }
    }

    @Test func `is refused when a commitment is not 32 bytes`() {
        let bytes = Array(Self.sound.utf8).replacing("\"note\":\"AA", with: "\"note\":\"")
        #expect(throws: LeafError.malformed("commit.note")) { try Leaf(parsing: bytes) }
    }

    @Test func `is at most 65,535 bytes long`() throws {
        let codes = JSON.array(Array(repeating: .string(String(repeating: "x", count: 100)), count: 700))
        #expect(throws: LeafError.self) { try build(.caseShown, data: ["fields": codes]) }
        #expect(throws: LeafError.tooLong(65_536)) { try Leaf(parsing: [UInt8](repeating: 0x20, count: 65_536)) }
    }

    @Test func `takes only what the schema of its type knows`() throws {
        _ = try build(data: ["length": 5, "visibility": "team", "request_id": "r-1"], commit: ["note"])
        #expect(throws: LeafError.dataNotAllowed(type: "case.note_added", key: "phone")) {
            try build(data: ["phone": "1"])
        }
        #expect(throws: LeafError.dataMalformed(type: "case.note_added", key: "length")) {
            try build(data: ["length": "5"])
        }
        #expect(throws: LeafError.commitNotAllowed(type: "case.note_added", key: "victim_name")) {
            try build(commit: ["victim_name"])
        }
        #expect(throws: LeafError.unknownType("case.invented")) { try build(EntryType(rawValue: "case.invented")) }
    }

    @Test(arguments: ["Иванова", "two words", "a\nb", "", String(repeating: "x", count: 129), "a=b", "\"", "a,b", "é"])
    func `has no room for free text`(text: String) {
        for key in ["kind", "visibility"] {
            #expect(throws: LeafError.dataMalformed(type: "case.note_added", key: key)) {
                try build(data: [key: .string(text)])
            }
        }
        #expect(throws: LeafError.malformed("id")) { try build(id: text) }
        #expect(throws: LeafError.dataMalformed(type: "case.shown", key: "fields")) {
            try build(.caseShown, data: ["fields": [.string(text)]])
        }
    }

    @Test func `every type is written with the keys of its schema`() throws {
        #expect(EntryType.all.count > 60)
        for type in EntryType.all {
            let schema = try #require(type.schema)
            let data = JSON.Members(mapping: schema.data, Self.example)
            let leaf = try build(type, data: data, commit: schema.commit)
            #expect(try Leaf(parsing: leaf.canonicalBytes) == leaf, "\(type)")
            for key in Array(schema.data.keys) + Array(schema.commit) {
                let isPlain = key.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || $0 == 0x5F || (0x30...0x39).contains($0)
                }
                #expect(isPlain && key.utf8.count <= 32, "\(type) \(key)")
            }
        }
    }

    private static func example(_ kind: EntrySchema.Value) -> JSON {
        switch kind {
        case .integer: 7
        case .flag: true
        case .code: "a-code"
        case .hash: .string(TreeHash.zero.base64)
        case .note: "text\n\n— name AAAAAAAA\n"
        case .list(let kind): [example(kind), example(kind)]
        }
    }

    @Test func `the fast reader and the strict one agree on random changes`() throws {
        var dice = Dice(11)
        let sound = Array(Self.sound.utf8)
        let letters = Array("\"\\,:{}[]019-aZ \u{1}eu".utf8) + [0x80, 0xC3, 0xFF]
        var refused = 0
        for _ in 0..<4000 {
            var bytes = sound
            let place = bytes.indices.randomElement(using: &dice) ?? 0
            let letter = letters.randomElement(using: &dice) ?? 0
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: bytes[place] = letter
            case 1: bytes.insert(letter, at: place)
            default: bytes.remove(at: place)
            }
            let isLeaf = (try? Leaf(parsing: bytes)) != nil
            var verifier = ChainVerifier(origin: "l")
            var findings = Findings()
            verifier.check(bytes, into: &findings)
            // What the chains themselves report is not the form of the leaf.
            let inChain =
                findings.codes.contains(.caseChain) || findings.codes.contains(.caseGap)
                || findings.codes.contains(.sessionGap)
            if !isLeaf { refused += 1 }
            let text = String(decoding: bytes, as: UTF8.self)
            if isLeaf { #expect(!findings.codes.contains(.leafForm), "\(text)") }
            if !isLeaf && !Self.isCommitmentFault(bytes) {
                #expect(findings.codes.contains(.leafForm) || inChain, "\(text)")
            }
        }
        #expect(refused > 2000)
    }

    private func isLeafForm(_ bytes: [UInt8]) -> Bool {
        var verifier = ChainVerifier(origin: "l")
        var findings = Findings()
        verifier.check(bytes, into: &findings)
        return !findings.codes.contains(.leafForm)
    }

    @Test func `the fast reader and the strict one agree on names of every length and order`() {
        var dice = Dice(17)
        let letters = Array("abyz_059`{/:^A~\"\\é\u{7F}".unicodeScalars)
        var taken = 0
        for _ in 0..<6000 {
            func name() -> String {
                let count = Int.random(in: 0...(Bool.random(using: &dice) ? 9 : 34), using: &dice)
                let few = Bool.random(using: &dice) ? 3 : letters.count
                var text = ""
                for _ in 0..<count { text.unicodeScalars.append(letters[Int.random(in: 0..<few, using: &dice)]) }
                return text
            }
            let (first, second) = (name(), Bool.random(using: &dice) ? name() : "step")
            let bytes = Array(Self.sound.utf8).replacing(
                #""step":"call_bank""#, with: "\"\(first)\":1,\"\(second)\":2")
            let isLeaf = (try? Leaf(parsing: bytes)) != nil
            if isLeaf { taken += 1 }
            #expect(isLeafForm(bytes) == isLeaf, "\(first) \(second)")
        }
        #expect(taken > 300)
    }

    @Test func `the fast reader and the strict one know the same days`() {
        for year in ["0000", "0001", "0004", "1900", "2000", "2023", "2024", "2100", "9999"] {
            for month in 0...13 {
                for day in 0...32 {
                    let date = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
                    let bytes = Array(Self.sound.utf8).replacing("2026-03-02", with: date)
                    #expect(isLeafForm(bytes) == ((try? Leaf(parsing: bytes)) != nil), "\(date)")
                }
            }
        }
        #expect(isLeafForm(Array(Self.sound.utf8).replacing("2026-03-02", with: "2024-02-29")))
        #expect(!isLeafForm(Array(Self.sound.utf8).replacing("2026-03-02", with: "1900-02-29")))
    }

    /// The fast reader looks at commitments only when there are openings for them.
    private static func isCommitmentFault(_ bytes: [UInt8]) -> Bool {
        do throws(LeafError) { _ = try Leaf(parsing: bytes) } catch { return error == .malformed("commit.note") }
        return false
    }
}
