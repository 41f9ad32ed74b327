internal import CLibpq

/// What one statement of a batch returned.
public struct QueryResult: Sendable {
    private let storage: ResultStorage

    init(_ storage: ResultStorage) {
        self.storage = storage
    }

    /// The rows, in the order of the server.
    public var rows: [Row] {
        (0..<storage.rowCount).map { Row(storage: storage, index: $0) }
    }

    /// The number of rows inserted, updated, deleted, selected or copied; 0 where that has no meaning.
    public var affected: Int { storage.affected }

    /// The server's word on what was done, such as `INSERT 0 1`.
    public var tag: String { storage.tag }

    /// Whether a transaction was written.
    var isCommit: Bool { storage.isCommit }
}

/// Owns a `PGresult`.
///
/// `@unchecked Sendable`: libpq documents that a `PGresult` is read-only after it was made and may be read by several
/// threads; nothing here changes it before `PQclear` in `deinit`.
final class ResultStorage: @unchecked Sendable {
    private let raw: OpaquePointer
    let rowCount: Int32
    let columnCount: Int32

    init(_ raw: OpaquePointer) {
        self.raw = raw
        rowCount = PQntuples(raw)
        columnCount = PQnfields(raw)
    }

    deinit { PQclear(raw) }

    var status: ExecStatusType { PQresultStatus(raw) }
    var tag: String { String(cString: PQcmdStatus(raw)) }
    var isCommit: Bool { "COMMIT".withCString { equal(PQcmdStatus(raw), $0) } }
    var affected: Int { Int(String(cString: PQcmdTuples(raw))) ?? 0 }

    func columnName(_ column: Int32) -> String { PQfname(raw, column).map { String(cString: $0) } ?? "" }

    func columnType(_ column: Int32) -> TypeOID { TypeOID(rawValue: PQftype(raw, column)) }

    func column(named name: String) -> Int32? {
        name.withCString { wanted in
            (0..<columnCount).first { equal(PQfname(raw, $0), wanted) }
        }
    }

    /// The bytes live as long as this object.
    func bytes(row: Int32, column: Int32) -> UnsafeRawBufferPointer? {
        if PQgetisnull(raw, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: Int(PQgetlength(raw, row, column)))
    }

    /// The failure that this result reports.
    func error(statement: String?) -> PostgresError {
        let state = field("C") ?? "XX000"
        var error = PostgresError(.server(sqlState: state), field("M") ?? "the server gave no reason")
        error.sqlState = state
        error.statement = statement
        error.constraint = field("n")
        error.table = field("t")
        error.column = field("c")
        error.position = field("P").flatMap { Int($0) }
        error.sourceFunction = field("R")
        if ["FATAL", "PANIC"].contains(field("V") ?? "") || state.hasPrefix("08") { error.kind = .connectionLost }
        return error
    }

    /// Whether the server itself reported the failure; otherwise libpq made it up because the connection broke.
    var isFromServer: Bool { field("C") != nil }

    private func field(_ code: Unicode.Scalar) -> String? {
        PQresultErrorField(raw, Int32(code.value)).map { String(cString: $0) }
    }

    private func equal(_ left: UnsafePointer<CChar>?, _ right: UnsafePointer<CChar>) -> Bool {
        guard var left else { return false }
        var right = right
        while left.pointee == right.pointee {
            if left.pointee == 0 { return true }
            left += 1
            right += 1
        }
        return false
    }
}
