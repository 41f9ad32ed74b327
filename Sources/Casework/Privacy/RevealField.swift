public import Canonical
internal import Ledger
internal import Postgres

/// Shows one field of one person unmasked, for a purpose of the list.
///
/// Two transactions: the entry `personal_data.read` is committed before the value is read, and the database hands the
/// value out only for that entry, by the same session, within a minute. A reveal cannot be hidden by a rollback.
public struct RevealField: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.reveal"
    /// The right that it needs.
    public static let permission = Permission.reveal
    private let reference: CaseReference
    private let party: Int
    private let field: PartyField
    private let purpose: RevealPurpose

    /// The field of a party, the victim when nothing is said.
    public init(_ reference: CaseReference, party: Int = 1, field: PartyField, purpose: RevealPurpose) {
        (self.reference, self.party, self.field, self.purpose) = (reference, party, field, purpose)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let column = field.column
        let read = try await desk.read(reference, by: actor, also: [Self.entryID]) { file, _ in
            guard let party = file.parties.first(where: { $0.number == self.party }), party.masked[column] != nil else {
                throw DeskError.nothingToReveal(field: column)
            }
            return Change(
                answer: { _, receipt in ["subject": .string(party.subject), "receipt": .string(receipt.base64)] },
                entry: Draft(
                    type: .personalDataRead, subject: party.subject, purpose: purpose.rawValue,
                    data: ["fields": [.string(column)]]))
        }
        guard let subject = read["subject"]?.string, let receipt = read["receipt"]?.string else {
            throw StoreFault.unreadable("reveal")
        }
        let value = try await value(desk, actor, subject: subject, receipt: receipt, column: column)
        return [
            "ref": .string(reference.text), "party": .int(Int64(party)), "field": .string(column),
            "value": .string(value),
            "purpose": .string(purpose.rawValue), "receipt": .string(receipt),
        ]
    }

    private static let entryID: SQL = "SELECT 1 AS one"

    private func value(_ desk: Desk, _ actor: Actor, subject: String, receipt: String, column: String) async throws
        -> String
    {
        let hash = Base64.decode(receipt) ?? []
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT privacy.reveal(e.entry_id, \(reference.caseNo), \(subject), \(column), \(actor.session), \(actor.id)) AS sealed
                FROM audit.entry e WHERE e.case_no = \(reference.caseNo) AND e.leaf_hash = \(hash)
                """,
                """
                SELECT subject, wrapped, version, \(KeyEpoch.destroyed) FROM privacy.subject_key
                WHERE case_no = \(reference.caseNo) AND subject = \(subject)
                """,
            ])
        }
        guard let sealed = try results[0].rows.first?["sealed", as: [UInt8]?.self], let key = results[1].rows.first
        else {
            throw DeskError.nothingToReveal(field: column)
        }
        return try Subject(key, keys: desk.keys).key.open(sealed, table: "value", column: column)
    }
}

extension PartyField {
    /// The name of the field in the store and in scripts.
    public var column: String { rawValue.lowercased() }
}
