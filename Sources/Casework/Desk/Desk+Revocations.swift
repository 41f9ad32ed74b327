internal import Postgres

/// The channel on which servers hear that a token or a member of staff was shut out.
enum TokenChanges {
    static let channel = "redress_token"
    /// Tells all servers when the transaction commits.
    static let tell: SQL = "SELECT pg_notify(\(channel), '')"
}

/// The channel on which servers hear what they must no longer know: of an epoch of the key-encryption key that was retired
/// or destroyed, with nothing beside it, and of a person who was erased, with the number of the case. The store tells them
/// by triggers, whoever made the change.
enum KeyChanges {
    static let channel = "redress_keys"
}

extension Desk {
    /// Forgets destroyed keys and erased people as soon as that happens anywhere, and calls `shutOut` whenever a token or a
    /// member of staff was shut out; both also when something may have been missed. Until the task is cancelled.
    ///
    /// - Parameter report: Told of each try how it ended: with an error, or well.
    public func hearRevocations(
        report: @Sendable ((any Error)?) -> Void = { _ in }, _ shutOut: @Sendable () -> Void
    ) async {
        while !Task.isCancelled {
            do {
                let listener = try await pool.listener(channels: [TokenChanges.channel, KeyChanges.channel])
                shutOut()
                try await forget()
                report(nil)
                for await event in listener.events {
                    if case .notification(KeyChanges.channel, let payload) = event {
                        try await forget(payload)
                    } else {
                        shutOut()
                        if event == .reconnected { try await forget() }
                    }
                }
                listener.stop()
            } catch {
                if !Task.isCancelled { report(error) }
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }

    private func forget(_ caseNo: String) async throws {
        guard let caseNo = Int64(caseNo) else { return try await forgetDestroyedKeys() }
        cases.forget(caseNo)
    }

    private func forget() async throws {
        cases.forgetAll()
        try await forgetDestroyedKeys()
    }

    /// Takes the keys of destroyed epochs out of the memory of this program. They do not come back with the key file either.
    func forgetDestroyedKeys() async throws {
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT epoch FROM privacy.kek WHERE destroyed_at IS NOT NULL")
        }
        holder.forget(Set(try rows.map { try $0["epoch", as: Int.self] }))
    }
}
