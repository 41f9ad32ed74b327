public import Canonical

/// Opens the case of a bot's conversation, once, however often the channel delivers its first message; and tells the first
/// steps of self-service. Writes `case.opened`.
///
/// What the person has said so far becomes the case's first note. Words of distress, and a request for a human, hand the
/// case over in the same transaction. A conversation that is known is answered as it stands.
public struct StartConversation: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "bot.start"
    /// The right that it needs.
    public static let permission = Permission.converse
    private let intake: Intake
    private let conversation: String
    private let words: String?
    private let key: RequestKey?

    /// A conversation by the id that the bot knows it by; the intake's summary is what was said so far.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for an id that is empty or longer than 200 signs.
    public init(_ conversation: String, _ intake: Intake, words: String? = nil, key: RequestKey? = nil) throws {
        guard let id = try Intake.text(conversation, "conversation", limit: 200) else {
            throw DeskError.malformed(field: "conversation", problem: .missing)
        }
        (self.conversation, self.intake, self.words, self.key) = (id, intake, words, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        var started = Conversation(bot: actor.id)
        let signs = HandoverSigns(words ?? "")
        if let reason = signs.reason { started.handOver(reason, distress: signs.distress, at: desk.now()) }
        let opening = OpenCase(
            intake, id: ConversationKey(conversation, in: .bot(actor.id), keys: desk.keys), conversation: started,
            key: key)
        do { return try await opening.perform(at: desk, by: actor) } catch let known as KnownConversation {
            return try await BotView.read(known.reference, at: desk, by: actor)
        }
    }
}

/// How the conversation of a bot stands. Writes `case.guided`.
public struct ShowConversation: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "bot.show"
    /// The right that it needs.
    public static let permission = Permission.converse
    private let conversation: String

    /// The conversation with this id of the bot.
    public init(_ conversation: String) { self.conversation = conversation }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await BotView.read(try await desk.reference(of: conversation, by: actor), at: desk, by: actor)
    }
}
