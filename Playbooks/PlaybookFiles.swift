/// The shipped playbooks, inside of the binary.
public enum PlaybookFiles {
    /// Each file: its path in this folder, and its text.
    public static let all: [(name: String, text: String)] = EmbeddedFiles.all.filter { $0.name.hasSuffix(".yaml") }
}
