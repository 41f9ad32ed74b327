public import Canonical
internal import Ledger
internal import Postgres

/// Changes how long a kind of data is kept. Writes `config.changed` with a commitment to the new period.
public struct SetRetention: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.retention.set"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let category: RetentionCategory
    private let days: Int
    private let dutyDays: Int

    /// Days for which it is kept, and for which a law wants it kept, which cannot be more.
    public init(_ category: RetentionCategory, days: Int, dutyDays: Int = 0) {
        (self.category, self.days, self.dutyDays) = (category, days, dutyDays)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...36_500).contains(days) else {
            throw DeskError.malformed(field: "days", problem: .range("1…36500"))
        }
        guard (0...days).contains(dutyDays) else {
            throw DeskError.malformed(field: "duty", problem: .range("0…\(days)"))
        }
        try await desk.write(
            Draft(
                type: .configChanged, data: ["setting": .string("retention.\(category.rawValue)")],
                committed: ["after": ["days": .int(Int64(days)), "duty_days": .int(Int64(dutyDays))]]), by: actor,
            statements: [
                """
                UPDATE privacy.retention SET days = \(Int32(days)), duty_days = \(Int32(dutyDays))
                WHERE category = \(category.rawValue)
                """
            ])
        return [
            "category": .string(category.rawValue), "days": .int(Int64(days)), "duty_days": .int(Int64(dutyDays)),
        ]
    }
}
