import Casework

/// Takes the archive of a bundle apart as it comes, and gives its files to a sink. Only what a bundle may hold is taken: no
/// archive can write anywhere else.
struct TarReader {
    private var waiting: [UInt8] = []
    private var file = ""
    /// Bytes of the present file that are still to come, and of the filling behind it.
    private var (rest, padding): (Int64, Int64) = (0, 0)
    /// What a header in front says of the next file: its size where eleven octal digits are too few.
    private var (isSaying, said): (Bool, [UInt8]) = (false, [])
    private var sizeAhead: Int64?
    private var emptyBlocks = 0

    /// Whether the end of the archive has come: without it a part is missing.
    var isComplete: Bool { emptyBlocks >= 2 && rest == 0 && padding == 0 }

    /// Takes what came.
    ///
    /// - Throws: ``RemoteRefusal/notADesk`` when it is no archive of a bundle, and what the sink throws.
    mutating func take(_ bytes: [UInt8], into sink: any BundleSink) async throws {
        waiting += bytes
        var place = 0
        while place < waiting.count {
            let there = waiting.count - place
            if rest > 0 {
                let count = Int(min(rest, Int64(there)))
                let piece = Array(waiting[place..<place + count])
                if isSaying { said += piece } else { try await sink.append(piece, to: file) }
                (rest, place) = (rest - Int64(count), place + count)
            } else if padding > 0 {
                let count = Int(min(padding, Int64(there)))
                (padding, place) = (padding - Int64(count), place + count)
            } else {
                guard there >= 512 else { break }
                try await header(Array(waiting[place..<place + 512]), into: sink)
                place += 512
            }
        }
        waiting.removeFirst(place)
    }

    private mutating func header(_ block: [UInt8], into sink: any BundleSink) async throws {
        if isSaying {
            sizeAhead = try Self.size(in: said)
            (isSaying, said) = (false, [])
        }
        if block.allSatisfy({ $0 == 0 }) {
            emptyBlocks += 1
            return
        }
        var summed = block
        summed.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        guard emptyBlocks == 0, let sum = Self.octal(block[148..<156]),
            sum == summed.reduce(0, { $0 + Int64($1) }), let size = Self.octal(block[124..<136])
        else { throw RemoteRefusal.notADesk }
        isSaying = block[156] == UInt8(ascii: "x")
        file = String(decoding: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        rest = isSaying ? size : sizeAhead ?? size
        padding = (512 - rest % 512) % 512
        if isSaying {
            guard size <= 4_096 else { throw RemoteRefusal.notADesk }
            return
        }
        sizeAhead = nil
        guard block[156] == UInt8(ascii: "0"), Self.isOfBundle(file) else { throw RemoteRefusal.notADesk }
        try await sink.append([], to: file)
    }

    /// The names that the format has (docs/audit.md), and no other.
    private static func isOfBundle(_ file: String) -> Bool {
        if ["checkpoint", "entries.jsonl", "openings.jsonl"].contains(file) { return true }
        let name = file.dropFirst("checkpoints/".count)
        return file.hasPrefix("checkpoints/") && !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.prefix { $0 != 0 && $0 != 0x20 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
    }

    /// The record `size` of a header in front: `LENGTH size=NUMBER`; nil when it says other things only.
    private static func size(in said: [UInt8]) throws -> Int64? {
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
        let words = lines.compactMap { $0.split(separator: " ", maxSplits: 1).last }
        guard let text = words.first(where: { $0.hasPrefix("size=") })?.dropFirst(5) else { return nil }
        guard let size = Int64(text), size >= 0 else { throw RemoteRefusal.notADesk }
        return size
    }
}
