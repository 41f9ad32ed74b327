public import Canonical
internal import Ledger
internal import Postgres

/// Writes down what the other side answered to a referral. Writes `case.referral_answered` with a commitment to the words.
public struct AnswerReferral: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.referral"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let number: Int
    private let state: ReferralState
    private let words: String?
    private let key: RequestKey?

    /// The referral with this number was taken on, refused or done.
    public init(
        _ reference: CaseReference, number: Int, state: ReferralState, words: String? = nil, key: RequestKey? = nil
    ) {
        (self.reference, self.number, self.state) = (reference, number, state)
        (self.words, self.key) = (words, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if state == .sent {
            throw DeskError.malformed(field: "referral_state", problem: .range("ACCEPTED, REFUSED, DONE"))
        }
        let redacted = try Intake.text(words, "reply", limit: 10_000).map { Redactor.redact($0) }
        let stored: SQL = """
            SELECT target FROM casework.referral WHERE case_no = \(reference.caseNo) AND referral_no = \(Int32(clamping: number))
            """
        return try await desk.change(reference, by: actor, key: key, also: [stored]) { file, at in
            guard let row = file.extra[0].rows.first else {
                throw DeskError.noSuchPart(reference: file.before.reference.text, part: "referral", number: number)
            }
            let target: String = try row["target"]
            let sealed = try redacted.map { try file.subject.key.seal($0.text, table: "referral", column: "reply") }
            file.statements.append(
                """
                UPDATE casework.referral SET state = \(state.rawValue), replied_at = \(at), reply = coalesce(\(sealed), reply)
                WHERE case_no = \(file.before.caseNo) AND referral_no = \(Int16(clamping: number))
                """)
            let entry = Draft(
                type: .caseReferralAnswered, subject: file.subject.id,
                data: [
                    "referral": .string(String(number)), "recipient_type": .string(target),
                    "result": .string(state.rawValue),
                ], committed: redacted.map { ["body": .string($0.text)] } ?? [:])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["referral"] = .members([
                        "no": .int(Int64(number)), "target": .string(target), "state": .string(state.rawValue),
                        "replied_at": .string(at.description), "reply": redacted.map { .string($0.text) },
                    ])
                    return JSON.object(members)
                }, entry: entry)
        }.json
    }
}
