/// Hands out the sessions under which entries are counted.
///
/// A session's counter is a locked row, so two requests of one token at the same moment need two sessions, or they
/// would wait for each other's commit. Each is lent to one request at a time and given back.
public actor Sessions {
    private let prefix: String
    private var free: [String: [String]] = [:]
    private var made = 0

    /// Sessions whose names begin with `prefix`, which is random for each start of the program.
    public init(prefix: String) { self.prefix = prefix }

    /// Lends a session of this member of staff for as long as `body` runs.
    public func lend<Result: Sendable>(to staff: String, _ body: @Sendable (String) async throws -> Result)
        async rethrows
        -> Result
    {
        let session = take(staff)
        defer { free[staff, default: []].append(session) }
        return try await body(session)
    }

    private func take(_ staff: String) -> String {
        if let session = free[staff]?.popLast() { return session }
        made += 1
        return "s-\(prefix)-\(made)"
    }
}
