extension FixedWidthInteger {
    /// The bytes in network order.
    var networkBytes: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}

extension [UInt8] {
    /// Appends a number in network byte order, without an array of its own for it.
    mutating func append(network number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension SQLCell {
    /// Reads any whole number that PostgreSQL has, `numeric` (as `sum(int8)` returns) included.
    func integer() throws -> Int64 {
        switch type {
        case .int8: return try bigEndian(Int64.self)
        case .int4: return Int64(try bigEndian(Int32.self))
        case .int2: return Int64(try bigEndian(Int16.self))
        case .oid, .xid: return Int64(try bigEndian(UInt32.self))
        case .xid8:
            guard let value = Int64(exactly: try bigEndian(UInt64.self)) else { throw mismatch("Int64") }
            return value
        case .numeric:
            guard let value = Int64(try NumericText.decode(self, wholeOnly: true)) else {
                throw SQLDecodingFailure(reason: "is a numeric that is no whole number of 64 bits")
            }
            return value
        default: throw mismatch("a whole number")
        }
    }

    func integer<Integer: FixedWidthInteger>(as _: Integer.Type) throws -> Integer {
        guard let value = Integer(exactly: try integer()) else {
            throw SQLDecodingFailure(reason: "holds a \(type) out of the range of \(Integer.self)")
        }
        return value
    }
}

extension Int64: SQLEncodable, SQLDecodable {
    /// `int8`.
    public static var sqlType: TypeOID { .int8 }
    /// Eight bytes.
    public var sqlParameter: SQLParameter { .binary(.int8, networkBytes) }
    /// Reads `int2`, `int4`, `int8`, `oid`, `xid`, `xid8` and whole `numeric`.
    public static func decode(_ cell: SQLCell) throws -> Int64 { try cell.integer() }
}

extension Int: SQLEncodable, SQLDecodable {
    /// `int8`.
    public static var sqlType: TypeOID { .int8 }
    /// Eight bytes.
    public var sqlParameter: SQLParameter { .binary(.int8, Int64(self).networkBytes) }
    /// Reads what `Int64` reads.
    public static func decode(_ cell: SQLCell) throws -> Int { try cell.integer(as: Int.self) }
}

extension Int32: SQLEncodable, SQLDecodable {
    /// `int4`.
    public static var sqlType: TypeOID { .int4 }
    /// Four bytes.
    public var sqlParameter: SQLParameter { .binary(.int4, networkBytes) }
    /// Reads what `Int64` reads, within range.
    public static func decode(_ cell: SQLCell) throws -> Int32 { try cell.integer(as: Int32.self) }
}

extension Int16: SQLEncodable, SQLDecodable {
    /// `int2`.
    public static var sqlType: TypeOID { .int2 }
    /// Two bytes.
    public var sqlParameter: SQLParameter { .binary(.int2, networkBytes) }
    /// Reads what `Int64` reads, within range.
    public static func decode(_ cell: SQLCell) throws -> Int16 { try cell.integer(as: Int16.self) }
}

extension Bool: SQLEncodable, SQLDecodable {
    /// `bool`.
    public static var sqlType: TypeOID { .bool }
    /// One byte.
    public var sqlParameter: SQLParameter { .binary(.bool, [self ? 1 : 0]) }
    /// Reads `bool`.
    public static func decode(_ cell: SQLCell) throws -> Bool {
        guard cell.type == .bool else { throw cell.mismatch("Bool") }
        return try cell.bigEndian(UInt8.self) != 0
    }
}

extension Double: SQLEncodable, SQLDecodable {
    /// `float8`.
    public static var sqlType: TypeOID { .float8 }
    /// Eight bytes; every bit pattern, NaN included, survives.
    public var sqlParameter: SQLParameter { .binary(.float8, bitPattern.networkBytes) }
    /// Reads `float8` and `float4`.
    public static func decode(_ cell: SQLCell) throws -> Double {
        switch cell.type {
        case .float8: Double(bitPattern: try cell.bigEndian(UInt64.self))
        case .float4: Double(Float(bitPattern: try cell.bigEndian(UInt32.self)))
        default: throw cell.mismatch("Double")
        }
    }
}
