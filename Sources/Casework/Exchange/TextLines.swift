/// Cuts bytes that come piece by piece into lines, with little of them in memory.
public final class TextLines {
    /// The most bytes of a line; a line beyond that is no line of ours.
    private static let longest = 1 << 20
    private let more: () throws -> [UInt8]?
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// The lines of what `more` gives, which answers nil after the last piece.
    public init(_ more: @escaping () throws -> [UInt8]?) { self.more = more }

    /// The next line without its line feed; nil after the last one.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for a line longer than a mebibyte, and what the source throws.
    public func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            if isAtEnd {
                defer { (buffer, start) = ([], 0) }
                return start < buffer.count ? Array(buffer[start...]) : nil
            }
            guard buffer.count - start <= Self.longest else {
                throw DeskError.malformed(field: "line", problem: .tooLong(Self.longest))
            }
            buffer.removeFirst(start)
            (start, searched) = (0, buffer.count)
            if let piece = try more() { buffer += piece } else { isAtEnd = true }
        }
    }
}
