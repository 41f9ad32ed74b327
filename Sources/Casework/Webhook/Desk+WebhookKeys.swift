internal import Canonical
internal import Postgres

extension Desk {
    /// Seals the secrets of webhooks under the current epoch of the key-encryption key, so that an older one can be
    /// destroyed. The secrets stay what they are. It belongs to the turn of the keys, whose entry tells of it.
    func sealWebhookSecretsAnew() async throws {
        let epoch = Int32(keys.currentEpoch)
        try await retrying {
            try await pool.transaction { transaction in
                let rows = try await transaction.query(
                    """
                    SELECT webhook, secret, secret_epoch, old_secret, old_epoch, old_until, \(KeyEpoch.destroyed)
                    FROM casework.webhook
                    WHERE secret_epoch < \(epoch) OR old_epoch < \(epoch) FOR UPDATE
                    """)
                var statements: [SQL] = []
                for row in rows {
                    let webhook: String = try row["webhook"]
                    let keys = try keys.living(row)
                    let secret = try WebhookSecret(
                        opening: row["secret"], epoch: row["secret_epoch"], of: webhook, by: keys)
                    let sealed = try secret.sealed(for: webhook, by: keys)
                    var (old, until): ([UInt8]?, Timestamp?)
                    if let end = try row["old_until", as: Timestamp?.self], end > now() {
                        let earlier = try WebhookSecret(
                            opening: row["old_secret"], epoch: row["old_epoch"], of: webhook, by: keys)
                        (old, until) = (try earlier.sealed(for: webhook, by: keys).bytes, end)
                    }
                    statements.append(
                        """
                        UPDATE casework.webhook SET secret = \(sealed.bytes), secret_epoch = \(epoch), old_secret = \(old),
                            old_epoch = \(old == nil ? nil : epoch), old_until = \(until) WHERE webhook = \(webhook)
                        """)
                }
                try await transaction.finish(statements)
            }
        }
    }
}
