internal import Postgres

/// Looks whether the key file of this machine still has what was destroyed elsewhere.
enum KeyCheck {
    static func look(_ desk: Desk) async throws -> (isOK: Bool, told: String) {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query("SELECT epoch FROM privacy.kek WHERE destroyed_at IS NOT NULL")
        }
        let left = try desk.holder.left(of: Set(try rows.map { try $0["epoch", as: Int.self] }))
        if left.isEmpty { return (true, "no destroyed key is left in the key file") }
        let numbers = left.map(String.init)
        return (
            false,
            "the key file here still has the destroyed epochs \(numbers.joined(separator: ", ")): "
                + numbers.map { "redress privacy key destroy \($0)" }.joined(separator: "; ")
        )
    }
}
