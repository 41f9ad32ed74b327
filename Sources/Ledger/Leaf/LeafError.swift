public import Canonical

/// Why some bytes are not a leaf, or why an entry cannot become one.
public enum LeafError: Error, Equatable, Sendable {
    /// More bytes than ``Leaf/maximumLength``.
    case tooLong(Int)
    /// Not JSON at all.
    case notJSON(JSONSyntaxError)
    /// JSON, but not in its canonical form; the place is a byte offset.
    case notCanonical(offset: Int)
    /// A member name other than `[a-z][a-z0-9_]{0,31}`.
    case keyNotAllowed(String)
    /// A whole number beyond 2^53 - 1 on either side.
    case integerOutOfRange(Int64)
    /// A required field is absent.
    case missing(String)
    /// A field has another kind of value than it must, or a form that is not allowed.
    case malformed(String)
    /// A top-level or nested field that this version does not know.
    case unknownField(String)
    /// An entry version other than 1.
    case unknownVersion(Int64)
    /// A type that has no schema.
    case unknownType(String)
    /// The schema of the type has no such `data` key.
    case dataNotAllowed(type: String, key: String)
    /// The schema of the type has another kind of value under this `data` key.
    case dataMalformed(type: String, key: String)
    /// The schema of the type has no such `commit` key.
    case commitNotAllowed(type: String, key: String)
}
