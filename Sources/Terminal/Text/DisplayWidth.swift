/// How many columns of a terminal a text takes: letters one, East Asian wide ones and pictures two, marks none.
public func displayWidth(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + $1.displayWidth }
}

extension Character {
    /// Columns of one character with all its marks.
    var displayWidth: Int {
        var width = 0
        for scalar in unicodeScalars {
            // The emoji selector makes a picture of the character before it.
            if scalar.value == 0xFE0F, width > 0 { return 2 }
            width = max(width, scalar.columns)
        }
        return width
    }
}

extension Unicode.Scalar {
    fileprivate var columns: Int {
        if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
        if value < 0x300 { return value == 0xAD ? 0 : 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: break
        }
        if (0x1160...0x11FF).contains(value) { return 0 }
        return isWide ? 2 : 1
    }

    /// East Asian Width W and F, and what is shown as a picture.
    private var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x1F1E6...0x1F1FF, 0x20000...0x3FFFD:
            true
        case 0x1F000...0x1FAFF, 0x2300...0x27BF, 0x2B00...0x2BFF: properties.isEmojiPresentation
        default: false
        }
    }
}

extension String {
    /// The text as it may be written to a terminal: no control characters, no direction overrides, so that nothing in
    /// a case can move the cursor or colour the screen.
    var displayable: String {
        guard unicodeScalars.contains(where: \.isUnsafeToShow) else { return self }
        var safe = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if !scalar.isUnsafeToShow {
                safe.append(scalar)
            } else if scalar == "\t" || scalar == "\n" {
                safe.append(" ")
            }
        }
        return String(safe)
    }
}

extension Unicode.Scalar {
    fileprivate var isUnsafeToShow: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
