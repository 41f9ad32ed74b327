/// What a log says about itself at one size (c2sp.org/tlog-checkpoint).
public struct Checkpoint: Sendable, Hashable {
    /// The name of the log, which is also the name of its key.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    /// The root over them.
    public let root: TreeHash
    /// Further lines, about which nobody can say anything. This log writes none.
    public let extensions: [String]

    /// A checkpoint of these entries.
    public init(origin: String, size: UInt64, root: TreeHash) {
        (self.origin, self.size, self.root, extensions) = (origin, size, root, [])
    }

    /// Reads the text of a note.
    ///
    /// - Throws: ``NoteError`` when it is not a checkpoint.
    public init(parsing text: String) throws(NoteError) {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            .dropLast().map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 3, !lines.contains("") else { throw .notACheckpoint }
        origin = lines[0]
        size = try Decimal.parse(lines[1], "size")
        guard let root = TreeHash(base64: lines[2]) else { throw .notBase64("root") }
        self.root = root
        extensions = Array(lines[3...])
        if size == 0 && root != .emptyRoot { throw .emptyTreeWithRoot }
    }

    /// The text that is signed.
    public var text: String { ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined() }
}

/// A checkpoint with its signatures.
public struct SignedCheckpoint: Sendable, Hashable {
    /// What is signed.
    public let checkpoint: Checkpoint
    /// The note as it was signed.
    public private(set) var note: SignedNote

    /// Reads a note that is a checkpoint. Its signatures are not verified yet.
    ///
    /// - Throws: ``NoteError`` when it is not one.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Signs a checkpoint as the log.
    ///
    /// - Throws: ``NoteError`` when the key is not the log's.
    public init(_ checkpoint: Checkpoint, signedBy key: SigningKey) throws(NoteError) {
        guard key.verifierKey.name.utf8.elementsEqual(checkpoint.origin.utf8) else {
            throw .keyIsNotOrigin(key.verifierKey.name)
        }
        self.checkpoint = checkpoint
        note = SignedNote(text: checkpoint.text, signatures: [try key.sign(checkpoint.text)])
    }

    /// Adds the signature of a further log key or of a witness.
    public mutating func add(_ signature: SignedNote.Signature) { note.add(signature) }

    /// The bytes of the note.
    public var bytes: [UInt8] { note.bytes }

    /// Checks every signature of a key of the policy, that the log has signed, and that enough witnesses have.
    ///
    /// - Returns: the times of the witnesses in Unix seconds, ascending.
    /// - Throws: ``NoteError``; a single known signature that does not verify spoils the whole note.
    @discardableResult
    public func verify(by policy: WitnessPolicy) throws(NoteError) -> [Int64] {
        var isSigned = false
        var witnesses: Set<String> = []
        var times: [Int64] = []
        for signature in note.signatures {
            for key in policy.logs where key.isNamed(by: signature) {
                guard key.verifies(signature, of: note.text) else { throw .signature(of: key.name) }
                guard key.name.utf8.elementsEqual(checkpoint.origin.utf8) else { throw .keyIsNotOrigin(key.name) }
                isSigned = true
            }
            for witness in policy.witnesses where witness.key.isNamed(by: signature) {
                guard let time = Cosignature.time(of: signature, over: note.text, by: witness.key) else {
                    throw .signature(of: witness.key.name)
                }
                witnesses.insert(witness.name)
                times.append(time)
            }
        }
        guard isSigned else { throw .notSigned(origin: checkpoint.origin) }
        guard policy.isSatisfied(by: witnesses) else { throw .quorumNotMet(have: witnesses.sorted()) }
        return times.sorted()
    }
}
