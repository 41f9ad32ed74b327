public import Canonical
internal import Ledger
internal import Postgres

/// The queue, most urgent first; a search; or what was changed since a moment. Writes `search.performed` with the number of
/// cases that it showed.
///
/// Phones, addresses, traces and numbers of others are found by their keyed digests; they are committed to in the entry and
/// never written.
public struct ListCases: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.list"
    /// The right that it needs.
    public static let permission = Permission.readCase

    private let filter: Filter

    /// Looks for cases.
    public init(_ filter: Filter = Filter()) { self.filter = filter }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for a limit out of its range, or a cursor of another order.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...500).contains(filter.limit) else {
            throw DeskError.malformed(field: "limit", problem: .range("1…500"))
        }
        if let after = filter.after, after.order != filter.order {
            throw DeskError.malformed(field: "cursor", problem: .form(example: "the next of the last page"))
        }
        let settled = filter.order == .updated ? try await desk.settledMoment() : nil
        let statement = CaseSearch(filter: filter, keys: desk.keys, at: desk.now(), settled: settled, actor: actor)
            .statement
        let rows = try await desk.pool.withConnection { try await $0.query(statement) }
        let cases = try rows.prefix(filter.limit).map(Case.init)
        let sought = filter.sought
        try await desk.write(
            Draft(
                type: .searchPerformed,
                data: JSON.members([
                    "kind": "cases", "count": .int(Int64(cases.count)),
                    "filters": sought.isEmpty ? nil : .array(sought.keys.map(JSON.string)),
                ]).object ?? [:],
                committed: sought.isEmpty ? [:] : ["query": .object(sought)]), by: actor)
        let more = rows.count > filter.limit ? cases.last : nil
        return .members([
            "cases": .array(cases.map { .object(CaseSummary.members($0)) }),
            "next": more.map { .string(Cursor($0, in: filter.order).text) },
        ])
    }
}

extension ListCases {
    /// Reads the phone of a search, international or Russian national.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)``.
    public static func phone(_ text: String) throws(DeskError) -> PhoneNumber { try Intake.phone(text, in: .russia) }
}
