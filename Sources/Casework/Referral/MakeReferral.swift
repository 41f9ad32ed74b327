public import Canonical
internal import Ledger
internal import Postgres

/// Hands a case to somebody outside who must act: a bank, the police, a crisis line. Writes `case.referral_made` with
/// commitments to the number that the other side gave.
///
/// Refused without the person's consent to share with that side; a consent that is given in this moment is recorded.
public struct MakeReferral: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.refer"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let target: ReferralTarget
    private let hasConsentNow: Bool
    private let package: [String]
    private let externalNumber: String?
    private let dueAt: String?
    private let key: RequestKey?

    /// Refers a case.
    ///
    /// - Parameters:
    ///   - hasConsentNow: the person has just allowed it; nil or false looks for a consent given before.
    ///   - package: what goes along, as names: `statement`, `screenshots`.
    ///   - externalNumber: КУСП, crime reference, the bank's number.
    ///   - dueAt: until when an answer is expected, RFC 3339.
    public init(
        _ reference: CaseReference, to target: ReferralTarget, hasConsentNow: Bool = false, package: [String] = [],
        externalNumber: String? = nil, dueAt: String? = nil, key: RequestKey? = nil
    ) {
        (self.reference, self.target, self.hasConsentNow) = (reference, target, hasConsentNow)
        (self.package, self.externalNumber, self.dueAt, self.key) = (package, externalNumber, dueAt, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let items = try package.map { try Self.item($0) }
        let keys = desk.keys
        let external = try Intake.text(externalNumber, "external_number", limit: 200)
        let before: [SQL] = [
            """
            SELECT coalesce(max(referral_no), 0)::bigint AS last FROM casework.referral WHERE case_no = \(reference.caseNo)
            """,
            Consent.select(reference, party: 1, purpose: target.neededConsent),
        ]
        return try await desk.change(reference, by: actor, key: key, also: before) { file, at in
            try file.demandOpen()
            if hasConsentNow {
                file.statements.append(Consent.give(file.before.caseNo, party: 1, target.neededConsent, at, actor))
            } else if file.extra[1].rows.isEmpty {
                throw DeskError.consentNeeded(reference: file.before.reference.text, purpose: target.neededConsent)
            }
            let number = try file.extra[0].only("casework.referral")["last", as: Int.self] + 1
            let due = try dueAt.map { try Intake.laterMoment($0, "due_at", at) }
            let sealed = try external.map {
                try file.subject.key.seal($0, table: "referral", column: "external_number")
            }
            let digest = external.map { BlindIndex(keys).value(of: Self.normalised($0), column: "referral") }
            file.statements.append(
                """
                INSERT INTO casework.referral (case_no, referral_no, target, made_at, made_by, due_at, package, external_number,
                    number_digest, number_key_version)
                VALUES (\(file.before.caseNo), \(Int16(number)), \(target.rawValue), \(at), \(actor.id), \(due), \(items),
                    \(sealed), \(digest?.bytes), \(digest.map { Int32($0.version) }))
                """)
            let entry = Draft(
                type: .caseReferralMade, subject: file.subject.id,
                data: JSON.members([
                    "referral": .string(String(number)), "recipient_type": .string(target.rawValue),
                    "deadline": due.map { .string($0.wholeSecondsText) },
                ]).object ?? [:],
                committed: external.map { ["recipient_reference": .string($0)] } ?? [:])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["referral"] = .members([
                        "no": .int(Int64(number)), "target": .string(target.rawValue),
                        "state": .string(ReferralState.sent.rawValue), "made_at": .string(at.description),
                        "due_at": due.map { .string($0.description) }, "package": .array(items.map(JSON.string)),
                        "external_number": external.map(JSON.string),
                    ])
                    return JSON.object(members)
                }, entry: entry)
        }.json
    }

    /// A number as it is looked for: letters and digits in upper case, whatever stands between them.
    static func normalised(_ number: String) -> String {
        number.uppercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func item(_ text: String) throws(DeskError) -> String {
        let trimmed = text.trimmingWhiteSpace
        guard (1...100).contains(trimmed.count),
            trimmed.allSatisfy({ $0.isLetter || $0.isNumber || "_- .".contains($0) }), Redactor.redact(trimmed).isClean
        else { throw .malformed(field: "package", problem: .form(example: "statement")) }
        return trimmed
    }
}

extension ReferralTarget {
    /// What the person must have allowed.
    var neededConsent: ConsentPurpose {
        switch self {
        case .senderBank, .recipientBank, .lender: .shareBank
        case .police, .emergency: .sharePolice
        default: .caseHandling
        }
    }
}
