/// What went wrong, with the facts that may be logged: SQLSTATE, constraint, table, column and the statement's text.
///
/// Bind values are never part of it, nor is the server's DETAIL, which quotes them. `message` is the server's primary
/// message and may quote a value; `description` and `publicDescription` leave it out wherever that can happen.
public struct PostgresError: Error, Sendable, Equatable {
    /// Where the failure belongs.
    public enum Kind: Sendable, Equatable {
        /// The server refused a statement.
        case server(sqlState: String)
        /// The connection broke; whether the statement took effect is known from the transaction it was in.
        case connectionLost
        /// No server took the connection.
        case couldNotConnect
        /// Too many were waiting for a connection already.
        case poolExhausted
        /// No connection became free in time.
        case poolTimeout
        /// The pool was closed.
        case poolClosed
        /// COMMIT was answered by ROLLBACK: a statement had failed and nothing was written.
        case transactionRolledBackAtCommit
        /// The connection broke during COMMIT: it may have been written or not.
        case commitOutcomeUnknown
        /// A column does not hold what the program asked for.
        case decoding
        /// A parameter cannot be sent.
        case encoding
        /// The program used the connection in a way that is not allowed.
        case misuse
    }

    /// Where the failure belongs.
    public var kind: Kind
    /// The five characters of the SQL standard, when the server answered.
    public var sqlState: String?
    /// The server's primary message or a sentence of this library. May quote a value when the server wrote it.
    public var message: String
    /// The constraint that was violated.
    public var constraint: String?
    /// The table it concerns.
    public var table: String?
    /// The column it concerns.
    public var column: String?
    /// The statement without its values.
    public var statement: String?
    /// The character of the statement, from 1, at which the server stopped.
    public var position: Int?
    /// Nothing reached the server, so the same may be tried again without harm.
    public var safeToRetry = false

    var sourceFunction: String?

    init(_ kind: Kind, _ message: String, statement: String? = nil) {
        self.kind = kind
        self.message = message
        self.statement = statement
    }
}

extension PostgresError {
    /// A unique or exclusion constraint was violated.
    public var isUniqueViolation: Bool { sqlState == "23505" || sqlState == "23P01" }
    /// A foreign key was violated.
    public var isForeignKeyViolation: Bool { sqlState == "23503" }
    /// A check constraint was violated.
    public var isCheckViolation: Bool { sqlState == "23514" }
    /// A column that must have a value got none.
    public var isNotNullViolation: Bool { sqlState == "23502" }
    /// Any integrity constraint was violated.
    public var isConstraintViolation: Bool { sqlState?.hasPrefix("23") ?? false }
    /// Concurrent transactions could not be put into an order.
    public var isSerializationFailure: Bool { sqlState == "40001" }
    /// Transactions waited for each other.
    public var isDeadlock: Bool { sqlState == "40P01" }
    /// The whole transaction may succeed when it is run again.
    public var isRetryable: Bool { isSerializationFailure || isDeadlock || isStalePlan || safeToRetry }
    /// The connection broke.
    public var isConnectionLost: Bool { kind == .connectionLost || kind == .commitOutcomeUnknown }
    /// The table does not exist.
    public var isUndefinedTable: Bool { sqlState == "42P01" }
    /// The database named does not exist.
    public var isUndefinedDatabase: Bool { sqlState == "3D000" }
    /// The schema does not exist.
    public var isUndefinedSchema: Bool { sqlState == "3F000" }
    /// The role lacks a privilege.
    public var isInsufficientPrivilege: Bool { sqlState == "42501" }
    /// `statement_timeout` ended the statement, or somebody else cancelled it.
    public var isStatementTimeout: Bool { sqlState == "57014" }
    /// A lock was not free within `lock_timeout` or at once.
    public var isLockNotAvailable: Bool { sqlState == "55P03" }
    /// The server's disk is full.
    public var isDiskFull: Bool { sqlState == "53100" }

    /// The prepared statement no longer fits the tables, or is gone.
    var isStalePlan: Bool {
        sqlState == "26000" || (sqlState == "0A000" && sourceFunction == "RevalidateCachedQuery")
    }
}

extension PostgresError: CustomStringConvertible, CustomReflectable {
    /// Classes whose primary messages speak of statements, objects and the server, never of values.
    private static let classesOfHarmlessMessages: Set<String> = [
        "08", "0A", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58",
    ]

    /// One line that is safe to log and to show: no bind value is in it.
    public var publicDescription: String {
        var text = headline
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        if let column, kind != .decoding { text += ", column \(column)" }
        if let position { text += ", at character \(position)" }
        if let statement { text += ", in: \(statement)" }
        return text
    }

    private var headline: String {
        guard case .server(let state) = kind else { return message }
        let isHarmless = Self.classesOfHarmlessMessages.contains(String(state.prefix(2)))
        return isHarmless ? "\(message) (SQLSTATE \(state))" : "SQLSTATE \(state)"
    }

    /// The same as `publicDescription`, so that no log statement can leak a value.
    public var description: String { publicDescription }

    /// Only what may be shown, for `dump` and test output.
    public var customMirror: Mirror { Mirror(self, children: ["description": publicDescription]) }
}
