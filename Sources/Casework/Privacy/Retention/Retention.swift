internal import Canonical
internal import Postgres

/// How long each kind of data is kept.
struct Retention: Sendable {
    /// Days after which it goes by itself.
    let days: Int64
    /// Days for which a law wants it kept, whoever asks for its erasure.
    let dutyDays: Int64

    static let select: SQL = "SELECT category, days, duty_days FROM privacy.retention ORDER BY category"

    static func periods(_ result: QueryResult) throws -> [RetentionCategory: Retention] {
        var periods: [RetentionCategory: Retention] = [:]
        for row in result.rows {
            guard let category = RetentionCategory(rawValue: try row["category"]) else { continue }
            periods[category] = Retention(days: try row["days"], dutyDays: try row["duty_days"])
        }
        return periods
    }

    /// The period that counts for the people of a case.
    static func category(of file: CaseFile) -> RetentionCategory { file.payments.isEmpty ? .caseAttempt : .caseLoss }
}
