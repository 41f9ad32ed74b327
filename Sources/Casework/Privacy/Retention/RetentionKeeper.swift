internal import Canonical
internal import Postgres

/// Runs the retention job of this store once a day, on whichever server is the first to look when it is due.
///
/// The periods are the desk's own (``SetRetention``); the program is the second hand beside the rule. A job that failed is
/// tried again after an hour.
public struct RetentionKeeper: Sendable {
    private static let day: Int64 = 86_400
    private static let batches = 100

    private let desk: Desk
    private let actor: Actor
    private let report: @Sendable (any Error) -> Void

    /// A keeper for this server; `session` is a name that no other server has.
    ///
    /// - Parameter report: Told of each job that failed.
    public init(desk: Desk, session: String, report: @escaping @Sendable (any Error) -> Void = { _ in }) {
        self.desk = desk
        actor = Actor(kind: .system, id: "retention-clock", roles: [], session: session)
        self.report = report
    }

    /// Looks every ten minutes until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            do { try await look() } catch { report(error) }
            try? await Task.sleep(for: .seconds(600))
        }
    }

    /// Runs the job when it is due and nobody else has begun it. Writes what ``RunRetention`` writes.
    ///
    /// - Returns: whether it ran here.
    /// - Throws: ``DeskError``, `PostgresError`; then it is due again after an hour.
    @discardableResult public func look() async throws -> Bool {
        guard try await begin() else { return false }
        do {
            for _ in 0..<Self.batches {
                let answer = try await desk.perform(RunRetention(), by: actor)
                let categories = answer["categories"]?.array ?? []
                guard categories.contains(where: { $0["due"]?.int ?? 0 > 0 }) else { break }
            }
        } catch {
            let soon = desk.now().adding(seconds: 3_600 - Self.day)
            try? await desk.pool.withConnection { connection in
                _ = try await connection.execute("UPDATE privacy.retention_clock SET begun_at = \(soon)")
            }
            throw error
        }
        return true
    }

    private func begin() async throws -> Bool {
        let at = desk.now()
        return try await desk.pool.withConnection { connection in
            try await !connection.query(
                """
                UPDATE privacy.retention_clock SET begun_at = \(at)
                WHERE begun_at <= \(at.adding(seconds: -Self.day)) RETURNING only_row
                """
            ).isEmpty
        }
    }
}
