internal import Canonical

/// What is told of a person of a case; nil leaves it as it is.
public struct PartyDetails: Sendable, Hashable {
    let role: PartyRole?
    let authLevel: AuthLevel?
    let ageBand: AgeBand?
    /// What is sealed, by field, normalised.
    let values: [PartyField: String]

    /// Takes the texts as the command line and HTTP bring them.
    ///
    /// - Parameters:
    ///   - phone: international, or national of Russia.
    ///   - relation: who he is to the victim: `daughter`.
    ///   - contactNote: when and how he can be called.
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` or ``CodeError``, without what was written.
    public init(
        role: String? = nil, name: String? = nil, phone: String? = nil, email: String? = nil, relation: String? = nil,
        contactNote: String? = nil, authLevel: String? = nil, ageBand: String? = nil,
        in place: Jurisdiction.Place = .russia
    ) throws {
        self.role = try role.map { try PartyRole.parse($0) }
        self.authLevel = try authLevel.map { try AuthLevel.parse($0) }
        self.ageBand = try ageBand.map { try AgeBand.parse($0) }
        var values: [PartyField: String] = [:]
        values[.name] = try Intake.text(name, "name", limit: 200)
        values[.phone] = try phone.map { try Intake.phone($0, in: place).e164 }
        values[.email] = try email.map { try Self.email($0).description }
        values[.relation] = try Intake.text(relation, "relation", limit: 200).map { Redactor.redact($0).text }
        values[.contactNote] = try Intake.text(contactNote, "contact_note", limit: 500).map { Redactor.redact($0).text }
        self.values = values
    }

    static func email(_ text: String) throws(DeskError) -> EmailAddress {
        do { return try EmailAddress(text) } catch {
            throw .malformed(field: "email", problem: .form(example: "anna@example.org"))
        }
    }

    /// The names of what is told, in the order of the list.
    var fields: [PartyField] { PartyField.allCases.filter { values[$0] != nil } }

    /// Whether anything is told at all.
    var isEmpty: Bool { values.isEmpty && role == nil && authLevel == nil && ageBand == nil }

    /// The values for a commitment.
    var committed: JSON.Members {
        JSON.Members(fields.map { ($0.column, .string(values[$0] ?? "")) }) { first, _ in first }
    }
}

extension PartyField {
    /// Fields by which a person is found.
    static let indexed: Set<PartyField> = [.phone, .email]
}
