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
    /// The same in Russian; nil where only English was written.
    public var russian: Words?

    /// A sentence with its way out, in another language than English.
    public struct Words: Sendable, Hashable {
        /// What is the matter, in one sentence with its full stop.
        public var sentence: String
        /// The way out; empty when the sentence says it.
        public var wayOut: String

        /// Words.
        public init(_ sentence: String, wayOut: String = "") { (self.sentence, self.wayOut) = (sentence, wayOut) }
    }
    /// The languages in which the desk explains itself.
    public enum Language: String, Sendable, CaseIterable {
        /// English.
        case en
        /// Russian.
        case ru
    }

    /// An explanation.
    public init(
        _ sort: Sort, _ code: String, _ sentence: String, wayOut: String = "", field: String? = nil,
        russian: Words? = nil
    ) {
        self.sort = sort
        self.code = code
        self.sentence = sentence
        self.wayOut = wayOut
        self.field = field
        self.russian = russian
    }

    /// The sentence and the way out in one line.
    public var line: String { wayOut.isEmpty ? sentence : "\(sentence) \(wayOut)" }

    /// The sentence and the way out in a language; in English where there is no other.
    public func line(in language: Language) -> String {
        guard language == .ru, let russian else { return line }
        return russian.wayOut.isEmpty ? russian.sentence : "\(russian.sentence) \(russian.wayOut)"
    }
}

extension Explanation {
    /// The explanation of any error that an operation throws. Nothing of it is personal data.
    public init(_ error: any Error) {
        switch error {
        case let error as DeskError:
            self = error.explanation
            russian = error.russian
            // A card or a phone that was put into the wrong place is not repeated.
            sentence = Redactor.redact(sentence).text
            if let words = russian { russian?.sentence = Redactor.redact(words.sentence).text }
        case SealError.unknownEpoch(let epoch):
            self = Explanation(
                .fault, "key-missing", "The key file lacks the key-encryption key \(epoch), which this data needs.",
                wayOut: "Put the right key file back; a key that was destroyed is gone for good.",
                russian: .init(
                    "В файле ключей нет ключа \(epoch), который нужен этим данным.",
                    wayOut: "Верните правильный файл; уничтоженный ключ не вернуть."))
        case let error as CodeError: self = Explanation(error)
        case let error as PostgresError: self = Explanation(error)
        case let error as KeyFileError: self = Explanation(error)
        case let error as KeptFileError: self = Explanation(error)
        case let error as Migrator.Failure: self = error.explanation
        case let error as TrailFault: self = error.explanation
        case is CancellationError:
            self = Explanation(.busy, "cancelled", "It was called off.", russian: .init("Работа прервана."))
        default:
            self = Explanation(
                .fault, "internal", "Something went wrong inside of Redress (\(type(of: error))).",
                russian: .init("Внутренняя ошибка Redress (\(type(of: error)))."))
        }
    }

    /// The explanation of a code that is not on its list.
    ///
    /// What was written is repeated, unless it may be somebody's number or words in the wrong place.
    public init(_ error: CodeError) {
        let nearest = error.suggestion.map { "Did you mean \($0)?" }
        let code = error.value.filter(\.isNumber).count > 4 ? "" : error.value.echoed(or: "")
        let shown = code.isEmpty ? "This" : "“\(code)”"
        self.init(
            .badInput, "not-on-list",
            "\(shown) is not \(error.list.replacing("_", with: " ").withArticle).",
            wayOut: nearest ?? "It is one of: \(error.allowed.joined(separator: ", ")).", field: error.list,
            russian: .init(
                "\(code.isEmpty ? "Значения" : "«\(code)»") нет в списке \(error.list).",
                wayOut: error.suggestion.map { "Может быть, \($0)?" }
                    ?? "Есть: \(error.allowed.joined(separator: ", "))."))
    }

