internal import Canonical
internal import Postgres

extension Desk {
    /// Where the work of a case goes on: the last of the cases into which it was merged one after the other; the case
    /// itself when it was not. Merges never lead back, so this ends.
    func living(_ reference: CaseReference) async throws -> CaseReference {
        var current = reference
        while true {
            let rows = try await pool.withConnection { connection in
                try await connection.query(
                    "SELECT merged_into FROM casework.\"case\" WHERE case_no = \(current.caseNo)")
            }
            guard let row = rows.first, let into = try row["merged_into", as: Int64?.self],
                let next = CaseReference(caseNo: into)
            else { return current }
            current = next
        }
    }
}
