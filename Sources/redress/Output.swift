import Canonical
import Foundation

/// Standard output is for the answer, standard error for everything that is said about it.
enum Output {
    static func message(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    static func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    /// A text that has its line ends already.
    static func raw(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// One document, members sorted: the same bytes for the same answer.
    static func json(_ value: JSON) { line(value.canonicalText) }
}
