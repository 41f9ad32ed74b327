/// A file of an export bundle (section 9 of the audit format).
public enum BundleFile: Sendable, Hashable {
    /// `entries.jsonl`: line k is the leaf with index k.
    case entries
    /// `openings.jsonl`: personal data behind the commitments.
    case openings
    /// `checkpoint`: the newest one.
    case checkpoint
    /// `checkpoints/<name>`: an older one.
    case olderCheckpoint(String)

    /// The path inside of the bundle.
    public var path: String {
        switch self {
        case .entries: "entries.jsonl"
        case .openings: "openings.jsonl"
        case .checkpoint: "checkpoint"
        case .olderCheckpoint(let name): "checkpoints/\(name)"
        }
    }
}

/// Where the files of a bundle come from. The ledger itself reads no files.
///
/// An implementation over a directory must not follow symbolic links out of it.
public protocol BundleSource {
    /// The names of the files in `checkpoints/`, in order; empty when there is no such folder.
    func olderCheckpoints() throws -> [String]

    /// The contents of a file piece by piece, nil when the file does not exist.
    func open(_ file: BundleFile) throws -> (any BundleStream)?
}

/// The contents of one file.
public protocol BundleStream {
    /// The next piece of the file, nil at its end. Pieces of 128 KiB are good: they stay in the processor's cache.
    mutating func next() throws -> [UInt8]?
}

/// A bundle in memory.
public struct MemoryBundle: BundleSource, Sendable, Equatable {
    /// The contents by file.
    public var files: [BundleFile: [UInt8]]

    /// A bundle of these files.
    public init(files: [BundleFile: [UInt8]] = [:]) { self.files = files }

    /// The names of the older checkpoints, sorted.
    public func olderCheckpoints() -> [String] {
        files.keys.compactMap { if case .olderCheckpoint(let name) = $0 { name } else { nil } }.sorted()
    }

    /// The contents in one piece.
    public func open(_ file: BundleFile) -> (any BundleStream)? { files[file].map { Stream(bytes: $0) } }

    private struct Stream: BundleStream {
        var bytes: [UInt8]?

        mutating func next() -> [UInt8]? {
            defer { bytes = nil }
            return bytes
        }
    }
}

/// Why a bundle cannot be read.
enum BundleInputError: Error, Equatable {
    case missing(BundleFile)
    case tooLong(BundleFile)
    case lineTooLong
}

extension BundleSource {
    /// A small file as a whole, nil when it does not exist.
    func contents(_ file: BundleFile, limit: Int = SignedNote.maximumLength) throws -> [UInt8]? {
        guard var stream = try open(file) else { return nil }
        var bytes: [UInt8] = []
        while let piece = try stream.next() {
            bytes += piece
            if bytes.count > limit { throw BundleInputError.tooLong(file) }
        }
        return bytes
    }
}

/// Cuts a stream into lines without keeping more than one of them.
struct LineReader {
    static let maximumLength = 1 << 20

    var stream: any BundleStream
    private var begun: [UInt8] = []

    init(_ stream: any BundleStream) { self.stream = stream }

    /// Calls `body` with every line without its newline, and whether it had one.
    mutating func forEach(_ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void) throws {
        while let piece = try stream.next() {
            try piece.withUnsafeBufferPointer { try lines(of: $0, body) }
        }
        if !begun.isEmpty { begun.withUnsafeBufferPointer { body($0, false) } }
    }

    private mutating func lines(
        of piece: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, Bool) -> Void
    ) throws {
        var start = 0
        while let end = newline(in: piece, from: start) {
            let line = UnsafeBufferPointer(rebasing: piece[start..<end])
            if begun.isEmpty {
                body(line, true)
            } else {
                begun += line
                begun.withUnsafeBufferPointer { body($0, true) }
                begun.removeAll(keepingCapacity: true)
            }
            start = end + 1
        }
        begun += piece[start...]
        if begun.count > LineReader.maximumLength { throw BundleInputError.lineTooLong }
    }

    /// Eight bytes at a time: a byte of the word is zero where it was a newline.
    private func newline(in piece: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var place = start
        let raw = UnsafeRawBufferPointer(piece)
        while place + 8 <= raw.count {
            let loaded = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let word = loaded ^ 0x0A0A_0A0A_0A0A_0A0A
            let found = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < raw.count {
            if raw[place] == 0x0A { return place }
            place += 1
        }
        return nil
    }
}

extension BundleSource {
    /// Calls `body` with every leaf of the bundle, in order, without looking into it.
    ///
    /// - Throws: what reading throws.
    public func forEachLeaf(_ body: ([UInt8]) -> Void) throws {
        guard let stream = try open(.entries) else { throw BundleInputError.missing(.entries) }
        var reader = LineReader(stream)
        try reader.forEach { line, _ in body(Array(line)) }
    }
}
