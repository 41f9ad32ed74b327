/// A part of the chain of a case.
struct CaseStretch: Stretch {
    /// How the part begins, nil when that was compared with what comes before.
    private var first: First?
    private(set) var number: Int64
    private(set) var hash: LeafHash

    private struct First {
        let number: Int64
        /// What the entry names as its predecessor, nil when that is no hash.
        let previous: LeafHash?
        let index: UInt64
    }

    /// The first entry of a case.
    init(number: Int64, previous: LeafHash?, hash: LeafHash, index: UInt64) {
        first = First(number: number, previous: previous, index: index)
        (self.number, self.hash) = (number, hash)
    }

    /// The end of a case that was verified before.
    init(number: Int64, hash: LeafHash) { (first, self.number, self.hash) = (nil, number, hash) }

    mutating func join(_ next: CaseStretch, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        next.compare(number, hash, key, &findings)
        (number, hash) = (next.number, next.hash)
    }

    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        compare(0, .zero, key, &findings)
        first = nil
    }

    private func compare(
        _ number: Int64, _ hash: LeafHash, _ key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings
    ) {
        guard let first else { return }
        if first.number != number &+ 1 {
            findings.add(
                .caseGap, index: first.index,
                "case \(String(decoding: key, as: UTF8.self)): entry \(first.number) follows entry \(number)")
        }
        if first.previous != hash {
            findings.add(
                .caseChain, index: first.index,
                "case \(String(decoding: key, as: UTF8.self)): entry \(first.number) does not name its predecessor")
        }
    }

    static let length = 1 + 8 + 8 + 32 + 8 + 32

    init(reading bytes: UnsafeRawBufferPointer) {
        if bytes[0] != 0 {
            first = First(
                number: Bytes.number(bytes, 1), previous: bytes[0] == 1 ? TreeHash(reading: bytes, 17) : nil,
                index: Bytes.number(bytes, 9))
        }
        (number, hash) = (Bytes.number(bytes, 49), TreeHash(reading: bytes, 57))
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes[0] = first == nil ? 0 : first?.previous == nil ? 2 : 1
        Bytes.put(first?.number ?? 0, bytes, 1)
        Bytes.put(first?.index ?? 0, bytes, 9)
        (first?.previous ?? .zero).write(to: bytes, 17)
        Bytes.put(number, bytes, 49)
        hash.write(to: bytes, 57)
    }
}

/// A part of the count of a session.
struct SessionStretch: Stretch {
    private var first: (number: Int64, index: UInt64)?
    private(set) var number: Int64

    /// The first action of a session.
    init(number: Int64, index: UInt64) { (first, self.number) = ((number, index), number) }

    /// The end of a session that was verified before.
    init(number: Int64) { (first, self.number) = (nil, number) }

    mutating func join(_ next: SessionStretch, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        next.compare(number, key, &findings)
        number = next.number
    }

    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        compare(0, key, &findings)
        first = nil
    }

    private func compare(_ number: Int64, _ key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        guard let first, first.number != number &+ 1 else { return }
        findings.add(
            .sessionGap, index: first.index,
            "session \(String(decoding: key, as: UTF8.self)): action \(first.number) follows action \(number)")
    }

    static let length = 1 + 8 + 8 + 8

    init(reading bytes: UnsafeRawBufferPointer) {
        if bytes[0] != 0 { first = (Bytes.number(bytes, 1), Bytes.number(bytes, 9)) }
        number = Bytes.number(bytes, 17)
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes[0] = first == nil ? 0 : 1
        Bytes.put(first?.number ?? 0, bytes, 1)
        Bytes.put(first?.index ?? 0, bytes, 9)
        Bytes.put(number, bytes, 17)
    }
}

/// That an entry id was there.
struct IDStretch: Stretch {
    /// The index of the entry and 1, or 0 when it was verified before.
    private let place: UInt64

    init(index: UInt64?) { place = index.map { $0 &+ 1 } ?? 0 }

    mutating func join(_ next: IDStretch, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        let other = place == 0 ? "an entry that was verified before" : "entry \(place - 1)"
        findings.add(.duplicate, index: next.place &- 1, "the entry has the id of \(other)")
    }

    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {}

    static let length = 8

    init(reading bytes: UnsafeRawBufferPointer) { place = Bytes.number(bytes, 0) }
    func write(to bytes: UnsafeMutableRawBufferPointer) { Bytes.put(place, bytes, 0) }
}

/// Where a subject was erased; only for remembering.
struct ErasedStretch: Stretch {
    let index: UInt64

    init(index: UInt64) { self.index = index }

    mutating func join(_ next: ErasedStretch, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {
        self = next
    }
    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings) {}

    static let length = 8

    init(reading bytes: UnsafeRawBufferPointer) { index = Bytes.number(bytes, 0) }
    func write(to bytes: UnsafeMutableRawBufferPointer) { Bytes.put(index, bytes, 0) }
}
