internal import Postgres
internal import Synchronization

/// The keys of a running program: those of the file, read again when somebody turned them since.
final class KeyHolder: Sendable {
    private let ring: Mutex<KeyRing>
    /// Where the file is; nil for keys that were handed in and cannot be turned.
    let directory: String?

    init(_ keys: KeyRing) {
        ring = Mutex(keys)
        directory = nil
    }

    init(directory: String) throws(KeyFileError) {
        ring = Mutex(try KeyFile.open(in: directory))
        self.directory = directory
    }

    var current: KeyRing { ring.withLock { $0 } }

    /// Reads the file again and answers whether it brought anything.
    func reload() throws(KeyFileError) -> Bool {
        guard let directory else { return false }
        let read = try KeyFile.read(in: directory)
        return ring.withLock { known in
            let isNew = known.epochs != read.epochs || known.indexVersions != read.indexVersions
            known = read
            return isNew
        }
    }

    /// Changes the file, and the keys of this program with it.
    ///
    /// - Throws: ``DeskError/keysElsewhere`` when there is no file; ``KeyFileError``.
    func update(_ change: (inout KeyRing) throws(KeyFileError) -> Void) throws -> KeyRing {
        guard let directory else { throw DeskError.keysElsewhere }
        let changed = try KeyFile.update(in: directory, change)
        ring.withLock { $0 = changed }
        return changed
    }

    /// Whether an error says that somebody else has turned the keys.
    static func isStale(_ error: any Error) -> Bool {
        if case .unknownEpoch? = error as? SealError { return true }
        return (error as? PostgresError)?.constraint == "kek_epoch_retired"
    }
}
