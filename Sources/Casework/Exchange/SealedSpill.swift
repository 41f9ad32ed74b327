internal import Crypto
internal import Ledger

/// Bytes that came in or go out and are too many for the memory, in a file without a name, sealed under a key that only
/// this program's memory has: what people told lies on no disk in plain. It is gone when nobody holds it any more, or the
/// program ends, however it ends.
public struct SealedSpill: Sendable {
    /// How many bytes there are.
    public let size: Int64
    /// SHA-256 over them.
    public let digest: [UInt8]
    private let run: any SpillRun
    private let key: SymmetricKey
    private static let pieceSize = 1 << 16
    /// A piece with its nonce and its tag.
    private static let sealedSize = pieceSize + 28

    /// Takes bytes until it is told that there are no more.
    public final class Writer {
        private var spill: any SpillWriter
        private let key = SymmetricKey(size: .bits256)
        private var waiting: [UInt8] = []
        private var hash = SHA256()
        private var size: Int64 = 0
        private var number = 0

        /// Begins.
        ///
        /// - Throws: ``KeptFileError`` when there is no room for it.
        public init() throws { spill = try SpillFiles().begin() }

        /// Adds bytes at the end.
        ///
        /// - Throws: ``KeptFileError``.
        public func append(_ bytes: [UInt8]) throws {
            hash.update(data: bytes)
            size += Int64(bytes.count)
            waiting += bytes
            while waiting.count >= SealedSpill.pieceSize {
                try put(Array(waiting.prefix(SealedSpill.pieceSize)))
                waiting.removeFirst(SealedSpill.pieceSize)
            }
        }

        /// Ends it: what there is can be read, as often as one likes.
        ///
        /// - Throws: ``KeptFileError``.
        public func finish() throws -> SealedSpill {
            if !waiting.isEmpty { try put(waiting) }
            waiting = []
            return SealedSpill(size: size, digest: Array(hash.finalize()), run: try spill.finish(), key: key)
        }

        private func put(_ piece: [UInt8]) throws {
            try spill.write(try GCM.seal(piece, key, authenticating: GCM.bigEndian(number)))
            number += 1
        }
    }

    /// The bytes from the beginning, piece by piece; nil after the last one.
    ///
    /// - Throws: ``KeptFileError``; ``SealError`` when the file was changed.
    public func pieces() throws -> (() throws -> [UInt8]?) {
        var stream = try run.open(at: 0)
        var (waiting, number): ([UInt8], Int) = ([], 0)
        let key = key
        return {
            while waiting.count < Self.sealedSize, let more = try stream.next() { waiting += more }
            if waiting.isEmpty { return nil }
            let sealed = Array(waiting.prefix(Self.sealedSize))
            waiting.removeFirst(sealed.count)
            defer { number += 1 }
            return try GCM.open(sealed, key, authenticating: GCM.bigEndian(number))
        }
    }
}

extension ImportCases.Source {
    /// The lines of what came in.
    public init(_ spill: SealedSpill, onLine: @escaping @Sendable () -> Void) {
        self.init {
            let lines = TextLines(try spill.pieces())
            return {
                onLine()
                return try lines.next()
            }
        }
    }
}
