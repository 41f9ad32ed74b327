/// Who does something, as the session at the door proved it. There is no operation without one.
public struct Actor: Sendable, Hashable {
    /// What kind of actor.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A person of the desk.
        case staff
        /// A chat-bot or voice assistant.
        case bot
        /// The program itself: start-up, scheduler, demo.
        case system
    }
    /// What kind of actor.
    public let kind: Kind
    /// The id of the member of staff, or of the part of the program.
    public let id: String
    /// What the actor may be.
    public let roles: Set<StaffRole>
    /// Where the actor works: one sign-in, one day of the command line.
    public let session: String

    /// An actor.
    public init(kind: Kind = .staff, id: String, roles: Set<StaffRole>, session: String) {
        self.kind = kind
        self.id = id
        self.roles = roles
        self.session = session
    }
}
