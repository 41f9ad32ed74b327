import Testing

@testable import Casework

@Suite struct `Sealed values` {
    let ring = KeyRing.generate()
    let key = SubjectKey(for: RandomID.subject())

    @Test(arguments: [0, 1, 29, 30, 31, 62, 63, 1000, 65_535])
    func `open to what was sealed, in sizes of 32`(length: Int) throws {
        let value = Digest.random(length)
        let sealed = try key.seal(value, table: "privacy.value", column: "phone")
        #expect(try key.openBytes(sealed, table: "privacy.value", column: "phone") == value)
        #expect((sealed.count - 1 - 4 - 12 - 16) % 32 == 0)
        #expect(sealed[0...4] == [1, 0, 0, 0, 1])
    }

    @Test func `are of one size for values of like length, and never the same twice`() throws {
        let short = try key.seal("+79281234567", table: "t", column: "c")
        let long = try key.seal("+7928123456789012345", table: "t", column: "c")
        #expect(short.count == long.count)
        #expect(try key.seal("+79281234567", table: "t", column: "c") != short)
    }

    @Test func `too long a value is refused`() {
        #expect(throws: SealError.tooLong(bytes: 65_536)) {
            try key.seal([UInt8](repeating: 0, count: 65_536), table: "t", column: "c")
        }
    }

    @Test func `do not open in another place, for another subject or when a bit is changed`() throws {
        let sealed = try key.seal("Анна", table: "party", column: "name")
        #expect(throws: SealError.notAuthentic) { try key.open(sealed, table: "party", column: "email") }
        #expect(throws: SealError.notAuthentic) { try key.open(sealed, table: "partyn", column: "ame") }
        #expect(throws: SealError.notAuthentic) { try key.open(sealed, table: "note", column: "name") }
        #expect(throws: SealError.notAuthentic) {
            try SubjectKey(for: key.subject).open(sealed, table: "party", column: "name")
        }
        for place in sealed.indices {
            var damaged = sealed
            damaged[place] ^= 1
            #expect(throws: SealError.self) { try key.open(damaged, table: "party", column: "name") }
        }
        for count in 0..<sealed.count {
            #expect(throws: SealError.self) { try key.open(Array(sealed[..<count]), table: "party", column: "name") }
        }
    }

    @Test func `the key is wrapped under the current epoch and bound to its subject`() throws {
        var ring = ring
        let first = try key.wrapped(by: ring)
        ring.addEpoch()
        let second = try key.wrapped(by: ring)
        #expect(first.epoch == 1 && second.epoch == 2 && first.bytes.count == 65)
        let sealed = try key.seal("Анна", table: "t", column: "c")
        for wrapped in [first, second] {
            let again = try SubjectKey(unwrapping: wrapped.bytes, for: key.subject, version: 1, by: ring)
            #expect(try again.open(sealed, table: "t", column: "c") == "Анна")
        }
        #expect(throws: SealError.notAuthentic) {
            try SubjectKey(unwrapping: first.bytes, for: RandomID.subject(), version: 1, by: ring)
        }
        try ring.destroyEpoch(1)
        #expect(throws: SealError.unknownEpoch(1)) {
            try SubjectKey(unwrapping: first.bytes, for: key.subject, version: 1, by: ring)
        }
    }

    @Test func `a value of another key version says so`() throws {
        let other = SubjectKey(for: key.subject, version: 2)
        let sealed = try other.seal("x", table: "t", column: "c")
        #expect(throws: SealError.wrongKeyVersion(found: 2, expected: 1)) {
            try key.open(sealed, table: "t", column: "c")
        }
    }

    @Test func `ids are random and have their form`() {
        let ids = (0..<1000).map { _ in RandomID.subject() }
        #expect(Set(ids).count == 1000 && ids.allSatisfy(RandomID.isSubject))
        #expect(
            RandomID.isEntry(RandomID.entry()) && !RandomID.isSubject(RandomID.entry()) && !RandomID.isSubject("p-"))
    }

    @Test func `a blind index finds equal values of one column only`() {
        let index = BlindIndex(ring)
        let value = index.value(of: "+79281234567", column: "phone")
        #expect(value.bytes.count == 16 && value.version == 1)
        #expect(index.value(of: "+79281234567", column: "phone") == value)
        #expect(index.value(of: "+79281234567", column: "card") != value)
        #expect(index.value(of: "+79281234568", column: "phone") != value)
        #expect(BlindIndex(.generate()).value(of: "+79281234567", column: "phone") != value)
        var newer = ring
        newer.addIndexVersion()
        let values = BlindIndex(newer).values(of: "+79281234567", column: "phone")
        #expect(values.map(\.version) == [2, 1] && values[1] == value)
    }
}
