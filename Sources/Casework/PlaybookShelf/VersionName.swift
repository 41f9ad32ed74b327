public import Playbook

/// The name of one playbook version: `safe-account@1.2.0`.
public struct VersionName: Sendable, Hashable, CustomStringConvertible {
    /// The playbook.
    public let playbook: String
    /// Its version.
    public let version: Version

    /// A name from its parts, as people write them.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for what is no version number.
    public init(_ playbook: String, _ version: String) throws(DeskError) {
        guard let number = Version(version) else {
            throw .malformed(field: "version", problem: .form(example: "1.2.0"), value: version)
        }
        self.init(playbook: playbook, version: number)
    }

    /// Reads `safe-account@1.2.0`; `field` is what the input is called.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for anything else.
    public init(_ text: String, field: String) throws(DeskError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let version = Version(String(parts[1])) else {
            throw .malformed(field: field, problem: .form(example: "safe-account@1.2.0"), value: text)
        }
        self.init(playbook: String(parts[0]), version: version)
    }

    init(playbook: String, version: Version) { (self.playbook, self.version) = (playbook, version) }

    /// `safe-account@1.2.0`
    public var description: String { "\(playbook)@\(version)" }
}
