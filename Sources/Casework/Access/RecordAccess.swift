public import Canonical
internal import Ledger
internal import Postgres

/// Writes down an account, a number or a device that the scammer got into, or what became of one. A critical one that he
/// still has makes the case urgent. Writes `case.access_changed`.
public struct RecordAccess: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.access"
    /// The right that it needs.
    public static let permission = Permission.workOnCase

    /// What is told of an access; nil leaves it as it is.
    public struct Details: Sendable, Hashable {
        let state: AccessState?
        let confirmed: ConfirmedHow?
        let moments: [String: String]

        /// Takes the texts as the command line and HTTP bring them; times are RFC 3339 or `now`.
        ///
        /// - Throws: ``CodeError`` for a code that is not on its list.
        public init(
            state: String? = nil, lostAt: String? = nil, sessionsEndedAt: String? = nil,
            credentialsChangedAt: String? = nil, secondFactorAt: String? = nil, confirmed: String? = nil
        ) throws {
            self.state = try state.map { try AccessState.parse($0) }
            self.confirmed = try confirmed.map { try ConfirmedHow.parse($0) }
            var moments: [String: String] = [:]
            moments["lost_at"] = lostAt
            moments["sessions_ended_at"] = sessionsEndedAt
            moments["credentials_changed_at"] = credentialsChangedAt
            moments["second_factor_at"] = secondFactorAt
            self.moments = moments
        }

        var isEmpty: Bool { state == nil && confirmed == nil && moments.isEmpty }

        func apply(to item: inout AccessItem, at: Timestamp) throws {
            item.state = state ?? item.state
            item.confirmed = confirmed ?? item.confirmed
            item.lostAt = try moment("lost_at", at) ?? item.lostAt
            item.sessionsEndedAt = try moment("sessions_ended_at", at) ?? item.sessionsEndedAt
            item.credentialsChangedAt = try moment("credentials_changed_at", at) ?? item.credentialsChangedAt
            item.secondFactorAt = try moment("second_factor_at", at) ?? item.secondFactorAt
        }

        private func moment(_ field: String, _ at: Timestamp) throws -> Timestamp? {
            try moments[field].map { try Intake.moment($0, field, at) }
        }
    }

    private enum Which: Sendable {
        case new(AccessKind)
        case known(Int)
    }
    private let reference: CaseReference
    private let which: Which
    private let details: Details
    private let key: RequestKey?

    /// A further access; at risk when nothing is said of its state.
    public init(_ reference: CaseReference, kind: AccessKind, _ details: Details, key: RequestKey? = nil) {
        (self.reference, self.details, self.key) = (reference, details, key)
        which = .new(kind)
    }

    /// What became of the access with this number.
    public init(_ reference: CaseReference, number: Int, _ details: Details, key: RequestKey? = nil) {
        (self.reference, self.details, self.key) = (reference, details, key)
        which = .known(number)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if case .known = which, details.isEmpty { throw DeskError.malformed(field: "state", problem: .missing) }
        return try await desk.change(reference, by: actor, key: key, also: [AccessItem.select(reference)]) { file, at in
            var items = try file.extra[0].rows.map(AccessItem.init)
            let place = try place(in: &items, file)
            try details.apply(to: &items[place], at: at)
            let item = items[place]
            file.statements.append(item.store(file.before.caseNo, at: at))
            file.learnAccess(items, at: at)
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["access"] = item.json
                    return JSON.object(members)
                },
                entry: Draft(
                    type: .caseAccessChanged, subject: file.subject.id,
                    data: JSON.members([
                        "item": .string(String(item.number)), "access": .string(item.kind.rawValue),
                        "state": .string(item.state.rawValue), "confirmed": item.confirmed.map { .string($0.rawValue) },
                    ]).object ?? [:]))
        }.json
    }

    private func place(in items: inout [AccessItem], _ file: CaseFile) throws(DeskError) -> Int {
        switch which {
        case .known(let number):
            guard let place = items.firstIndex(where: { $0.number == number }) else {
                throw .noSuchPart(reference: file.before.reference.text, part: "access", number: number)
            }
            return place
        case .new(let kind):
            try file.demandOpen()
            guard items.count < 99 else { throw .malformed(field: "access", problem: .range("1…99")) }
            items.append(AccessItem(number: (items.last?.number ?? 0) + 1, kind: kind, state: .atRisk))
            return items.count - 1
        }
    }
}
