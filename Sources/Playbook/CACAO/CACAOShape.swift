/// What the specification says of one kind of object: its properties and which of them must be there.
struct CACAOShape: Sendable {
    /// What the object is called in messages.
    var name: String
    /// What each property holds.
    var properties: [String: CACAOKind]
    /// The properties that must be there.
    var required: [String]

    /// What the specification says of one kind of object.
    init(_ name: String, required: [String] = [], _ properties: [String: CACAOKind]) {
        (self.name, self.required, self.properties) = (name, required, properties)
    }

    /// The same with the properties of another shape in addition.
    func adding(_ other: CACAOShape) -> CACAOShape {
        CACAOShape(
            name, required: other.required + required, other.properties.merging(properties) { _, own in own })
    }
}

/// What a property holds.
indirect enum CACAOKind: Sendable {
    /// Text.
    case text
    /// One of a closed list of words.
    case word([String])
    /// A word that should be one of a list, and may be another one.
    case openWord(Set<String>)
    /// Bytes in Base64.
    case base64
    /// True or false.
    case flag
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    /// A moment in UTC.
    case timestamp
    /// `type--uuid`; of these types when the list is not empty.
    case identifier([String])
    /// Text or null.
    case variableValue
    /// A list of at least so many.
    case list(CACAOKind, minimum: Int)
    /// Named values of at least so many.
    case dictionary(CACAOKeys, CACAOKind, minimum: Int)
    /// An object with known properties.
    case object(CACAOShape)
    /// An object whose shape its `type` says.
    case typed(CACAOFamily)
    /// An address of the mail.
    case email
    /// Anything at all: what an extension brings along.
    case anything
}

/// What the names in a dictionary look like.
enum CACAOKeys: Sendable {
    /// Letters, digits, `_` and `-`, at most 250.
    case plain
    /// `__name__`
    case variable
    /// `type--uuid`
    case identifier
    /// `type--uuid` where the type is the one of the object behind it.
    case typedIdentifier
    /// `extension-definition--uuid`
    case extensionID
    /// Anything.
    case free
}

/// Objects whose `type` says what they are.
struct CACAOFamily: Sendable {
    /// What the objects are called in messages.
    var name: String
    /// The shapes by type.
    var shapes: [String: CACAOShape]
    /// What every object of the family holds, those of unknown type included.
    var common: CACAOShape
    /// Whether a type that is not in the list is a mistake.
    var isClosed: Bool
}

extension CACAOKind {
    /// A list of at least one.
    static func list(_ kind: CACAOKind) -> CACAOKind { .list(kind, minimum: 1) }
    /// Named values of at least one.
    static func dictionary(_ keys: CACAOKeys, _ kind: CACAOKind) -> CACAOKind { .dictionary(keys, kind, minimum: 1) }
    /// An identifier of any type.
    static let identifier = CACAOKind.identifier([])
    /// Extensions by their definition.
    static let extensions = CACAOKind.dictionary(.extensionID, .anything)
}
