internal import Glibc

/// Asks a person at a terminal for one thing; the questions go to standard error, so that standard output stays clean.
public struct Prompt: Sendable {
    private let read: @Sendable () -> String?
    private let write: @Sendable (String) -> Void

    /// Questions on standard error, answers from standard input.
    public init() {
        self.init(read: { readLine() }, write: { writeAll(Array($0.utf8), to: STDERR_FILENO) })
    }

    init(read: @escaping @Sendable () -> String?, write: @escaping @Sendable (String) -> Void) {
        (self.read, self.write) = (read, write)
    }

    /// Whether there is a person: standard input and standard error are a terminal.
    public static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// One line; nil at the end of the input. An empty line gives `preset` when there is one.
    ///
    /// - Parameter check: what is wrong with a line, as a sentence, or nil; the question is put again.
    public func line(_ question: String, preset: String? = nil, check: (String) -> String? = { _ in nil }) -> String? {
        while true {
            write(preset.map { "\(question) [\($0)]: " } ?? "\(question): ")
            guard let typed = read() else { return nil }
            let text = typed.trimmedSpaces.isEmpty ? preset ?? "" : typed.trimmedSpaces
            guard let problem = check(text) else { return text }
            write(problem + "\n")
        }
    }

    /// The index of one of the choices, by its number or the beginning of its name; nil at the end of the input.
    public func choice(_ question: String, _ choices: [String], preset: Int? = nil) -> Int? {
        for (index, choice) in choices.enumerated() { write("  \(index + 1)  \(choice)\n") }
        while true {
            write(preset.map { "\(question) [\($0 + 1)]: " } ?? "\(question): ")
            guard let typed = read()?.trimmedSpaces.lowercased() else { return nil }
            if typed.isEmpty, let preset { return preset }
            if let number = Int(typed), choices.indices.contains(number - 1) { return number - 1 }
            let near = choices.indices.filter { !typed.isEmpty && choices[$0].lowercased().hasPrefix(typed) }
            if near.count == 1 { return near[0] }
            write("1–\(choices.count)\n")
        }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmedSpaces: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// Writes all bytes; what cannot be written any more, because the reader is gone, is dropped.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var start = 0
    while start < bytes.count {
        let count = bytes[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            start += count
        } else if count < 0, errno == EAGAIN {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, 1000) > 0 else { return }
        } else if !(count < 0 && errno == EINTR) {
            return
        }
    }
}
