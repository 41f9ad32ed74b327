/// A `jsonb` value as text; PostgreSQL checks it and brings it into its own form.
public struct JSONB: Hashable, Sendable {
    /// The JSON text in UTF-8.
    public var bytes: [UInt8]

    /// JSON out of UTF-8 bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// JSON out of text.
    public init(text: String) {
        bytes = Array(text.utf8)
    }

    /// The JSON text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONB: SQLEncodable, SQLDecodable {
    /// `jsonb`.
    public static var sqlType: TypeOID { .jsonb }

    /// A version byte and the text.
    public var sqlParameter: SQLParameter { .binary(.jsonb, [1] + bytes) }

    /// Reads `jsonb` and `json`.
    public static func decode(_ cell: SQLCell) throws -> JSONB {
        switch cell.type {
        case .jsonb: JSONB(bytes: Array(try cell.jsonbBody()))
        case .json: JSONB(bytes: cell.array)
        default: throw cell.mismatch("JSONB")
        }
    }
}
