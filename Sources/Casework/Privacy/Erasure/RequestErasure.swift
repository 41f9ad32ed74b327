public import Canonical
internal import Ledger
internal import Postgres

/// Asks that a person's data be destroyed. It is refused at once under a hold, while the case is open, or while a law
/// wants it kept; otherwise it waits for a second person, for thirty days at most (152-FZ, article 21(5); GDPR, 12(3)).
///
/// Writes `subject.erasure_requested` or `subject.erasure_refused`.
public struct RequestErasure: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.erase"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let reference: CaseReference
    private let party: Int
    private let basis: ErasureBasis

    /// The erasure of a party, the victim when nothing is said.
    public init(_ reference: CaseReference, party: Int = 1, basis: ErasureBasis = .subjectRequest) {
        (self.reference, self.party, self.basis) = (reference, party, basis)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/erasureRefused(reference:_:until:)`` after the refusal is on the trail.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let request = "x-" + Digest.hexadecimal(Digest.random(8))
        let now = desk.now()
        let before =
            ErasureCheck.reads(reference.caseNo, at: now) + [Erasure.selectOpen(reference.caseNo, party: party)]
        let answer = try await desk.read(reference, by: actor, also: before) { file, at in
            let person = try file.party(party)
            if !file.extra[2].rows.isEmpty {
                throw DeskError.erasureWaiting(reference: file.before.reference.text)
            }
            let refused = try ErasureCheck.refusal(
                file, holds: file.extra[0], periods: file.extra[1], basis: basis, at: at)
            let due = at.adding(days: 30)
            file.statements.append(insert(request, file, person, refused, actor, at, due: due))
            return Change(
                answer: { file, receipt in
                    .members([
                        "ref": .string(file.now.reference.text), "party": .int(Int64(party)),
                        "request": .string(request), "state": refused == nil ? "REQUESTED" : "REFUSED",
                        "due_at": .string(due.wholeSecondsText),
                        "refusal": refused.map { .string($0.refusal.rawValue) },
                        "until": refused?.until.map { .string($0.wholeSecondsText) },
                        "receipt": .string(receipt.base64),
                    ])
                }, entry: entry(request, person, refused, due: due))
        }
        if let refusal = answer["refusal"]?.string.flatMap(ErasureRefusal.init(rawValue:)) {
            throw DeskError.erasureRefused(reference: reference.text, refusal, until: answer["until"]?.string)
        }
        return answer
    }

    private func insert(
        _ request: String, _ file: CaseFile, _ person: Party, _ refused: ErasureCheck?, _ actor: Actor, _ at: Timestamp,
        due: Timestamp
    ) -> SQL {
        """
        INSERT INTO privacy.erasure (request, case_no, party_no, subject, basis, state, requested_at, requested_by, due_at,
            decided_at, decided_by, refusal, refused_until)
        VALUES (\(request), \(file.before.caseNo), \(Int16(person.number)), \(person.subject), \(basis.rawValue),
            \(refused == nil ? "REQUESTED" : "REFUSED"), \(at), \(actor.id), \(due), \(refused == nil ? nil : at),
            \(refused == nil ? nil : actor.id), \(refused?.refusal.rawValue), \(refused?.until))
        """
    }

    private func entry(_ request: String, _ person: Party, _ refused: ErasureCheck?, due: Timestamp) -> Draft {
        let basis = JSON.string(basis.rawValue)
        guard let refused else {
            return Draft(
                type: .subjectErasureRequested, subject: person.subject,
                data: [
                    "request": .string(request), "basis": basis, "due": .string(due.wholeSecondsText),
                    "categories": .array(DataCategory.destroyed(party: party).map { .string($0.rawValue) }),
                ])
        }
        return Draft(
            type: .subjectErasureRefused, subject: person.subject,
            data: JSON.members([
                "request": .string(request), "basis": .string(refused.refusal.rawValue),
                "hold": refused.hold.map(JSON.string), "until": refused.until.map { .string($0.wholeSecondsText) },
            ]).object ?? [:])
    }
}

extension DataCategory {
    /// What is destroyed with a person: of a second person only what is under his own key.
    static func destroyed(party: Int) -> [DataCategory] {
        party == 1 ? allCases : [.identity, .searchIndex, .openings]
    }
}

extension CaseFile {
    /// A person of the case who was not erased yet.
    func party(_ number: Int) throws(DeskError) -> Party {
        guard let party = parties.first(where: { $0.number == number }) else {
            throw .noSuchPart(reference: before.reference.text, part: "person", number: number)
        }
        if party.erasedAt != nil { throw .personErased }
        return party
    }
}
