internal import Postgres

/// What the doctor looks at: whether every file is whole, and what broken uploads left.
enum AttachmentCheck {
    /// Sweeps what uploads left more than a day ago, and counts the files that lack pieces.
    static func look(_ desk: Desk) async throws -> (isOK: Bool, told: String) {
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                "SELECT casework.sweep_pieces(\(desk.now().adding(days: -1))) AS n",
                """
                SELECT count(*) AS files, count(*) FILTER (WHERE a.piece_count <> (
                    SELECT count(*) FROM casework.attachment_piece p WHERE p.case_no = a.case_no AND p.blob = a.blob)) AS broken
                FROM casework.attachment a WHERE NOT a.is_erased
                """,
            ])
        }
        let swept: Int64 = try results[0].only("casework.sweep_pieces")["n"]
        let counts = try results[1].only("casework.attachment")
        let (files, broken): (Int64, Int64) = (try counts["files"], try counts["broken"])
        let left = swept == 0 ? "" : "; \(swept) pieces of broken uploads were swept"
        return (broken == 0, "\(files) files, \(broken) of them incomplete\(left)")
    }
}
