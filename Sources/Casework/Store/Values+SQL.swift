public import Canonical
public import Postgres

extension Timestamp: SQLEncodable, SQLDecodable {
    /// `timestamptz`.
    public static var sqlType: TypeOID { .timestamptz }
    /// Microseconds on both sides: nothing is rounded.
    public var sqlParameter: SQLParameter { PGTimestamp(microsecondsSince1970: microseconds).sqlParameter }
    /// Reads `timestamptz`.
    public static func decode(_ cell: SQLCell) throws -> Timestamp {
        Timestamp(microseconds: try PGTimestamp.decode(cell).microsecondsSince1970)
    }
}
