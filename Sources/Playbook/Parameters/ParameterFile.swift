/// Reads parameter files. Any bytes give a set or findings.
public enum ParameterFile {
    /// Whether a file says of itself that it holds parameters: its first line that is no comment begins with
    /// `parameters:`.
    public static func isOne(_ source: PlaybookSource) -> Bool {
        let key = Array("parameters:".utf8)
        let start = source.bytes.prefix(4096)
        // The canonical form: one line, keys in order of the alphabet.
        if start.starts(with: "{\"languages\":[".utf8) {
            return Array(start.prefix(256)).contains(Array("],\"parameters\":".utf8))
        }
        for line in start.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { return line.dropFirst(3).starts(with: key) }
            guard let first = line.first(where: { $0 != UInt8(ascii: " ") }) else { continue }
            if first == UInt8(ascii: "#") || line.elementsEqual("---".utf8) { continue }
            return line.starts(with: key)
        }
        return false
    }

    /// Reads one file. There is no set when any finding is an error.
    public static func parse(_ source: PlaybookSource) -> (ParameterSet?, [Finding]) {
        let result = read(source)
        return (result.log.hasErrors ? nil : result.set, result.log.findings.inFileOrder)
    }

    /// Reads back what ``ParameterSet/canonical`` holds.
    ///
    /// - Throws: ``PlaybookFile/NotCanonical`` when the bytes are not such a form.
    public static func load(canonical: [UInt8]) throws(PlaybookFile.NotCanonical) -> ParameterSet {
        let log = FindingLog(file: "")
        guard let node = YAMLNode(canonical: canonical, log: log), let set = PlaybookReading(log: log).parameters(node),
            !log.hasErrors
        else { throw PlaybookFile.NotCanonical(findings: log.findings) }
        return set
    }

    /// What could be understood of a file.
    struct Result {
        var set: ParameterSet?
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
        let set = reading.parameters(node)
        return Result(set: set, map: reading.map, log: log)
    }
}

extension [UInt8] {
    /// Whether `other` stands somewhere in it.
    fileprivate func contains(_ other: [UInt8]) -> Bool {
        guard count >= other.count else { return false }
        return (0...(count - other.count)).contains { self[$0...].starts(with: other) }
    }
}
