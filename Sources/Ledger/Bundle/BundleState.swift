import Canonical

/// What a verification has to remember so that the next one need only look at what is new.
///
/// It is as trustworthy as the place where it is kept: whoever can write it can hide what lies before its size.
///
/// The form: one line of JSON (`v` 2, `origin`, `size`, `root`, `range`, and how many records follow), a newline, then
/// the ends of the cases and of the sessions, the erased subjects and the ids, each in ascending order. It is read and
/// written piece by piece. Version 1, one line of JSON with everything in it, is still read.
public struct BundleState: Sendable {
    /// The log.
    public let origin: String
    /// The compact range over everything verified so far.
    public let range: CompactRange
    let erased: [ByteText: UInt64]
    let runs: ChainVerifier.Runs

    init(origin: String, range: CompactRange, erased: [ByteText: UInt64], runs: ChainVerifier.Runs) {
        (self.origin, self.range, self.erased, self.runs) = (origin, range, erased, runs)
    }

    /// Reads a state that was kept.
    ///
    /// - Throws: ``Finding`` with the code `STATE` when it is damaged.
    public init(reading kept: some SpillRun) throws(Finding) {
        do {
            let line = try BundleState.firstLine(of: kept)
            let json = try JSON(parsing: line)
            guard let origin = json["origin"]?.string, let size = json["size"]?.int.flatMap({ UInt64(exactly: $0) }),
                let hashes = BundleState.hashes(json["range"]), let range = CompactRange(size: size, hashes: hashes),
                json["root"]?.string == range.root.base64
            else { throw SpillError.damaged }
            switch json["v"]?.int {
            case 1: self = try BundleState(version1: json, origin: origin, range: range)
            case 2:
                var reader = SectionReader(kept, offset: UInt64(line.count) + 1)
                let cases: SortedRun = try reader.run(of: CaseStretch.self, json["cases"])
                let sessions = try reader.run(of: SessionStretch.self, json["sessions"])
                var erased: [ByteText: UInt64] = [:]
                _ = try reader.run(of: ErasedStretch.self, json["erased"]) { key, value in
                    erased[ByteText(String(decoding: key, as: UTF8.self))] = value.index
                }
                let ids = try reader.run(of: IDStretch.self, json["ids"])
                try reader.end()
                self.init(
                    origin: origin, range: range, erased: erased,
                    runs: ChainVerifier.Runs(cases: cases, sessions: sessions, ids: ids))
            default: throw SpillError.damaged
            }
        } catch { throw Finding(.state, "the remembered state is damaged") }
    }

    /// Reads a state that is in memory.
    ///
    /// - Throws: ``Finding`` with the code `STATE` when it is damaged.
    public init(parsing bytes: [UInt8]) throws(Finding) { try self.init(reading: SpilledBytes(bytes)) }

