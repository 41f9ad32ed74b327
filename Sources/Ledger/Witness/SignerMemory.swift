/// What a signer remembers, and the rule by which it signs: only what extends what it signed before.
///
/// This is what stops two histories after a restore. It is a value: whoever runs it keeps it, durably, before a
/// signature made by it leaves the house.
public struct SignerMemory: Sendable, Equatable {
    /// Why something is not signed.
    public enum Refusal: Error, Sendable, Equatable {
        /// The checkpoint is of another log.
        case otherLog
        /// More entries were signed before.
        case shorter(remembered: UInt64)
        /// The proof does not show that the tree begins with the one that was signed before.
        case notAnExtension(remembered: UInt64)
        /// The log was closed: nothing follows its last checkpoint.
        case closed(at: UInt64)
        /// Somebody else changed the memory.
        case unreadable
    }

    /// The newest checkpoint that was signed; one of size 0 before the first.
    public private(set) var last: Checkpoint
    /// Whether the log has ended.
    public private(set) var isClosed: Bool

    /// The memory of a signer that has signed nothing of this log.
    public init(origin: String) {
        last = Checkpoint(origin: origin, size: 0, root: .emptyRoot)
        isClosed = false
    }

    /// Remembers a checkpoint when it extends the last one. The same one again is no change.
    ///
    /// - Throws: ``Refusal``; then nothing is remembered.
    public mutating func extend(to next: Checkpoint, proof: [TreeHash]) throws(Refusal) {
        guard next.origin.utf8.elementsEqual(last.origin.utf8), next.extensions.isEmpty else { throw .otherLog }
        if isClosed && next != last { throw .closed(at: last.size) }
        if next.size < last.size { throw .shorter(remembered: last.size) }
        do throws(ProofError) {
            try ConsistencyProof.verify(
                from: last.size, to: next.size, oldRoot: last.root, newRoot: next.root, proof: proof)
        } catch { throw .notAnExtension(remembered: last.size) }
        last = next
    }

    /// Ends the log at the last checkpoint: nothing else is ever signed.
    public mutating func close() { isClosed = true }

    /// Reads a memory that was kept.
    ///
    /// - Throws: ``Refusal/unreadable``.
    public init(parsing bytes: [UInt8]) throws(Refusal) {
        let text = String(decoding: bytes, as: UTF8.self)
        isClosed = text.hasSuffix("\nclosed\n")
        let body = isClosed ? String(text.dropLast("closed\n".count)) : text
        do throws(NoteError) { last = try Checkpoint(parsing: body) } catch { throw .unreadable }
        guard last.extensions.isEmpty, self.bytes == bytes else { throw .unreadable }
    }

    /// The memory as it is kept: the text of the checkpoint, and a last line when the log is closed.
    public var bytes: [UInt8] { Array((last.text + (isClosed ? "closed\n" : "")).utf8) }
}
