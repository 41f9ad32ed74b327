/// A value that can be read from a column.
public protocol SQLDecodable {
    /// Reads a value that is not NULL. Throws `SQLDecodingFailure` when the column holds something else.
    static func decode(_ cell: SQLCell) throws -> Self

    /// Stands for NULL; throws for types that have no such value.
    static func decodeNull() throws -> Self
}

extension SQLDecodable {
    /// Refuses NULL.
    public static func decodeNull() throws -> Self {
        throw SQLDecodingFailure(reason: "is NULL")
    }
}

/// Why a value could not be read; `Row` adds the column. The reason never contains the value.
public struct SQLDecodingFailure: Error, Sendable {
    /// Completes the sentence "column … ".
    public let reason: String

    /// A failure with its reason, which must not contain the value.
    public init(reason: String) {
        self.reason = reason
    }
}

/// One field of a row in PostgreSQL's binary format. Valid only inside the call that received it.
public struct SQLCell {
    /// The type of the column.
    public let type: TypeOID

    /// The value in the binary format of the type.
    public let bytes: UnsafeRawBufferPointer

    /// Copies the bytes.
    public var array: [UInt8] { Array(bytes) }

    func mismatch(_ wanted: String) -> SQLDecodingFailure {
        SQLDecodingFailure(reason: "is \(type), which does not decode as \(wanted)")
    }

    func bigEndian<Integer: FixedWidthInteger>(_: Integer.Type, at offset: Int = 0) throws -> Integer {
        guard bytes.count >= offset + MemoryLayout<Integer>.size else {
            throw SQLDecodingFailure(reason: "is a truncated \(type)")
        }
        return Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    /// Reads the wrapped value.
    public static func decode(_ cell: SQLCell) throws -> Wrapped? { try Wrapped.decode(cell) }

    /// Is `nil`.
    public static func decodeNull() throws -> Wrapped? { nil }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    /// Reads the raw value; one that stands for nothing here is a failure.
    public static func decode(_ cell: SQLCell) throws -> Self {
        guard let value = Self(rawValue: try RawValue.decode(cell)) else {
            throw SQLDecodingFailure(reason: "holds a value that \(Self.self) does not know")
        }
        return value
    }
}
