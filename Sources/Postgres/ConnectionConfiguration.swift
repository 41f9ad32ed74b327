internal import CLibpq

/// Where the server is and how a session with it is set up.
///
/// The connection string goes to libpq as it is (URI or keywords, several hosts, `target_session_attrs`, `sslmode`,
/// service files); what is set here is added to it.
public struct ConnectionConfiguration: Sendable {
    /// A URI or keywords as libpq reads them. May hold a password: it is never printed.
    public var connectionString: String
    /// The name shown in `pg_stat_activity`.
    public var applicationName: String
    /// The role that the session takes on.
    public var role: String?
    /// The longest time for one statement.
    public var statementTimeout: Duration?
    /// The longest wait for a lock.
    public var lockTimeout: Duration?
    /// The longest time that a transaction may stay open without a statement.
    public var idleInTransactionTimeout: Duration?
    /// The longest time for each host to accept the connection; libpq takes no less than 2 seconds.
    public var connectTimeout: Duration
    /// How many prepared statements each connection keeps.
    public var preparedStatementLimit = 256
    /// Other settings of the session, by their names.
    var settings: [String: String] = [:]

    /// A configuration; the timeouts default to values that suit a desk of people at work.
    public init(
        _ connectionString: String, applicationName: String = "redress", role: String? = nil,
        statementTimeout: Duration? = .seconds(30), lockTimeout: Duration? = .seconds(10),
        idleInTransactionTimeout: Duration? = .seconds(60), connectTimeout: Duration = .seconds(5)
    ) {
        self.connectionString = connectionString
        self.applicationName = applicationName
        self.role = role
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.connectTimeout = connectTimeout
    }

    /// Throws `couldNotConnect` when libpq cannot read the connection string. The sentence does not quote the string.
    public func validate() throws {
        _ = try parsed()
    }

    /// Keywords for `PQconnectdbParams` with `expand_dbname`: later ones win over earlier ones.
    func keywords() throws -> [(String, String)] {
        let written = try parsed()
        let options = [written["options"], sessionOptions].compactMap { $0 }.filter { !$0.isEmpty }
        return [
            ("gssencmode", "disable"),
            ("keepalives_idle", "30"),
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))),
            ("dbname", connectionString.isEmpty ? "dbname=postgres" : connectionString),
            ("application_name", applicationName),
            ("client_encoding", "UTF8"),
            ("options", options.joined(separator: " ")),
        ]
    }

    private var sessionOptions: String {
        var settings: [(String, String)] = []
        if let role { settings.append(("role", role)) }
        if let statementTimeout { settings.append(("statement_timeout", statementTimeout.wholeMilliseconds)) }
        if let lockTimeout { settings.append(("lock_timeout", lockTimeout.wholeMilliseconds)) }
        if let idleInTransactionTimeout {
            settings.append(("idle_in_transaction_session_timeout", idleInTransactionTimeout.wholeMilliseconds))
        }
        settings += self.settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return settings.map { "-c \($0)=\(Self.escaped($1))" }.joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value {
            if character == "\\" || character.isWhitespace { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }

    /// What the string sets, by keyword. libpq's own message is dropped because it may quote a password.
    private func parsed() throws -> [String: String] {
        if connectionString.utf8.contains(0) { throw Self.unreadable }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(connectionString, &message) else {
            PQfreemem(message)
            throw Self.unreadable
        }
        defer { PQconninfoFree(options) }
        var written: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { written[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return written
    }

    private static let unreadable = PostgresError(
        .couldNotConnect, "the connection string is neither a postgresql:// URI nor a list of keyword=value")
}

extension ConnectionConfiguration: CustomStringConvertible, CustomReflectable {
    /// Host, port, database and user; never the password.
    public var description: String {
        guard let written = try? parsed() else { return "unreadable connection string" }
        let shown = ["host", "hostaddr", "port", "dbname", "user", "service", "target_session_attrs"]
        return shown.compactMap { key in written[key].map { "\(key)=\($0)" } }.joined(separator: " ")
    }

    /// Only what `description` shows.
    public var customMirror: Mirror { Mirror(self, children: ["server": description]) }
}

extension Duration {
    /// Milliseconds for a setting; a fraction counts as one, because 0 would mean "no limit".
    var wholeMilliseconds: String {
        let (seconds, attoseconds) = components
        let fraction = attoseconds / 1_000_000_000_000_000
        return String(max(1, seconds * 1000 + fraction))
    }
}
