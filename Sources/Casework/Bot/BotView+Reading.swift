internal import Canonical
internal import Ledger
internal import Postgres

extension Desk {
    /// The case of a bot's conversation.
    ///
    /// - Throws: ``DeskError/noSuchConversation``
    func reference(of conversation: String, by actor: Actor) async throws -> CaseReference {
        let key = ConversationKey(conversation, in: .bot(actor.id), keys: keys)
        let rows = try await pool.withConnection { try await $0.query(key.select) }
        guard let reference = try rows.first.flatMap({ CaseReference(caseNo: try $0["case_no"]) }) else {
            throw DeskError.noSuchConversation
        }
        return reference
    }
}

extension BotView {
    /// The conversation as it stands.
    static func read(_ reference: CaseReference, at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor, also: [Conversation.select(reference)]) { file, at in
            guard let row = file.extra[0].rows.first else { throw DeskError.noSuchConversation }
            let conversation = try Conversation(row)
            return Change(
                answer: { file, receipt in json(file, conversation, at: at, receipt: receipt.base64) },
                entry: Draft(
                    type: .caseGuided,
                    data: [
                        "action": "shown", "kind": "bot",
                        "steps": .array(file.selfServicePaths.prefix(50).map { .string($0.auditCode) }),
                    ]))
        }
    }
}
