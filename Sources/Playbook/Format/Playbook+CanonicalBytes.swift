internal import Canonical

extension Playbook {
    /// The canonical form, which is a playbook file of its own: ``PlaybookFile/parse(_:)`` reads it back.
    public var canonicalBytes: [UInt8] { canonicalForm.canonicalBytes }
}
