/// How a transaction is begun.
public struct TransactionOptions: Sendable, Equatable {
    /// What concurrent transactions may see of each other.
    public enum Isolation: String, Sendable {
        /// Every statement sees what was committed before it.
        case readCommitted = "read committed"
        /// All statements see the state at the first one.
        case repeatableRead = "repeatable read"
        /// As if transactions ran one after another; may fail with `isSerializationFailure`.
        case serializable = "serializable"
    }

    /// When COMMIT answers.
    public enum SynchronousCommit: String, Sendable {
        /// After it is on disk here and, with synchronous standbys, there.
        case on
        /// At once: a crash may lose the last moments, but nothing becomes inconsistent.
        case off
        /// After it is on disk here.
        case local
        /// After the standby wrote it.
        case remoteWrite = "remote_write"
        /// After the standby shows it.
        case remoteApply = "remote_apply"
    }

    /// The server's default when absent.
    public var isolation: Isolation?
    /// Refuses changes.
    public var readOnly: Bool
    /// With serializable and read only: waits for a snapshot that cannot fail.
    public var deferrable: Bool
    /// The session's setting when absent.
    public var synchronousCommit: SynchronousCommit?

    /// Options; all of them default to the server's.
    public init(
        isolation: Isolation? = nil, readOnly: Bool = false, deferrable: Bool = false,
        synchronousCommit: SynchronousCommit? = nil
    ) {
        self.isolation = isolation
        self.readOnly = readOnly
        self.deferrable = deferrable
        self.synchronousCommit = synchronousCommit
    }

    /// Everything as the server does it.
    public static let standard = TransactionOptions()

    /// What goes in front of the first batch.
    var opening: [SQL] {
        var begin = "begin"
        if let isolation { begin += " isolation level \(isolation.rawValue)" }
        if readOnly { begin += " read only" }
        if deferrable { begin += " deferrable" }
        guard let synchronousCommit else { return [SQL(unescaped: begin)] }
        return [
            SQL(unescaped: begin),
            SQL(unescaped: "set local synchronous_commit = \(synchronousCommit.rawValue)"),
        ]
    }
}