    /// The explanation of a failure of the store.
    public init(_ error: PostgresError) {
        switch error.kind {
        case .poolExhausted, .poolTimeout:
            self.init(
                .busy, "busy", "All connections to the store are in use.", wayOut: "Try again in a moment.",
                russian: .init("Все соединения с хранилищем заняты.", wayOut: "Повторите чуть позже."))
        case .couldNotConnect, .connectionLost, .poolClosed:
            self.init(
                .unreachable, "store-unreachable", "The store cannot be reached.",
                wayOut: "Check that PostgreSQL runs and that DATABASE_URL is right, then try again.",
                russian: .init(
                    "Хранилище недоступно.", wayOut: "Проверьте, что PostgreSQL работает и DATABASE_URL верен."))
        case .commitOutcomeUnknown:
            self.init(
                .unreachable, "outcome-unknown", "The connection was lost while the work was being saved.",
                wayOut: "Look whether it is there; with the same idempotency key it can be sent again without harm.",
                russian: .init(
                    "Связь прервалась во время сохранения.",
                    wayOut: "Проверьте, сохранилось ли; с тем же ключом идемпотентности можно отправить снова."))
        case .encoding where error.message.contains("NUL"):
            self.init(
                .badInput, "unstorable", "A text holds a NUL character, which cannot be stored.",
                wayOut: "Leave it out.",
                russian: .init("В тексте есть символ NUL, его нельзя сохранить.", wayOut: "Уберите его."))
        default: self.init(server: error)
        }
    }

    private init(server error: PostgresError) {
        if error.isDiskFull {
            self.init(
                .unreachable, "disk-full", "The disk of the store is full; nothing was saved.",
                wayOut: "Free some space.",
                russian: .init("Диск хранилища полон, ничего не сохранено.", wayOut: "Освободите место."))
        } else if error.isStatementTimeout || error.isLockNotAvailable {
            self.init(
                .busy, "busy", "The store took too long to answer; nothing was saved.", wayOut: "Try again.",
                russian: .init("Хранилище отвечало слишком долго, ничего не сохранено.", wayOut: "Повторите."))
        } else if error.isRetryable {
            self.init(
                .conflict, "met", "Somebody else changed the same thing in this moment.", wayOut: "Try again.",
                russian: .init("То же самое сейчас изменил кто-то другой.", wayOut: "Повторите."))
        } else if error.isTrailStopped {
            self = DeskError.trailStopped.explanation
            russian = DeskError.trailStopped.russian
        } else if error.isInsufficientPrivilege {
            self.init(
                .fault, "store-refused", "The store refuses this to the application (\(error.publicDescription)).",
                russian: .init("Хранилище не разрешает это программе (\(error.publicDescription))."))
        } else if error.isUndefinedTable || error.isUndefinedSchema {
            self.init(
                .unreachable, "schema-missing", "The database has no Redress schema.",
                wayOut: "Run: redress db migrate",
                russian: .init("В базе нет схемы Redress.", wayOut: "Запустите: redress db migrate"))
        } else {
            self.init(
                .fault, "store-fault", "The store refused a statement (\(error.publicDescription)).",
                russian: .init("Хранилище отклонило команду (\(error.publicDescription))."))
        }
    }

    /// The explanation of a key file that cannot be used.
    public init(_ error: KeyFileError) {
        switch error {
        case .unknownKey(let number):
            self.init(
                .notFound, "no-such-key", error.sentence, russian: .init("Ключа с номером \(number) нет."))
        case .keyInUse(let number):
            self.init(
                .conflict, "key-current", error.sentence,
                russian: .init("Ключ с номером \(number) действует сейчас. Сначала смените его."))
        default: self.init(.unreachable, "keys-unusable", error.sentence)
        }
    }

    /// The explanation of a temporary file that cannot be written or read.
    public init(_ error: KeptFileError) {
        self.init(
            .unreachable, "no-room", "There is no room for a temporary file in \(error.description)",
            wayOut: "Free some space there, or name another directory in TMPDIR.",
            russian: .init(
                "Временный файл не помещается: \(error.description)",
                wayOut: "Освободите место или назовите другой каталог в TMPDIR."))
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
    /// Whether the right to append was taken from the application, or an append met a stop on its way: the trail is stopped.
    var isTrailStopped: Bool {
        isInsufficientPrivilege
            && (constraint == "audit_stopped" || message.contains("function next_place")
                || message.contains("function append"))
    }
}
