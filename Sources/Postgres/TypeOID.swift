/// The number by which PostgreSQL names a type on the wire.
public struct TypeOID: RawRepresentable, Hashable, Sendable {
    /// The number in `pg_type.oid`.
    public let rawValue: UInt32

    /// A type by its number; numbers not listed below are allowed.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Leaves the choice to the server, which reads it off the place where the parameter stands.
    public static let inferred = TypeOID(rawValue: 0)
    static let bool = TypeOID(rawValue: 16)
    static let bytea = TypeOID(rawValue: 17)
    static let char = TypeOID(rawValue: 18)
    static let name = TypeOID(rawValue: 19)
    static let int8 = TypeOID(rawValue: 20)
    static let int2 = TypeOID(rawValue: 21)
    static let int4 = TypeOID(rawValue: 23)
    static let text = TypeOID(rawValue: 25)
    static let oid = TypeOID(rawValue: 26)
    static let xid = TypeOID(rawValue: 28)
    static let json = TypeOID(rawValue: 114)
    static let xml = TypeOID(rawValue: 142)
    static let float4 = TypeOID(rawValue: 700)
    static let float8 = TypeOID(rawValue: 701)
    static let unknown = TypeOID(rawValue: 705)
    static let boolArray = TypeOID(rawValue: 1000)
    static let byteaArray = TypeOID(rawValue: 1001)
    static let int2Array = TypeOID(rawValue: 1005)
    static let int4Array = TypeOID(rawValue: 1007)
    static let textArray = TypeOID(rawValue: 1009)
    static let int8Array = TypeOID(rawValue: 1016)
    static let float8Array = TypeOID(rawValue: 1022)
    static let bpchar = TypeOID(rawValue: 1042)
    static let varchar = TypeOID(rawValue: 1043)
    static let date = TypeOID(rawValue: 1082)
    static let dateArray = TypeOID(rawValue: 1182)
    static let timestamp = TypeOID(rawValue: 1114)
    static let timestamptz = TypeOID(rawValue: 1184)
    static let timestamptzArray = TypeOID(rawValue: 1185)
    static let numeric = TypeOID(rawValue: 1700)
    static let void = TypeOID(rawValue: 2278)
    static let uuid = TypeOID(rawValue: 2950)
    static let jsonb = TypeOID(rawValue: 3802)
    static let jsonbArray = TypeOID(rawValue: 3807)
    static let xid8 = TypeOID(rawValue: 5069)

    /// Numbers from here on are types made in this database: enums, composites, ranges, extensions.
    static let firstUserDefined = TypeOID(rawValue: 16384)
}

extension TypeOID: CustomStringConvertible {
    private static let names: [TypeOID: String] = [
        .bool: "bool", .bytea: "bytea", .char: "\"char\"", .name: "name", .int8: "int8", .int2: "int2",
        .int4: "int4", .text: "text", .oid: "oid", .xid: "xid", .json: "json", .xml: "xml", .float4: "float4",
        .float8: "float8", .boolArray: "bool[]", .byteaArray: "bytea[]", .int2Array: "int2[]",
        .int4Array: "int4[]", .textArray: "text[]", .int8Array: "int8[]", .float8Array: "float8[]",
        .bpchar: "char(n)", .varchar: "varchar", .date: "date", .timestamp: "timestamp",
        .timestamptz: "timestamptz", .numeric: "numeric", .void: "void", .uuid: "uuid", .jsonb: "jsonb",
        .xid8: "xid8", TypeOID(rawValue: 869): "inet", TypeOID(rawValue: 650): "cidr",
        TypeOID(rawValue: 1083): "time", TypeOID(rawValue: 1186): "interval",
        TypeOID(rawValue: 2205): "regclass", TypeOID(rawValue: 2249): "record",
    ]

    /// Whether this is a type of PostgreSQL's own that certainly is no array.
    var isKnownScalar: Bool { Self.names[self].map { !$0.hasSuffix("[]") } ?? false }

    /// The SQL name, or `type 12345` for one that has no name here.
    public var description: String {
        Self.names[self] ?? "type \(rawValue)"
    }
}
