public import Canonical

/// One case for somebody who may not see the others: every entry with its proof, and a snapshot that shows the end.
public struct CaseBundle: Sendable, Hashable {
    /// A leaf with its place in the log and the proof of it.
    public struct Entry: Sendable, Hashable {
        /// The index in the log.
        public let index: UInt64
        /// The leaf.
        public let leaf: [UInt8]
        /// The inclusion proof.
        public let proof: [TreeHash]

        /// The leaf at `index` with its proof.
        public init(index: UInt64, leaf: [UInt8], proof: [TreeHash]) {
            (self.index, self.leaf, self.proof) = (index, leaf, proof)
        }
    }

    /// The snapshot of the case heads with the line of the case.
    public struct Heads: Sendable, Hashable {
        /// The `audit.case_heads` entry.
        public let entry: Entry
        /// The line of the case.
        public let line: [UInt8]
        /// The place of the line in the tree of the heads.
        public let lineIndex: UInt64
        /// The proof of the line.
        public let lineProof: [TreeHash]

        /// A snapshot with the line of one case.
        public init(entry: Entry, line: [UInt8], lineIndex: UInt64, lineProof: [TreeHash]) {
            (self.entry, self.line, self.lineIndex, self.lineProof) = (entry, line, lineIndex, lineProof)
        }
    }

    /// The case.
    public let caseID: String
    /// The note of the checkpoint to which all proofs lead.
    public let checkpoint: [UInt8]
    /// The entries of the case in the order of the log.
    public let entries: [Entry]
    /// The snapshot, without which the end of the case is not shown.
    public let heads: Heads?

    /// A bundle of one case.
    public init(caseID: String, checkpoint: [UInt8], entries: [Entry], heads: Heads?) {
        (self.caseID, self.checkpoint, self.entries, self.heads) = (caseID, checkpoint, entries, heads)
    }

    /// The bundle as JSON.
    public var json: JSON {
        .members([
            "case": .string(caseID), "checkpoint": .string(String(decoding: checkpoint, as: UTF8.self)),
            "entries": .array(entries.map { .object($0.members) }), "heads": heads?.json,
        ])
    }

    /// Reads a bundle.
    ///
    /// - Throws: ``Finding`` when it is not one.
    public init(parsing bytes: [UInt8]) throws(Finding) {
        guard let json = try? JSON(parsing: bytes), let id = json["case"]?.string,
            let checkpoint = json["checkpoint"]?.string, let rows = json["entries"]?.array
        else { throw Finding(.input, "not a bundle of a case") }
        var entries: [Entry] = []
        for row in rows { entries.append(try Entry(row)) }
        var heads: Heads?
        if let json = json["heads"], !json.isNull { heads = try Heads(json) }
        self.init(caseID: id, checkpoint: Array(checkpoint.utf8), entries: entries, heads: heads)
    }
}

extension CaseBundle.Entry {
    fileprivate var members: JSON.Members {
        [
            "index": .int(Int64(index)), "leaf": .string(String(decoding: leaf, as: UTF8.self)),
            "proof": .array(proof.map { .string($0.base64) }),
        ]
    }

    fileprivate init(_ json: JSON) throws(Finding) {
        guard let index = json["index"]?.int.flatMap({ UInt64(exactly: $0) }), let leaf = json["leaf"]?.string else {
            throw Finding(.input, "an entry without index or leaf")
        }
        self.init(index: index, leaf: Array(leaf.utf8), proof: try CaseBundle.hashes(json["proof"]))
    }
}

extension CaseBundle.Heads {
    fileprivate var json: JSON {
        var members = entry.members
        members["line"] = .string(String(decoding: line, as: UTF8.self))
        members["line_index"] = .int(Int64(lineIndex))
        members["line_proof"] = .array(lineProof.map { .string($0.base64) })
        return .object(members)
    }

    fileprivate init(_ json: JSON) throws(Finding) {
        guard let index = json["line_index"]?.int.flatMap({ UInt64(exactly: $0) }), let line = json["line"]?.string
        else { throw Finding(.input, "a snapshot without a line of the case") }
        self.init(
            entry: try CaseBundle.Entry(json), line: Array(line.utf8), lineIndex: index,
            lineProof: try CaseBundle.hashes(json["line_proof"]))
    }
}

extension CaseBundle {
    fileprivate static func hashes(_ json: JSON?) throws(Finding) -> [TreeHash] {
        guard let texts = json?.array else { throw Finding(.input, "a proof is missing") }
        guard texts.count <= 64 else { throw Finding(.proof, "too many hashes") }
        var hashes: [TreeHash] = []
        for text in texts {
            guard let hash = text.string.flatMap({ TreeHash(base64: $0) }) else {
                throw Finding(.encoding, "not a hash")
            }
            hashes.append(hash)
        }
        return hashes
    }
}
