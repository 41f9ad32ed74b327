/// Room beside the memory for what a verification has to sort. The ledger itself writes no files.
///
/// What is put there are ids, counters and hashes, never the contents of an entry.
public protocol SpillSpace: Sendable {
    /// Begins a run of bytes.
    func begin() throws -> any SpillWriter
}

/// A run of bytes that is being written.
public protocol SpillWriter {
    /// Adds bytes at the end.
    mutating func write(_ bytes: [UInt8]) throws
    /// Ends the run; nothing is written to it afterwards.
    mutating func finish() throws -> any SpillRun
}

/// A run of bytes that can be read as often as one likes.
public protocol SpillRun: Sendable {
    /// The bytes from `offset` on, piece by piece. Pieces of 64 KiB are good.
    func open(at offset: UInt64) throws -> any BundleStream
}

/// Room that is memory after all: for small logs and for tests.
public struct MemorySpill: SpillSpace {
    /// Room without a limit.
    public init() {}

    /// Begins a run of bytes.
    public func begin() -> any SpillWriter { Writer() }

    private struct Writer: SpillWriter {
        var bytes: [UInt8] = []

        mutating func write(_ more: [UInt8]) { bytes += more }
        mutating func finish() -> any SpillRun { SpilledBytes(bytes) }
    }
}

/// A run of bytes in memory.
public struct SpilledBytes: SpillRun {
    /// The bytes.
    public let bytes: [UInt8]

    /// A run of these bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes from `offset` on.
    public func open(at offset: UInt64) -> any BundleStream {
        Stream(rest: bytes[Int(min(offset, UInt64(bytes.count)))...])
    }

    private struct Stream: BundleStream {
        var rest: ArraySlice<UInt8>

        mutating func next() -> [UInt8]? {
            defer { rest = rest.dropFirst(1 << 16) }
            return rest.isEmpty ? nil : Array(rest.prefix(1 << 16))
        }
    }
}

/// Why what was put aside cannot be read back.
enum SpillError: Error, Equatable {
    case damaged
}
