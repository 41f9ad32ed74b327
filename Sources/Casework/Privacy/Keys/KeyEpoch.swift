internal import Postgres

/// What a statement says about the epochs of the key-encryption key, in the same round trip.
///
/// A server hears that an epoch was destroyed a moment later, or when it is connected again. Until then it still has the
/// key; what it may do with it, the statement that brings the wrapped key decides.
enum KeyEpoch {
    /// A column `destroyed_epochs`, for ``KeyRing/living(_:)``.
    static let destroyed: SQL = """
        ARRAY(SELECT e.epoch FROM privacy.kek e WHERE e.destroyed_at IS NOT NULL) AS destroyed_epochs
        """

    /// The number of an epoch under which something is about to be kept; the statement fails when it is retired.
    static func living(_ epoch: Int32) -> SQL {
        """
        CASE WHEN EXISTS (SELECT FROM privacy.kek e WHERE e.epoch = \(epoch) AND e.retired_at IS NOT NULL)
            THEN privacy.refuse_epoch() ELSE \(epoch) END
        """
    }
}

extension KeyRing {
    /// The ring without what was destroyed when the statement of this row began; see ``KeyEpoch/destroyed``.
    func living(_ row: Row) throws -> KeyRing {
        without(Set(try row["destroyed_epochs", as: [Int32].self].map(Int.init)))
    }
}