    /// Writes the state piece by piece.
    ///
    /// - Throws: what reading back what was put aside throws, and what `write` throws.
    public func write(to write: ([UInt8]) throws -> Void) throws {
        let erased = try BundleState.run(erased.map { ($0.key.contentBytes, ErasedStretch(index: $0.value)) })
        let json: JSON = [
            "v": 2, "origin": .string(origin), "size": .int(Int64(range.size)), "root": .string(range.root.base64),
            "range": .array(range.hashes.map { .string($0.base64) }), "cases": .int(Int64(runs.cases.count)),
            "sessions": .int(Int64(runs.sessions.count)), "erased": .int(Int64(erased.count)),
            "ids": .int(Int64(runs.ids.count)),
        ]
        try write(json.canonicalBytes + [0x0A])
        try BundleState.copy(runs.cases, write)
        try BundleState.copy(runs.sessions, write)
        try BundleState.copy(erased, write)
        // Where an id was does not matter any more, so that one state has one form.
        var reader = try RunReader(runs.ids, valueLength: IDStretch.length)
        var piece: [UInt8] = []
        while try reader.advance() {
            reader.withRecord { key, _ in
                withUnsafeBytes(of: UInt32(key.count).littleEndian) { piece += $0 }
                piece += key
            }
            piece += repeatElement(0, count: IDStretch.length)
            if piece.count >= 1 << 16 {
                try write(piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try write(piece)
    }

    /// The whole state in memory.
    ///
    /// - Throws: what reading back what was put aside throws.
    public func bytes() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try write { bytes += $0 }
        return bytes
    }

    private static func copy(_ run: SortedRun, _ write: ([UInt8]) throws -> Void) throws {
        var stream = try run.bytes.open(at: run.offset)
        var left = run.length
        while left > 0, let piece = try stream.next() {
            let part = piece.prefix(Int(min(left, UInt64(piece.count))))
            try write(Array(part))
            left -= UInt64(part.count)
        }
        if left > 0 { throw SpillError.damaged }
    }
}

// Reading.
extension BundleState {
    /// What comes before the first newline, or everything.
    private static func firstLine(of kept: some SpillRun) throws -> [UInt8] {
        var stream = try kept.open(at: 0)
        var line: [UInt8] = []
        while let piece = try stream.next() {
            if let end = piece.firstIndex(of: 0x0A) { return line + piece[..<end] }
            line += piece
        }
        return line
    }

    private static func hashes(_ json: JSON?) -> [TreeHash]? {
        guard let texts = json?.array else { return nil }
        let hashes = texts.compactMap { $0.string.flatMap { TreeHash(base64: $0) } }
        return hashes.count == texts.count ? hashes : nil
    }

    /// A run in memory, in any order.
    private static func run<Value: Stretch>(_ records: [([UInt8], Value)]) throws -> SortedRun {
        var writer = try RunWriter(MemorySpill())
        for (key, value) in records.sorted(by: { Bytes.precede($0.0, $1.0) }) { try writer.add(key, value) }
        return try writer.finish(level: 0)
    }

    private init(version1 json: JSON, origin: String, range: CompactRange) throws {
        guard let cases = json["cases"]?.array, let sessions = json["sessions"]?.array,
            let erased = json["erased"]?.array, let ids = json["ids"]?.string.flatMap(Base64.decode),
            ids.count.isMultiple(of: 16)
        else { throw SpillError.damaged }
        let caseRecords = try cases.map { row in
            guard let id = row[0]?.string, let number = row[1]?.int,
                let hash = row[2]?.string.flatMap({ TreeHash(base64: $0) })
            else { throw SpillError.damaged }
            return (Array(id.utf8), CaseStretch(number: number, hash: hash))
        }
        let sessionRecords = try sessions.map { row in
            guard let id = row[0]?.string, let number = row[1]?.int else { throw SpillError.damaged }
            return (Array(id.utf8), SessionStretch(number: number))
        }
        var subjects: [ByteText: UInt64] = [:]
        for row in erased {
            guard let subject = row[0]?.string, let index = row[1]?.int.flatMap({ UInt64(exactly: $0) }) else {
                throw SpillError.damaged
            }
            subjects[ByteText(subject)] = index
        }
        let idRecords = stride(from: 0, to: ids.count, by: 16).map {
            (Array(ids[$0..<$0 + 16]), IDStretch(index: nil))
        }
        self.init(
            origin: origin, range: range, erased: subjects,
            runs: ChainVerifier.Runs(
                cases: try BundleState.run(caseRecords), sessions: try BundleState.run(sessionRecords),
                ids: try BundleState.run(idRecords)))
    }
}

/// Finds the sections of a state, and looks whether each is in order.
private struct SectionReader {
    private let kept: any SpillRun
    private var offset: UInt64

    init(_ kept: some SpillRun, offset: UInt64) { (self.kept, self.offset) = (kept, offset) }

    mutating func run<Value: Stretch>(
        of type: Value.Type, _ count: JSON?, _ visit: ([UInt8], Value) -> Void = { _, _ in }
    ) throws -> SortedRun {
        guard let count = count?.int.flatMap({ UInt64(exactly: $0) }) else { throw SpillError.damaged }
        var run = SortedRun(bytes: kept, offset: offset, count: count, length: 0, level: 0)
        var reader = try RunReader(run, valueLength: Value.length)
        var previous: [UInt8]?
        while try reader.advance() {
            let key = reader.key
            if let previous, !Bytes.precede(previous, key) { throw SpillError.damaged }
            previous = key
            visit(key, reader.value(as: Value.self))
        }
        run = SortedRun(bytes: kept, offset: offset, count: count, length: reader.length, level: 0)
        offset += reader.length
        return run
    }

    /// There is nothing behind the last section.
    func end() throws {
        var stream = try kept.open(at: offset)
        while let piece = try stream.next() {
            if !piece.isEmpty { throw SpillError.damaged }
        }
    }
}
