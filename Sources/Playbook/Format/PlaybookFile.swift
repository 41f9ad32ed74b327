import Canonical

/// The bytes of one playbook file.
public struct PlaybookSource: Sendable, Hashable {
    /// What the file is called in findings.
    public var file: String
    /// Its content, as it came.
    public var bytes: [UInt8]
    /// The bytes of one playbook file.
    public init(file: String, bytes: [UInt8]) { (self.file, self.bytes) = (file, bytes) }
}

/// A playbook that was read, with what identifies it.
public struct LoadedPlaybook: Sendable {
    /// What the file says.
    public let playbook: Playbook
    /// What the file was called.
    public let file: String
    /// SHA-256 of what steers a run, in lower-case hexadecimal: equal for two versions that differ in wording alone.
    public let structureDigest: String
    /// SHA-256 of the wording, in lower-case hexadecimal.
    public let textDigest: String
    /// SHA-256 of ``canonical``, in lower-case hexadecimal: the identity of the version.
    public let digest: String
    /// The one byte form of the content, independent of the layout of the file.
    public let canonical: [UInt8]
    /// Where things stand in the file.
    let map: SourceMap

    /// Computes what identifies `playbook`.
    init(_ playbook: Playbook, file: String, map: SourceMap = SourceMap()) {
        self.playbook = playbook
        self.file = file
        self.map = map
        canonical = playbook.canonicalForm.canonicalBytes
        digest = sha256(canonical)
        structureDigest = sha256(playbook.structure.canonicalBytes)
        textDigest = sha256(playbook.wording.canonicalBytes)
    }

    /// A version that was stored before, from its canonical form.
    ///
    /// - Throws: ``PlaybookFile/NotCanonical`` when the bytes are not such a form.
    public init(canonical: [UInt8], file: String = "") throws(PlaybookFile.NotCanonical) {
        self.init(try PlaybookFile.load(canonical: canonical), file: file)
    }
}

/// Reads and identifies playbook files. Any bytes give a playbook or findings.
public enum PlaybookFile {
    /// The bytes are not the canonical form of a playbook of this format version.
    public struct NotCanonical: Error, Equatable {
        /// What was found.
        public let findings: [Finding]
    }

    /// Reads one file. There is no playbook when any finding is an error.
    ///
    /// What needs more than the one file in view, from the types of variables on, is found by ``Library/load(_:known:desk:today:)``.
    public static func parse(_ source: PlaybookSource) -> (LoadedPlaybook?, [Finding]) {
        let result = read(source)
        let findings = result.log.findings.inFileOrder
        guard let playbook = result.playbook, !result.log.hasErrors else { return (nil, findings) }
        return (LoadedPlaybook(playbook, file: source.file, map: result.map), findings)
    }

    /// Reads back what ``LoadedPlaybook/canonical`` holds: the same playbook without its places.
    ///
    /// - Throws: ``NotCanonical`` when the bytes are not such a form.
    public static func load(canonical: [UInt8]) throws(NotCanonical) -> Playbook {
        let log = FindingLog(file: "")
        guard let node = YAMLNode(canonical: canonical, log: log) else { throw NotCanonical(findings: log.findings) }
        let reading = PlaybookReading(log: log)
        guard let playbook = reading.playbook(node), !log.hasErrors else { throw NotCanonical(findings: log.findings) }
        return playbook
    }

    /// What could be understood of a file.
    struct Result {
        var playbook: Playbook?
        var map = SourceMap()
        var log: FindingLog
    }

    /// Reads as much of a file as can be understood.
    static func read(_ source: PlaybookSource) -> Result {
        let log = FindingLog(file: source.file)
        guard let text = FileText(source.bytes, log: log), let node = YAMLReader.document(text, log: log) else {
            return Result(log: log)
        }
        let reading = PlaybookReading(log: log)
        let playbook = reading.playbook(node)
        return Result(playbook: playbook, map: reading.map, log: log)
    }
}

extension [Finding] {
    /// In the order of the files' names and places; of one place, in the order found.
    var inFileOrder: [Finding] {
        enumerated().sorted { left, right in
            (left.element.file, left.element.place, left.offset) < (
                right.element.file, right.element.place, right.offset
            )
        }.map(\.element)
    }
}
