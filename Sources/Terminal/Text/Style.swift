internal import Glibc

/// How a piece of text looks in a terminal.
public struct Style: Sendable, Hashable {
    /// A colour of the terminal's own palette, so that it suits a dark and a light background.
    public enum Color: Int, Sendable, Hashable {
        /// Broken deadlines, P0, errors.
        case red = 31
        /// Done.
        case green = 32
        /// Warnings, P1.
        case yellow = 33
        /// Links and keys.
        case cyan = 36
    }
    /// Thick letters.
    public var isBold: Bool
    /// Pale letters.
    public var isFaint: Bool
    /// Foreground and background exchanged.
    public var isReversed: Bool
    /// The colour; nil for the terminal's own.
    public var color: Color?

    /// A style; plain without arguments.
    public init(bold: Bool = false, faint: Bool = false, reversed: Bool = false, color: Color? = nil) {
        (isBold, isFaint, isReversed, self.color) = (bold, faint, reversed, color)
    }

    /// No decoration.
    public static let plain = Style()
    /// Thick letters.
    public static let bold = Style(bold: true)
    /// Pale letters.
    public static let faint = Style(faint: true)
    /// Foreground and background exchanged.
    public static let reversed = Style(reversed: true)
    /// Thick red letters.
    public static let alarm = Style(bold: true, color: .red)
    /// What a terminal can show.
    public enum Support: Sendable, Hashable {
        /// Text only.
        case none
        /// Bold, faint and reversed: a terminal for which somebody set `NO_COLOR`.
        case monochrome
        /// Everything.
        case color

        /// What is right for a file descriptor: nothing unless it is a terminal, and what `TERM` and `NO_COLOR` say.
        public static func of(fileDescriptor: Int32) -> Support {
            guard isatty(fileDescriptor) == 1 else { return .none }
            return of(term: environmentValue("TERM"), noColor: environmentValue("NO_COLOR"))
        }

        static func of(term: String?, noColor: String?) -> Support {
            guard let term, !term.isEmpty, term != "dumb" else { return .none }
            return noColor?.isEmpty == false ? .monochrome : .color
        }
    }

    /// The text with the control sequences around it that show it in this style.
    public func applied(to text: String, support: Support) -> String {
        let codes = codes(support)
        return codes.isEmpty || text.isEmpty ? text : "\u{1B}[\(codes)m\(text)\u{1B}[0m"
    }

    private func codes(_ support: Support) -> String {
        guard support != .none else { return "" }
        var codes: [Int] = []
        if isBold { codes.append(1) }
        if isFaint { codes.append(2) }
        if isReversed { codes.append(7) }
        if support == .color, let color { codes.append(color.rawValue) }
        return codes.map(String.init).joined(separator: ";")
    }
}

func environmentValue(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
