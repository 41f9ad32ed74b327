internal import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// One case, locked and loaded for a change: what it is now, and the statements that the change will need.
struct CaseFile: Sendable {
    /// The case before the change.
    let before: Case
    /// The case as the change leaves it.
    var now: Case
    /// Its payments.
    var payments: [Payment]
    /// Its runs, oldest first; the last one is the one at work.
    var runs: [RunRecord]
    /// The victim's pseudonymous id and key.
    let subject: Subject
    /// Who else belongs to it.
    var parties: [Party]
    /// Where its next entry stands.
    let place: EntryPlace
    /// What the change writes of its runs, each once, in their order.
    var work: [RunWriting] = []
    /// What the change writes beside the case's own row and its runs; it comes after them.
    var statements: [SQL] = []
    /// How many of the statements change nothing but what this value shows as well. As long as it is all of them, the
    /// case can be kept for its next change; see ``CaseCache``.
    private(set) var followed = 0
    /// The answers to what an operation asked beside the case itself.
    var extra: [QueryResult] = []
    /// Whether the case goes on in the playbook of its kind of scam when this change is done: its triage ended, or
    /// somebody corrected the kind.
    var wantsNextRun = false
    /// The parameters that its texts show; nil when the jurisdiction has none.
    var parameters: ParameterShelf.InForce?

    /// The run at work.
    var run: RunRecord? { runs.last }

    /// Adds statements that change nothing but what this value shows already.
    mutating func write(following statements: [SQL]) {
        self.statements += statements
        followed += statements.count
    }

    /// Throws when the case is closed.
    func demandOpen() throws(DeskError) {
        if before.isClosed { throw .caseClosed(reference: before.reference.text) }
    }

    /// Throws when the person of the case was erased: what is left is only to be looked at.
    func demandPerson() throws(DeskError) {
        if subject.isErased { throw .personErased }
    }

    /// Throws when the work goes on in another case.
    func demandLiving() throws(DeskError) {
        if let into = before.mergedInto { throw .caseMerged(reference: before.reference.text, into: into.text) }
    }

    /// Throws when the actor may not work on this case: it is somebody else's, and he does not see to others' cases.
    func demandAccess(_ actor: Actor, reading: Bool = false) throws(DeskError) {
        try before.demandAccess(actor, reading: reading)
    }
}

extension Case {
    /// Throws when the actor may not work on this case: it is somebody else's, and he does not see to others' cases.
    func demandAccess(_ actor: Actor, reading: Bool = false) throws(DeskError) {
        if Self.isOpen(to: actor, reading: reading, assignee: assignee, openedBy: openedBy) { return }
        throw .notYours(reference: reference.text)
    }

    /// Whether an actor may work on a case that this member of staff has and that one opened, or may read it.
    static func isOpen(to actor: Actor, reading: Bool, assignee: String?, openedBy: String) -> Bool {
        if Permission.workOnAllCases.isGranted(to: actor) || assignee == actor.id { return true }
        if reading, actor.roles.contains(.compliance) { return true }
        // What a bot may do is what its own operations do: it stays beside the person when people have taken over.
        if actor.roles == [.bot], openedBy == actor.id { return true }
        return assignee == nil && (openedBy == actor.id || actor.roles.contains(.agent))
    }
}

/// A person concerned, with the key under which the personal data is sealed.
struct Subject: Sendable {
    let id: String
    private let held: SubjectKey?

    /// A person whose key is held; nil when it was destroyed with everything that was sealed under it.
    init(id: String, key: SubjectKey?) { (self.id, held) = (id, key) }

    /// Whether nothing of the person can be read any more.
    var isErased: Bool { held == nil }

    /// The key of the person's data.
    ///
    /// - Throws: ``DeskError/personErased`` when it was destroyed.
    var key: SubjectKey {
        get throws(DeskError) {
            guard let held else { throw .personErased }
            return held
        }
    }
}

/// A person of the case, without anything that would identify him.
struct Party: Sendable, Equatable {
    let number: Int
    let subject: String
    var role: PartyRole
    /// What may be shown without a reveal: field, and its masked form.
    var masked: [String: String]
    /// How the person showed who he is.
    var authLevel = AuthLevel.unauthenticated
    /// How old the person is, in steps.
    var ageBand = AgeBand.notStated
    /// When everything that identified him was destroyed.
    var erasedAt: Timestamp?
}
