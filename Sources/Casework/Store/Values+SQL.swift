public import Canonical
public import Postgres

extension Timestamp: SQLEncodable, SQLDecodable, SQLArrayElement {
    /// `timestamptz`.
    public static var sqlType: TypeOID { PGTimestamp.sqlType }
    /// `timestamptz[]`.
    public static var sqlArrayType: TypeOID { PGTimestamp.sqlArrayType }
    /// `timestamptz`.
    public static var sqlElementType: TypeOID { PGTimestamp.sqlElementType }
    /// Microseconds on both sides: nothing is rounded.
    public var sqlParameter: SQLParameter { PGTimestamp(microsecondsSince1970: microseconds).sqlParameter }
    /// Reads `timestamptz`.
    public static func decode(_ cell: SQLCell) throws -> Timestamp {
        Timestamp(microseconds: try PGTimestamp.decode(cell).microsecondsSince1970)
    }
}
