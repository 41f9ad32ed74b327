internal import Canonical
internal import Ledger

/// What an operation says of itself, before its place in the chains is known.
struct Draft: Sendable {
    /// What happened.
    var type: EntryType
    /// The person concerned, by pseudonymous id.
    var subject: String?
    /// Why personal data was needed.
    var purpose: String?
    /// Facts without personal data.
    var data: JSON.Members = [:]
    /// Personal data and free text: only commitments to them are written to the trail.
    var committed: JSON.Members = [:]
}

extension Draft {
    /// The same, saying which parameters its texts showed, when they showed any.
    func showing(_ parameters: ParameterShelf.InForce?) -> Draft {
        guard let parameters, EntryType.showingTexts.contains(type) else { return self }
        var draft = self
        draft.data["parameters"] = .string(parameters.digest)
        return draft
    }
}

extension EntryType {
    /// Entries of operations that put texts of a playbook before somebody.
    fileprivate static let showingTexts: Set<EntryType> = [
        .caseOpened, .caseGuided, .caseStepRecorded, .caseAnswerCorrected, .caseInterruptRaised, .caseHandoutMade,
    ]
}

/// Where the next entry stands in the chain of its case and in the count of its session.
struct EntryPlace: Sendable {
    var caseSeq: Int64?
    var caseHead: LeafHash?
    var sessionN: Int64
    /// When the program set out for a place that it did not lock, by its own clock; nil when it did.
    var sent: Timestamp?
}

/// An entry that is ready to be appended, with the openings of its commitments.
struct PreparedEntry: Sendable {
    let leaf: Leaf
    let openings: [Opening]
    /// What is stored and hashed.
    let bytes: [UInt8]
    /// The receipt.
    let hash: LeafHash

    init(leaf: Leaf, openings: [Opening]) {
        (self.leaf, self.openings, bytes) = (leaf, openings, leaf.canonicalBytes)
        hash = LeafHash(leaf: bytes)
    }
}
