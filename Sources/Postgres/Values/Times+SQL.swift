/// A `timestamptz`: microseconds since 1970, the resolution of PostgreSQL.
public struct PGTimestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01 00:00 UTC.
    public var microsecondsSince1970: Int64

    /// A point in time.
    public init(microsecondsSince1970: Int64) {
        self.microsecondsSince1970 = microsecondsSince1970
    }

    /// `infinity`, later than any other.
    public static let infinity = PGTimestamp(microsecondsSince1970: .max)

    /// `-infinity`, earlier than any other.
    public static let minusInfinity = PGTimestamp(microsecondsSince1970: .min)

    /// Whether one is earlier than the other.
    public static func < (left: PGTimestamp, right: PGTimestamp) -> Bool {
        left.microsecondsSince1970 < right.microsecondsSince1970
    }

    /// PostgreSQL counts from 2000-01-01.
    fileprivate static let epoch: Int64 = 946_684_800_000_000
}

extension PGTimestamp: SQLEncodable, SQLDecodable {
    /// `timestamptz`.
    public static var sqlType: TypeOID { .timestamptz }

    /// Eight bytes. A time that PostgreSQL cannot hold fails in the server.
    public var sqlParameter: SQLParameter {
        if self == .infinity { return .binary(.timestamptz, Int64.max.networkBytes) }
        if self == .minusInfinity { return .binary(.timestamptz, Int64.min.networkBytes) }
        let (value, overflow) = microsecondsSince1970.subtractingReportingOverflow(Self.epoch)
        if overflow { return .invalid(.timestamptz, reason: "time is out of the range of timestamptz") }
        return .binary(.timestamptz, value.networkBytes)
    }

    /// Reads `timestamptz`, and `timestamp` as if it were in UTC.
    public static func decode(_ cell: SQLCell) throws -> PGTimestamp {
        guard cell.type == .timestamptz || cell.type == .timestamp else { throw cell.mismatch("PGTimestamp") }
        let value = try cell.bigEndian(Int64.self)
        if value == .max { return .infinity }
        if value == .min { return .minusInfinity }
        let (sum, overflow) = value.addingReportingOverflow(epoch)
        return overflow ? .infinity : PGTimestamp(microsecondsSince1970: sum)
    }
}

/// A `date`: days since 1970-01-01 of the proleptic Gregorian calendar.
public struct PGDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public var daysSince1970: Int32

    /// A day.
    public init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    /// Whether one is earlier than the other.
    public static func < (left: PGDate, right: PGDate) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    /// PostgreSQL counts from 2000-01-01.
    fileprivate static let epoch: Int32 = 10_957
}

extension PGDate: SQLEncodable, SQLDecodable {
    /// `date`.
    public static var sqlType: TypeOID { .date }

    /// Four bytes. `Int32.max` and `Int32.min` are `infinity` and `-infinity`.
    public var sqlParameter: SQLParameter {
        if daysSince1970 == .max || daysSince1970 == .min { return .binary(.date, daysSince1970.networkBytes) }
        let (value, overflow) = daysSince1970.subtractingReportingOverflow(Self.epoch)
        if overflow { return .invalid(.date, reason: "day is out of the range of date") }
        return .binary(.date, value.networkBytes)
    }

    /// Reads `date`.
    public static func decode(_ cell: SQLCell) throws -> PGDate {
        guard cell.type == .date else { throw cell.mismatch("PGDate") }
        let value = try cell.bigEndian(Int32.self)
        if value == .max || value == .min { return PGDate(daysSince1970: value) }
        let (sum, overflow) = value.addingReportingOverflow(epoch)
        return PGDate(daysSince1970: overflow ? .max : sum)
    }
}
