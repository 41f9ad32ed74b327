/// What happened, as a dotted name: `case.opened`. Any name can be read; only those with a schema can be written.
public struct EntryType: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The dotted name.
    public let rawValue: String

    /// The type of this name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The dotted name.
    public var description: String { rawValue }

    /// What entries of this type may hold, nil for a type that this version does not write.
    public var schema: EntrySchema? { EntryType.schemas[self] }

    /// All types that can be written, in the order of their names.
    public static var all: [EntryType] { schemas.keys.sorted { $0.rawValue < $1.rawValue } }
}
