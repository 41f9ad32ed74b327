public import Canonical

/// Playbooks of the OASIS standard CACAO 2.0, in and out. `docs/cacao.md` says what becomes what.
public enum CACAO {
    /// The extension that carries what CACAO has no word for.
    public static let extensionID = "extension-definition--5a7c1f0e-6d0b-4b8e-9a52-3f4b8c2e7d61"

    /// Judges a file by the rules of the specification. Any bytes give findings, in time linear in their number.
    public static func check(_ source: PlaybookSource) -> [Finding] {
        read(source).log.findings.inFileOrder
    }

    /// What an import may do.
    public struct Options: Sendable, Hashable {
        /// Whether commands for machines become actions that show their text. Nothing is ever run.
        public var allowsExecutableCommands: Bool
        /// The languages under which the words of a foreign playbook stand. They are not translated.
        public var languages: [Language]
        /// The most rounds of a `while`, which has no bound of its own; nil to refuse it.
        public var maximumRounds: Int?
        /// The outcome of a run that ends early: behind a failure, or in the exception. Nil to let it go on or nest.
        public var outcome: String?
        /// The playbooks that calls may mean, by CACAO identifier.
        public var known: [String: [KnownVersion]]

        /// What an import may do.
        public init(
            allowsExecutableCommands: Bool = false, languages: [Language] = ["en"], maximumRounds: Int? = nil,
            outcome: String? = nil, known: [String: [KnownVersion]] = [:]
        ) {
            self.allowsExecutableCommands = allowsExecutableCommands
            self.languages = languages
            self.maximumRounds = maximumRounds
            self.outcome = outcome
            self.known = known
        }
    }

    /// A version of a playbook that a call may mean.
    public struct KnownVersion: Sendable, Hashable {
        /// What CACAO calls its version: when it was modified.
        public var modified: Timestamp
        /// What it is called here.
        public var key: Library.Key
        /// A version of a playbook that a call may mean.
        public init(modified: Timestamp, key: Library.Key) { (self.modified, self.key) = (modified, key) }
    }

    /// Reads a file as a playbook of this desk. There is none when a finding is an error.
    ///
    /// Steps that this program exported come back as they were; others become what `docs/cacao.md` says. Command text
    /// is data: it is shown to the agent and never run.
    public static func load(_ source: PlaybookSource, options: Options = Options()) -> (Playbook?, [Finding]) {
        let (root, log) = read(source)
        guard let root, !log.hasErrors else { return (nil, log.findings.inFileOrder) }
        let playbook = CACAOImport(root, log: log, options: options).playbook()
        return (log.hasErrors ? nil : playbook, log.findings.inFileOrder)
    }

    /// The identifier under which a playbook is exported.
    public static func identifier(of playbook: String) -> String {
        CACAOIdentifier.derived("playbook", from: playbook)
    }

    private static func read(_ source: PlaybookSource) -> (root: CACAONode?, log: FindingLog) {
        let log = FindingLog(file: source.file)
        guard let root = CACAOReader.document(source.bytes, log: log) else { return (nil, log) }
        CACAOCheck(root, log: log).run()
        return (root, log)
    }
}
