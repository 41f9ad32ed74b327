/// A type whose arrays PostgreSQL has. `[UInt8]` is the exception: it is a `bytea`.
public protocol SQLArrayElement: Sendable {
    /// The type of an array of these.
    static var sqlArrayType: TypeOID { get }

    /// The type of one element inside the array.
    static var sqlElementType: TypeOID { get }

    /// Makes the parameter for a whole array.
    static func sqlParameter(of array: [Self]) -> SQLParameter

    /// Reads a whole array.
    static func decodeArray(_ cell: SQLCell) throws -> [Self]
}

extension SQLArrayElement where Self: SQLEncodable & SQLDecodable {
    /// A one-dimensional array in the binary format.
    public static func sqlParameter(of array: [Self]) -> SQLParameter {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + array.count * 24)
        bytes.append(network: Int32(array.isEmpty ? 0 : 1))
        bytes.append(network: Int32(0))
        bytes.append(network: sqlElementType.rawValue)
        if !array.isEmpty {
            bytes.append(network: Int32(array.count))
            bytes.append(network: Int32(1))
        }
        for element in array {
            switch element.sqlParameter.payload {
            case .null:
                bytes.append(network: Int32(-1))
            case .binary(let value), .text(let value):
                bytes.append(network: Int32(value.count))
                bytes += value
            case .invalid(let reason):
                return .invalid(sqlArrayType, reason: reason)
            }
        }
        return .binary(sqlArrayType, bytes)
    }

    /// Reads an array of at most one dimension.
    public static func decodeArray(_ cell: SQLCell) throws -> [Self] {
        if cell.type.isKnownScalar { throw cell.mismatch("an array of \(Self.self)") }
        let dimensions = try cell.bigEndian(Int32.self)
        if dimensions == 0 { return [] }
        guard dimensions == 1, cell.bytes.count >= 20 else { throw cell.mismatch("an array of \(Self.self)") }
        let type = TypeOID(rawValue: try cell.bigEndian(UInt32.self, at: 8))
        let count = try cell.bigEndian(Int32.self, at: 12)
        var offset = 20
        return try (0..<max(count, 0)).map { _ in
            let length = Int(try cell.bigEndian(Int32.self, at: offset))
            offset += 4
            if length < 0 { return try decodeNull() }
            guard offset + length <= cell.bytes.count else { throw cell.mismatch("an array of \(Self.self)") }
            defer { offset += length }
            return try decode(SQLCell(type: type, bytes: .init(rebasing: cell.bytes[offset..<offset + length])))
        }
    }
}

extension Array: SQLEncodable where Element: SQLArrayElement {
    /// The array type of the element, or `bytea`.
    public static var sqlType: TypeOID { Element.sqlArrayType }

    /// The whole array.
    public var sqlParameter: SQLParameter { Element.sqlParameter(of: self) }
}

extension Array: SQLDecodable where Element: SQLArrayElement {
    /// Reads the whole array.
    public static func decode(_ cell: SQLCell) throws -> [Element] {
        try Element.decodeArray(cell)
    }
}

extension UInt8: SQLArrayElement {
    /// `bytea`.
    public static var sqlArrayType: TypeOID { .bytea }

    /// Does not exist in PostgreSQL.
    public static var sqlElementType: TypeOID { .inferred }

    /// The bytes as they are.
    public static func sqlParameter(of array: [UInt8]) -> SQLParameter { .binary(.bytea, array) }

    /// Reads `bytea`, the sixteen bytes of a `uuid`, and the bytes of text and json.
    public static func decodeArray(_ cell: SQLCell) throws -> [UInt8] {
        switch cell.type {
        case .bytea, .uuid, .text, .varchar, .bpchar, .name, .json: return cell.array
        case .jsonb: return Array(try cell.jsonbBody())
        default: throw cell.mismatch("[UInt8]")
        }
    }
}

extension Array: SQLArrayElement where Element == UInt8 {
    /// `bytea[]`.
    public static var sqlArrayType: TypeOID { .byteaArray }

    /// `bytea`.
    public static var sqlElementType: TypeOID { .bytea }
}

extension Optional: SQLArrayElement where Wrapped: SQLArrayElement & SQLEncodable & SQLDecodable {
    /// The array type of the wrapped element: PostgreSQL's arrays may hold NULL.
    public static var sqlArrayType: TypeOID { Wrapped.sqlArrayType }

    /// The type of the wrapped element.
    public static var sqlElementType: TypeOID { Wrapped.sqlElementType }
}
