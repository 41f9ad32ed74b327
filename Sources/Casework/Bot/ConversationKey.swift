internal import Canonical
internal import Postgres

/// By what a conversation is known again: the id that its channel gave it, within whoever gives such ids.
struct ConversationKey: Sendable {
    /// Who gives the ids: they are unique there and nowhere else.
    enum Scope: Sendable {
        case channel(IntakeChannel)
        case bot(String)
        case file

        fileprivate var text: String {
            switch self {
            case .channel(let channel): "channel \(channel.rawValue)"
            case .bot(let bot): "bot \(bot)"
            case .file: "file"
            }
        }
    }
    /// Under every key, the current one first.
    private let digests: [BlindIndexValue]

    init(_ id: String, in scope: Scope, keys: KeyRing) {
        digests = BlindIndex(keys).values(of: scope.text + "\n" + id, column: "conversation")
    }

    var select: SQL {
        "SELECT case_no FROM casework.conversation_key WHERE digest = ANY (\(digests.map(\.bytes))::bytea[]) LIMIT 1"
    }

    func insert(_ caseNo: Int64) -> [SQL] {
        digests.prefix(1).map { digest in
            """
            INSERT INTO casework.conversation_key (digest, key_version, case_no)
            VALUES (\(digest.bytes), \(Int32(digest.version)), \(caseNo))
            """
        }
    }
}

/// A conversation that has its case already: nothing is opened.
struct KnownConversation: Error {
    let reference: CaseReference
}
