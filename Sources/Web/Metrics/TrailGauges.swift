internal import Canonical
internal import Casework

/// The numbers of the trail.
enum TrailGauges {
    static func plain(_ status: TrailStatus) -> [(name: String, help: String, value: Int)] {
        var gauges = [
            (name: "redress_audit_log_size", help: "Entries that are sealed.", value: Int(status.size)),
            (name: "redress_audit_pending", help: "Entries that wait for the sealer.", value: Int(status.pending)),
            (
                name: "redress_audit_lag_seconds", help: "How long the oldest waiting entry has waited.",
                value: Int(status.lag)
            ),
            (
                name: "redress_audit_signed_size", help: "Entries under the newest checkpoint.",
                value: Int(status.signedSize ?? 0)
            ),
            (
                name: "redress_audit_stopped", help: "1 when a longer history is known and nothing is appended.",
                value: status.stopReason == nil ? 0 : 1
            ),
        ]
        if let at = status.signedAt {
            let age = max(0, (Timestamp.now.microseconds - at.microseconds) / 1_000_000)
            gauges.append(("redress_audit_checkpoint_age_seconds", "How old the newest checkpoint is.", Int(age)))
        }
        return gauges
    }

    /// One line for each witness of the policy: their number is small and fixed.
    static func witnesses(_ status: TrailStatus) -> [(
        name: String, help: String, values: [(labels: [(String, String)], value: Int)]
    )] {
        let lines = status.witnesses.map { witness in
            (labels: [("witness", witness.name)], value: Int(max(0, (status.signedSize ?? 0) - witness.size)))
        }
        return [("redress_audit_witness_behind", "Signed entries that a witness has not cosigned yet.", lines)]
    }
}
