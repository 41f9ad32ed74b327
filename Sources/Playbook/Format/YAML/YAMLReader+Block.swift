/// Blocks of text behind `|` (lines stay) and `>` (lines are joined).
extension YAMLReader {
    /// The block whose head stands here.
    mutating func blockScalar(parent: Int) throws(Failure) -> YAMLNode {
        let head = try blockHead()
        let place = here()
        let explicit = head.indent.map { max(parent, 0) + $0 }
        let (indent, blankLines) = try blockIndentation(parent: parent, explicit: explicit)
        var builder = ScalarBuilder()
        var pendingBreaks = blankLines
        var hasBreak = false
        var wasIndented = false
        while try isInBlock(indent: indent) {
            let isIndented = current == 0x20
            if hasBreak {
                let joins = head.isFolded && !wasIndented && !isIndented
                if !joins { builder.appendLines(1) } else if pendingBreaks == 0 { builder.append(" ") }
            }
            builder.appendLines(pendingBreaks)
            builder.begin(at: here())
            wasIndented = isIndented
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            builder.append(bytes[position..<end])
            hasBreak = end < bytes.count
            position = min(end + 1, bytes.count)
            pendingBreaks = skipBlankLines(indent: indent)
        }
        if head.chomping != "-", hasBreak { builder.appendLines(1) }
        if head.chomping == "+" { builder.appendLines(pendingBreaks) }
        let scalar = builder.scalar(.block)
        return YAMLNode(content: .scalar(scalar), place: scalar.segments.first?.place ?? place)
    }

    private struct BlockHead {
        var isFolded: Bool
        var chomping: Character?
        var indent: Int?
    }

    private mutating func blockHead() throws(Failure) -> BlockHead {
        var head = BlockHead(isFolded: current == UInt8(ascii: ">"))
        position += 1
        while !YAMLReader.isBlank(current) {
            switch current {
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard head.chomping == nil else { throw blockHeadFailure() }
                head.chomping = Character(Unicode.Scalar(current))
            case UInt8(ascii: "1")...UInt8(ascii: "9"):
                guard head.indent == nil else { throw blockHeadFailure() }
                head.indent = Int(current - UInt8(ascii: "0"))
            default: throw blockHeadFailure()
            }
            position += 1
        }
        if try !isAtLineEnd() { throw blockHeadFailure() }
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        if position < bytes.count { position += 1 }
        return head
    }

    private mutating func blockHeadFailure() -> Failure {
        failure("yaml-syntax", "Behind | or > only -, + and one digit may stand.", "Begin the text on the next line.")
    }

    /// The indentation of the block and the blank lines before its first line.
    private mutating func blockIndentation(parent: Int, explicit: Int?) throws(Failure) -> (Int, Int) {
        if let explicit { return (explicit, skipBlankLines(indent: explicit)) }
        var lines = 0
        var widest = 0
        while true {
            let start = position
            skipSpaces()
            let indent = position - start
            guard current == 0x0A else {
                let least = max(parent + 1, 1)
                position = start
                if position + indent < bytes.count, indent >= least, widest > indent {
                    throw failure(
                        "yaml-indentation", "A blank line above is indented further than this one.", "Empty it.")
                }
                return (max(indent, least, indent >= least ? 0 : widest), lines)
            }
            widest = max(widest, indent)
            lines += 1
            position += 1
        }
    }

    /// Moves over lines that hold nothing, and not more blanks than the indentation.
    private mutating func skipBlankLines(indent: Int) -> Int {
        var lines = 0
        while position < bytes.count {
            var end = position
            while end < bytes.count, end - position < indent, bytes[end] == 0x20 { end += 1 }
            guard end < bytes.count, bytes[end] == 0x0A else { return lines }
            position = end + 1
            lines += 1
        }
        return lines
    }

    /// Whether the line that begins here belongs to the block; moves behind its indentation when so.
    private mutating func isInBlock(indent: Int) throws(Failure) -> Bool {
        var end = position
        while end < bytes.count, end - position < indent, bytes[end] == 0x20 { end += 1 }
        guard end < bytes.count, end - position == indent else { return false }
        position = end
        return true
    }
}
