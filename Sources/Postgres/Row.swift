/// One row of a result. Values are decoded when asked for; errors name the column and its type, never the value.
public struct Row: Sendable {
    let storage: ResultStorage
    let index: Int32

    /// The names of the columns, in order.
    public var columnNames: [String] { (0..<storage.columnCount).map { storage.columnName($0) } }

    /// Reads a column by name. Throws when there is none, or it does not hold such a value.
    public func decode<Value: SQLDecodable>(_ type: Value.Type = Value.self, _ name: String) throws -> Value {
        guard let column = storage.column(named: name) else {
            throw failure("there is no column \"\(name)\" in the result")
        }
        return try decode(type, column)
    }

    /// Reads a column by its place, from 0. Throws when there is none, or it does not hold such a value.
    public func decode<Value: SQLDecodable>(_ type: Value.Type = Value.self, at index: Int) throws -> Value {
        guard let column = Int32(exactly: index), (0..<storage.columnCount).contains(column) else {
            throw failure("there is no column at index \(index) in the result")
        }
        return try decode(type, column)
    }

    /// Reads a column by name: `try row["name", as: Int64?.self]`.
    public subscript<Value: SQLDecodable>(name: String, as type: Value.Type) -> Value {
        get throws { try decode(type, name) }
    }

    /// Reads a column by name as the type that the context wants.
    public subscript<Value: SQLDecodable>(name: String) -> Value {
        get throws { try decode(Value.self, name) }
    }

    /// Reads a column by its place, from 0.
    public subscript<Value: SQLDecodable>(index: Int, as type: Value.Type) -> Value {
        get throws { try decode(type, at: index) }
    }

    private func decode<Value: SQLDecodable>(_ type: Value.Type, _ column: Int32) throws -> Value {
        do {
            guard let bytes = storage.bytes(row: index, column: column) else { return try type.decodeNull() }
            defer { withExtendedLifetime(storage) {} }
            return try type.decode(SQLCell(type: storage.columnType(column), bytes: bytes))
        } catch let problem as SQLDecodingFailure {
            var error = failure("column \"\(storage.columnName(column))\" \(problem.reason), asked for \(Value.self)")
            error.column = storage.columnName(column)
            throw error
        }
    }

    private func failure(_ message: String) -> PostgresError {
        PostgresError(.decoding, message)
    }
}

extension Row: CustomStringConvertible, CustomReflectable {
    /// The names of the columns; never the values.
    public var description: String { "Row(\(columnNames.joined(separator: ", ")))" }

    /// Only the names of the columns.
    public var customMirror: Mirror { Mirror(self, children: ["columns": columnNames]) }
}
