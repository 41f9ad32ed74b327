public import Postgres

/// What both faces tell somebody when the desk did not do something: one code, one sentence, one way out.
public struct Explanation: Sendable, Hashable {
    /// Which sort of trouble; the faces make exit codes and HTTP statuses of it.
    public enum Sort: Sendable, Hashable {
        /// An input cannot be read or is not allowed.
        case badInput
        /// A file or a body is not of its form.
        case malformedFile
        /// There is no such thing.
        case notFound
        /// It does not fit the present state; looking again may help.
        case conflict
        /// Too much at once; later it may work.
        case busy
        /// The actor may not.
        case notAllowed
        /// Nobody is known by what was shown at the door.
        case notSignedIn
        /// The store cannot be reached.
        case unreachable
        /// A fault of the program.
        case fault
    }
    /// Which sort of trouble.
    public var sort: Sort
    /// The stable code: `mandatory-open`. Part of the type of a problem document.
    public var code: String
    /// What is the matter, in one sentence with its full stop.
    public var sentence: String
    /// The way out; empty when the sentence says it.
    public var wayOut: String
    /// The input that is meant, as a name of the interfaces; nil when it is not about one.
    public var field: String?

    /// An explanation.
    public init(_ sort: Sort, _ code: String, _ sentence: String, wayOut: String = "", field: String? = nil) {
        self.sort = sort
        self.code = code
        self.sentence = sentence
        self.wayOut = wayOut
        self.field = field
    }

    /// The sentence and the way out in one line.
    public var line: String { wayOut.isEmpty ? sentence : "\(sentence) \(wayOut)" }
}

extension Explanation {
    /// The explanation of any error that an operation throws. Nothing of it is personal data.
    public init(_ error: any Error) {
        switch error {
        case let error as DeskError:
            self = error.explanation
            // A card or a phone that was put into the wrong place is not repeated.
            sentence = Redactor.redact(sentence).text
        case SealError.unknownEpoch(let epoch):
            self = Explanation(
                .fault, "key-missing", "The key file lacks the key-encryption key \(epoch), which this data needs.",
                wayOut: "Put the right key file back; a key that was destroyed is gone for good.")
        case let error as CodeError: self = Explanation(error)
        case let error as PostgresError: self = Explanation(error)
        case let error as KeyFileError: self = Explanation(error)
        case let error as Migrator.Failure: self = error.explanation
        case let error as TrailFault: self = error.explanation
        case is CancellationError: self = Explanation(.busy, "cancelled", "It was called off.")
        default: self = Explanation(.fault, "internal", "Something went wrong inside of Redress (\(type(of: error))).")
        }
    }

    /// The explanation of a code that is not on its list.
    ///
    /// What was written is repeated, unless so many digits stand in it that it may be somebody's number in the wrong place.
    public init(_ error: CodeError) {
        let nearest = error.suggestion.map { "Did you mean \($0)?" }
        let shown = error.value.filter(\.isNumber).count > 4 ? "This" : "“\(error.value.prefix(40))”"
        self.init(
            .badInput, "not-on-list",
            "\(shown) is not \(error.list.replacing("_", with: " ").withArticle).",
            wayOut: nearest ?? "It is one of: \(error.allowed.joined(separator: ", ")).", field: error.list)
    }

    /// The explanation of a failure of the store.
    public init(_ error: PostgresError) {
        switch error.kind {
        case .poolExhausted, .poolTimeout:
            self.init(.busy, "busy", "All connections to the store are in use.", wayOut: "Try again in a moment.")
        case .couldNotConnect, .connectionLost, .poolClosed:
            self.init(
                .unreachable, "store-unreachable", "The store cannot be reached.",
                wayOut: "Check that PostgreSQL runs and that DATABASE_URL is right, then try again.")
        case .commitOutcomeUnknown:
            self.init(
                .unreachable, "outcome-unknown", "The connection was lost while the work was being saved.",
                wayOut: "Look whether it is there; with the same idempotency key it can be sent again without harm.")
        default: self.init(server: error)
        }
    }

    private init(server error: PostgresError) {
        if error.isDiskFull {
            self.init(
                .unreachable, "disk-full", "The disk of the store is full; nothing was saved.",
                wayOut: "Free some space.")
        } else if error.isStatementTimeout || error.isLockNotAvailable {
            self.init(.busy, "busy", "The store took too long to answer; nothing was saved.", wayOut: "Try again.")
        } else if error.isRetryable {
            self.init(.conflict, "met", "Somebody else changed the same thing in this moment.", wayOut: "Try again.")
        } else if error.isTrailStopped {
            self = DeskError.trailStopped.explanation
        } else if error.isInsufficientPrivilege {
            self.init(
                .fault, "store-refused", "The store refuses this to the application (\(error.publicDescription)).")
        } else if error.isUndefinedTable || error.isUndefinedSchema {
            self.init(
                .unreachable, "schema-missing", "The database has no Redress schema.", wayOut: "Run: redress db migrate"
            )
        } else {
            self.init(.fault, "store-fault", "The store refused a statement (\(error.publicDescription)).")
        }
    }

    /// The explanation of a key file that cannot be used.
    public init(_ error: KeyFileError) {
        self.init(.unreachable, "keys-unusable", error.sentence)
    }
}

extension KeyFileError {
    /// What is wrong with the key file and the way out, in one sentence.
    var sentence: String {
        switch self {
        case .missing(let path): "There is no key file at \(path); without it no personal data can be read. Restore it."
        case .directoryNotPrivate(let path, _): "Others can enter the key directory. Run: chmod 700 \(path)"
        case .notPrivate(let path, _): "Others can read the key file. Run: chmod 600 \(path)"
        case .foreignOwner(let path, let owner):
            "\(path) belongs to user \(owner). Work as that user, or set REDRESS_STATE to a directory of your own."
        case .wrongKind(let path):
            "\(path) is not an ordinary file or directory. Remove it or choose another REDRESS_STATE."
        case .malformed(let path): "\(path) is damaged. Restore it from a backup; do not delete it."
        case .unsupportedVersion(let path, let version): "\(path) has version \(version). It needs a newer redress."
        case .unknownKey(let number): "There is no key number \(number)."
        case .keyInUse(let number): "Key number \(number) is the current one. Rotate first."
        case .system(let call, let path, let code):
            "\(call) failed for \(path) (error \(code)). Check rights and disk space."
        }
    }
}

extension Migrator.Failure {
    /// What keeps the database from being used, and the way out.
    var explanation: Explanation {
        switch self {
        case .databaseIsNewer(let applied, let known):
            Explanation(
                .unreachable, "database-newer",
                "The database was made by a newer redress (schema \(applied); this one knows \(known)).",
                wayOut: "Install the newer redress.")
        case .appliedFileChanged(let number, let name):
            Explanation(
                .unreachable, "migration-changed",
                "Migration \(number) (\(name)) was applied with another text than this program has.",
                wayOut: "Use the program that made the database.")
        case .databaseIsOlder(let applied, let known):
            Explanation(
                .unreachable, "database-older", "The database has schema \(applied); this redress needs \(known).",
                wayOut: "Run: redress db migrate")
        }
    }
}

extension PostgresError {
    /// Whether the right to append was taken from the application: the trail is stopped.
    var isTrailStopped: Bool {
        isInsufficientPrivilege && (message.contains("function next_place") || message.contains("function append"))
    }
}
