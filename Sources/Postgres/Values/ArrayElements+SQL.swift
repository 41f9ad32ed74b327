extension Int64: SQLArrayElement {
    /// `int8[]`.
    public static var sqlArrayType: TypeOID { .int8Array }
    /// `int8`.
    public static var sqlElementType: TypeOID { .int8 }
}

extension Int: SQLArrayElement {
    /// `int8[]`.
    public static var sqlArrayType: TypeOID { .int8Array }
    /// `int8`.
    public static var sqlElementType: TypeOID { .int8 }
}

extension Int32: SQLArrayElement {
    /// `int4[]`.
    public static var sqlArrayType: TypeOID { .int4Array }
    /// `int4`.
    public static var sqlElementType: TypeOID { .int4 }
}

extension Int16: SQLArrayElement {
    /// `int2[]`.
    public static var sqlArrayType: TypeOID { .int2Array }
    /// `int2`.
    public static var sqlElementType: TypeOID { .int2 }
}

extension Bool: SQLArrayElement {
    /// `bool[]`.
    public static var sqlArrayType: TypeOID { .boolArray }
    /// `bool`.
    public static var sqlElementType: TypeOID { .bool }
}

extension Double: SQLArrayElement {
    /// `float8[]`.
    public static var sqlArrayType: TypeOID { .float8Array }
    /// `float8`.
    public static var sqlElementType: TypeOID { .float8 }
}

extension String: SQLArrayElement {
    /// `text[]`.
    public static var sqlArrayType: TypeOID { .textArray }
    /// `text`.
    public static var sqlElementType: TypeOID { .text }
}

extension PGTimestamp: SQLArrayElement {
    /// `timestamptz[]`.
    public static var sqlArrayType: TypeOID { .timestamptzArray }
    /// `timestamptz`.
    public static var sqlElementType: TypeOID { .timestamptz }
}

extension PGDate: SQLArrayElement {
    /// `date[]`.
    public static var sqlArrayType: TypeOID { .dateArray }
    /// `date`.
    public static var sqlElementType: TypeOID { .date }
}

extension JSONB: SQLArrayElement {
    /// `jsonb[]`.
    public static var sqlArrayType: TypeOID { .jsonbArray }
    /// `jsonb`.
    public static var sqlElementType: TypeOID { .jsonb }
}

extension SQLArrayElement where Self: RawRepresentable, RawValue: SQLArrayElement {
    /// The array type of the raw value: identifiers and enums need only declare the conformance.
    public static var sqlArrayType: TypeOID { RawValue.sqlArrayType }

    /// The type of the raw value.
    public static var sqlElementType: TypeOID { RawValue.sqlElementType }
}
