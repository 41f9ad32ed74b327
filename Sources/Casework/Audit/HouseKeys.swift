internal import Canonical
internal import Ledger

/// Whose signatures this house takes for good, and what the signer remembers.
///
/// Known are the keys that the signer has now, those of the policy file of the servers, and those that the sealed trail
/// itself tells of (`log.key_added`, `key.destroyed`): they signed before the keys were changed. A key that was retired
/// counts no further than to the entry that says so. Whoever could write such an entry gains nothing but a line on the trail:
/// the root of every checkpoint is compared with the entries all the same.
struct HouseKeys: Sendable {
    private let present: Set<VerifierKey>
    /// Keys that the trail tells of, with the index of the entry that ended them.
    private var named: [VerifierKey: UInt64] = [:]
    /// The witnesses that this house asks.
    let witnesses: [WitnessPolicy.Witness]
    /// What the signer signed last; nil where there is no signer, or none answers.
    let remembered: Checkpoint?
    /// No log has so many keys; what is more was written to make this grow.
    private static let limit = 1_000

    init(present: [VerifierKey] = [], witnesses: [WitnessPolicy.Witness] = [], remembered: Checkpoint? = nil) {
        (self.present, self.witnesses, self.remembered) = (Set(present), witnesses, remembered)
    }

    /// What the keeper of a desk knows. Asked before the store is read: whatever the signer remembers then, the store has.
    static func of(_ desk: Desk) async -> HouseKeys {
        guard let keeper = desk.keeper else { return HouseKeys() }
        let remembered = try? await keeper.signer?.remembered()
        let keys = (try? await keeper.signer?.keys()) ?? []
        return HouseKeys(
            present: keys + (keeper.policy?.logs ?? []).filter { $0.name.utf8.elementsEqual(desk.origin.utf8) },
            witnesses: keeper.policy?.witnesses ?? keeper.witnesses.map(\.witness),
            remembered: remembered.flatMap { $0.origin.utf8.elementsEqual(desk.origin.utf8) ? $0 : nil })
    }

    /// Whether any key is known that could have signed now.
    var isSomeoneKnown: Bool { !present.isEmpty }

    /// Takes over what a sealed entry says about the keys of the log.
    mutating func learn(from leaf: Leaf, at index: UInt64) {
        switch leaf.type {
        case .logKeyAdded:
            for text in [leaf.data["vkey"], leaf.data["previous_vkey"]] {
                guard let key = Self.key(text, leaf.log), named[key] == nil, named.count < Self.limit else { continue }
                named[key] = .max
            }
        case .keyDestroyed:
            guard let key = Self.key(leaf.data["key"], leaf.log), named[key] != nil || named.count < Self.limit else {
                return
            }
            named[key] = min(named[key] ?? .max, index)
        default: break
        }
    }

    private static func key(_ text: JSON?, _ origin: String) -> VerifierKey? {
        guard let key = text?.string.flatMap({ try? VerifierKey(parsing: $0) }), key.algorithm == .ed25519,
            key.name.utf8.elementsEqual(origin.utf8)
        else { return nil }
        return key
    }

    /// Whether a key of the log has signed. False only where nobody says which keys those are.
    ///
    /// - Throws: ``NoteError``, as a verifier with a policy: one signature of a known key that does not verify spoils the
    ///   note, and so does one in the log's name by a key that nobody knows.
    func isSigned(_ signed: SignedCheckpoint) throws(NoteError) -> Bool {
        let (origin, text) = (signed.checkpoint.origin, signed.note.text)
        var isSigned = false
        for signature in signed.note.signatures where signature.name.utf8.elementsEqual(origin.utf8) {
            guard let key = key(of: signature) else {
                guard isSomeoneKnown else { continue }
                throw .notSigned(origin: origin)
            }
            guard key.verifies(signature, of: text) else { throw .signature(of: key.name) }
            if counts(key, at: signed.checkpoint.size) { isSigned = true }
        }
        if !isSigned, isSomeoneKnown { throw .notSigned(origin: origin) }
        return isSigned
    }

    private func key(of signature: SignedNote.Signature) -> VerifierKey? {
        present.first { $0.isNamed(by: signature) } ?? named.keys.first { $0.isNamed(by: signature) }
    }

    /// A retired key signed nothing that has the entry of its end in it.
    private func counts(_ key: VerifierKey, at size: UInt64) -> Bool {
        present.contains(key) || size <= named[key] ?? .max
    }
}
