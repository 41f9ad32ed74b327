extension StringProtocol {
    /// What somebody wrote, to be repeated in a message: only what can be a code. Words and names that came into the wrong
    /// place are not repeated.
    func echoed(or other: @autoclosure () -> String) -> String {
        let isCode = !isEmpty && utf8.count <= 120 && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isCode ? String(self) : other()
    }
}

extension DeskError {
    /// A place in the files of whoever works here, which is told as it is.
    static func placed(_ name: String) -> String? { name.hasPrefix("at ") || name.hasPrefix("in ") ? name : nil }
}
