internal import Postgres

/// The channel on which servers hear that a token or a member of staff was shut out.
enum TokenChanges {
    static let channel = "redress_token"
    /// Tells all servers when the transaction commits.
    static let tell: SQL = "SELECT pg_notify(\(channel), '')"
}

extension Desk {
    /// Calls `heard` whenever a token or a member of staff was shut out anywhere, and when that may have been missed,
    /// until the task is cancelled.
    public func hearTokenChanges(_ heard: @Sendable () -> Void) async {
        while !Task.isCancelled {
            do {
                let listener = try await pool.listener(channels: [TokenChanges.channel])
                heard()
                for await _ in listener.events { heard() }
                listener.stop()
            } catch {
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }
}
