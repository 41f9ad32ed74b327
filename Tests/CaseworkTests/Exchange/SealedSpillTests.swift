import Casework
import Testing

/// Bytes on their way through a file without a name, and lines cut from them.
@Suite struct `What is too large for the memory` {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func `comes back as it went in, as often as it is wanted`(size: Int) throws {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let writer = try SealedSpill.Writer()
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...50_000, using: &generator)
            try writer.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        let spill = try writer.finish()
        #expect(spill.size == Int64(size))
        for _ in 0..<2 {
            var back: [UInt8] = []
            let next = try spill.pieces()
            while let piece = try next() { back += piece }
            #expect(back == bytes)
        }
    }

    @Test func `lines are the same however the pieces fall`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let count = Int.random(in: 0...8, using: &generator)
            let lines = (0..<count).map { _ in String(repeating: "ж", count: Int.random(in: 0...5, using: &generator)) }
            let hasEnd = Bool.random(using: &generator)
            let text = lines.joined(separator: "\n") + (hasEnd && count > 0 ? "\n" : "")
            var rest = Array(text.utf8)[...]
            let cut = TextLines {
                if rest.isEmpty { return nil }
                let piece = Array(rest.prefix(Int.random(in: 1...7, using: &generator)))
                rest = rest.dropFirst(piece.count)
                return piece
            }
            var got: [String] = []
            while let line = try cut.next() { got.append(String(decoding: line, as: UTF8.self)) }
            // An empty line at the end is there only when a line feed ends it.
            var wanted = lines
            if !hasEnd, wanted.last == "" { wanted.removeLast() }
            #expect(got == wanted)
        }
    }

    @Test func `a line without an end is refused before the memory is full`() throws {
        let lines = TextLines { [UInt8](repeating: 0x20, count: 1 << 16) }
        #expect(throws: DeskError.self) { try lines.next() }
    }
}
