/// One thing that a verification found wrong.
public struct Finding: Error, Sendable, Hashable {
    /// What kind of thing is wrong; the raw values are part of the format.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A signature or cosignature of a known key does not verify.
        case signature = "SIGNATURE"
        /// No signature by a log key of the policy.
        case untrustedKey = "UNTRUSTED_KEY"
        /// Too few witnesses of the policy have signed.
        case quorum = "QUORUM"
        /// The text of a note is not a checkpoint.
        case checkpoint = "CHECKPOINT"
        /// Bytes that are not a signed note.
        case note = "NOTE"
        /// A number or base64 text in another spelling than the canonical one.
        case encoding = "ENCODING"
        /// The policy cannot be used.
        case policy = "POLICY"
        /// The entries are not what was signed.
        case root = "ROOT"
        /// Two signed roots for one size.
        case fork = "FORK"
        /// The log is shorter than it once was.
        case rollback = "ROLLBACK"
        /// Fewer entries than were signed.
        case truncated = "TRUNCATED"
        /// More entries than were signed.
        case unsealed = "UNSEALED"
        /// The newest witness time is too old.
        case stale = "STALE"
        /// A line that is not a canonical leaf.
        case leafForm = "LEAF_FORM"
        /// Something of another log.
        case origin = "ORIGIN"
        /// An entry id that occurs twice.
        case duplicate = "DUPLICATE"
        /// The log does not start with `log.opened`, or starts twice.
        case genesis = "GENESIS"
        /// The counter of a case jumps.
        case caseGap = "CASE_GAP"
        /// An entry does not name its predecessor in the case.
        case caseChain = "CASE_CHAIN"
        /// A snapshot of the case heads differs from the entries before it.
        case caseHeads = "CASE_HEADS"
        /// Nothing proves that the tail of a case is complete.
        case incomplete = "INCOMPLETE"
        /// The counter of a session jumps.
        case sessionGap = "SESSION_GAP"
        /// An entry is not the one that the running hash of its session was made of; only a store has that hash.
        case sessionChain = "SESSION_CHAIN"
        /// An entry claims to be older than a checkpoint that did not have it yet.
        case backdated = "BACKDATED"
        /// An entry claims to be younger than a checkpoint that already had it.
        case postdated = "POSTDATED"
        /// An opening does not fit its commitment.
        case opening = "OPENING"
        /// Data of an erased subject is still there.
        case erasedPresent = "ERASED_PRESENT"
        /// A proof does not verify.
        case proof = "PROOF"
        /// The remembered state cannot be used.
        case state = "STATE"
        /// The input cannot be read.
        case input = "INPUT"
    }

    /// What kind of thing is wrong.
    public let code: Code
    /// The index of the entry in the log, when it is about one.
    public let index: UInt64?
    /// A sentence for people.
    public let message: String

    /// A finding about the entry at `index`, or about the whole.
    public init(_ code: Code, index: UInt64? = nil, _ message: String) {
        (self.code, self.index, self.message) = (code, index, message)
    }
}

/// What a verification found: all codes are counted, and of each the first findings are kept.
public struct Findings: Sendable, Equatable {
    /// The kept findings in the order in which they were met.
    public private(set) var list: [Finding] = []
    /// How often each code was met.
    public private(set) var counts: [Finding.Code: Int] = [:]
    /// How many findings of one code are kept.
    public let limit: Int

    /// Nothing found yet.
    public init(limit: Int = 50) { self.limit = limit }

    /// Whether nothing was found.
    public var isEmpty: Bool { counts.isEmpty }

    /// The codes that were met.
    public var codes: Set<Finding.Code> { Set(counts.keys) }

    /// Records a finding; its message is made only when it is kept.
    public mutating func add(_ code: Finding.Code, index: UInt64? = nil, _ message: @autoclosure () -> String) {
        let count = counts[code, default: 0] + 1
        counts[code] = count
        if count <= limit { list.append(Finding(code, index: index, message())) }
    }

    /// Records a finding that was made elsewhere.
    public mutating func add(_ finding: Finding) { add(finding.code, index: finding.index, finding.message) }
}
