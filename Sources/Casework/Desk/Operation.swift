public import Canonical

/// Something that somebody does at the desk: a value with its inputs, the right that it needs, and one function that
/// does the work and writes the audit entry in the same transaction. The command line and HTTP know nothing else.
public protocol Operation: Sendable {
    /// What the face shows; its `json` is the contract with scripts.
    associatedtype Answer: Document
    /// The stable name: `case.open`.
    static var name: String { get }
    /// The right that it needs.
    static var permission: Permission { get }
    /// Does it. Called by ``Desk/perform(_:by:)`` only, which has asked for the right.
    func perform(at desk: Desk, by actor: Actor) async throws -> Answer
}

/// A thing that has one JSON form, the same on every face.
public protocol Document: Sendable {
    /// The stable form.
    var json: JSON { get }
}

extension JSON: Document {
    /// Itself.
    public var json: JSON { self }
}

/// A key that a caller chose so that a repeated request has one effect, with the hash of the request it belongs to.
public struct RequestKey: Sendable, Hashable {
    /// The key, at most 200 characters.
    public let key: String
    /// SHA-256 over the operation's name and its inputs: the same key with another request is refused. A phone could be
    /// guessed from it, so it is not stored: what is stored is an HMAC of it under a key of the desk.
    let requestHash: [UInt8]

    /// A key for a request.
    public init(_ key: String, request: JSON) {
        self.key = key
        self.requestHash = Digest.sha256(request.canonicalBytes)
    }
}
