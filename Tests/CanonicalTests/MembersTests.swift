import Canonical
import Testing

/// What is called the same in a dictionary is one name here, too: each test holds the members against one.
@Suite struct `The members of an object` {
    private typealias Model = [String: JSON]

    /// Pieces of names: surrogate pairs, what stands above them in the basic plane, two spellings of one letter, marks in
    /// either order, the characters of ASCII that Unicode spells a second time, and nothing at all.
    private static let pieces = [
        "", "a", "b", "zz", "K", "\u{212A}", ";", "\u{37E}", "`", "\u{1FEF}", "é", "e\u{301}", "a\u{323}\u{302}",
        "a\u{302}\u{323}", "\u{1EAD}", "Å", "\u{212B}", "\u{D7FF}", "\u{E000}", "\u{FB01}", "\u{FFFF}", "\u{10000}",
        "😀", "\u{10FFFF}", "\u{0}", "\"", "a name of more than fifteen bytes",
    ]

    private static func name(_ dice: inout Dice) -> String {
        (0..<Int.random(in: 1...2, using: &dice)).map { _ in pieces.randomElement(using: &dice) ?? "" }.joined()
    }

    private static func pairs(_ most: Int, _ dice: inout Dice) -> [(String, JSON)] {
        (0..<Int.random(in: 0...most, using: &dice)).map { _ in
            (name(&dice), .int(Int64.random(in: 0..<100, using: &dice)))
        }
    }

    private static func units(_ name: String) -> [UInt16] { Array(name.utf16) }

    /// The members of the model in canonical order, found without anything of what is tested.
    private static func ordered(_ model: Model) -> [(key: String, value: JSON)] {
        model.sorted { units($0.key).lexicographicallyPrecedes(units($1.key)) }
    }

    /// Same names in the same bytes, same values, in canonical order, each found by its name.
    private func expect(_ members: JSON.Members, sameAs model: Model, _ location: SourceLocation = #_sourceLocation) {
        let (found, expected) = (members.map { ($0.key, $0.value) }, Self.ordered(model))
        #expect(found.map { Array($0.0.utf8) } == expected.map { Array($0.key.utf8) }, sourceLocation: location)
        #expect(found.map(\.1) == expected.map(\.value), sourceLocation: location)
        #expect(members.count == model.count && members.isEmpty == model.isEmpty, sourceLocation: location)
        #expect(
            members.keys == expected.map(\.key) && members.values == expected.map(\.value), sourceLocation: location)
        for piece in Self.pieces { #expect(members[piece] == model[piece], "\(piece)", sourceLocation: location) }
    }

    @Test(arguments: [3, 8, 9, 60, 400]) func `are what a dictionary has after any changes`(steps: Int) {
        var dice = Dice(state: UInt64(steps))
        for _ in 0..<(2_000 / steps) {
            var (members, model) = (JSON.Members(), Model())
            for _ in 0..<steps {
                let (name, value) = (Self.name(&dice), JSON.int(Int64.random(in: 0..<100, using: &dice)))
                #expect(members[name] == model[name])
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: (members[name], model[name]) = (nil, nil)
                case 1: #expect(members.removeValue(forKey: name) == model.removeValue(forKey: name))
                default: (members[name], model[name]) = (value, value)
                }
            }
            expect(members, sameAs: model)
        }
    }

    @Test(arguments: [1, 8, 20, 100]) func `of lists and of one another are what dictionaries make of them`(most: Int) {
        var dice = Dice(state: 77)
        func sum(_ old: JSON, _ new: JSON) -> JSON { .int((old.int ?? 0) * 7 + (new.int ?? 0)) }
        for _ in 0..<60 {
            let (one, other) = (Self.pairs(most, &dice), Self.pairs(most, &dice))
            let members = JSON.Members(one, uniquingKeysWith: sum)
            let model = Model(one, uniquingKeysWith: sum)
            expect(members, sameAs: model)
            let (more, moreModel) = (JSON.Members(other) { $1 }, Model(other) { $1 })
            expect(
                members.merging(more, uniquingKeysWith: sum), sameAs: model.merging(moreModel, uniquingKeysWith: sum))
            expect(members.filter { ($0.value.int ?? 0) < 50 }, sameAs: model.filter { ($0.value.int ?? 0) < 50 })
            expect(members.mapValues { [$0] }, sameAs: model.mapValues { [$0] })
            expect(JSON.Members(mapping: model) { .array([$0]) }, sameAs: model.mapValues { [$0] })
            let unique = one.filter { pair in one.filter { $0.0 == pair.0 }.count == 1 }
            expect(JSON.Members(uniqueKeysWithValues: unique), sameAs: Model(uniqueKeysWithValues: unique))
            #expect(members.mapValues(\.int) == model.mapValues(\.int))
            #expect(
                members.compactMapValues { $0 == 5 ? nil : $0.int } == model.compactMapValues { $0 == 5 ? nil : $0.int }
            )
        }
    }

    @Test func `are found by no name that a dictionary would not find, of all that Unicode has`() {
        let ascii = (0..<0x80).compactMap { Unicode.Scalar($0).map { String($0) } }
        let others = (0x80..<0x3000).compactMap { Unicode.Scalar($0).map { String($0) } }
        for (here, there) in [(ascii, others), (others, ascii)] {
            let pairs = here.map { ($0, JSON.string($0)) }
            let (members, model) = (JSON.Members(pairs) { $1 }, Model(pairs) { $1 })
            #expect(members.count == model.count)
            for name in there { #expect(members[name] == model[name], "\(name.unicodeScalars.map(\.value))") }
        }
    }

    @Test func `of a literal are in order, and of a repeated name the last one counts`() {
        let members: JSON.Members = ["b": 1, "a": 2, "b": 3]
        #expect(members.map(\.key) == ["a", "b"] && members["b"] == 3)
        #expect(JSON.members(["b": 1, "c": nil, "a": 2, "b": 3, "b": nil]) == ["a": 2, "b": 3])
        #expect(JSON.Members(present: [:]).isEmpty)
    }

    @Test func `are equal, and hash alike, when their bytes are the same`() {
        var dice = Dice(state: 3)
        for _ in 0..<200 {
            let pairs = Model(Self.pairs(30, &dice)) { $1 }.map { ($0.key, $0.value) }
            let (one, other) = (JSON.Members(pairs) { $1 }, JSON.Members(pairs.shuffled(using: &dice)) { $1 })
            #expect(one == other && one.hashValue == other.hashValue)
            guard let pair = pairs.randomElement(using: &dice) else { continue }
            var changed = one
            changed[pair.0] = .null
            #expect(changed != one)
            changed[pair.0] = nil
            #expect(changed != one && changed.count == one.count - 1)
        }
        #expect(JSON.Members([("é", 1)]) { $1 } != JSON.Members([("e\u{301}", 1)]) { $1 })
    }
}
