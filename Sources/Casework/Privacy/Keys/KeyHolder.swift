internal import Postgres
internal import Synchronization

/// The keys of a running program: those of the file, read again when somebody turned them since, without those that the
/// store says were destroyed, whatever an old copy of the file still has.
final class KeyHolder: Sendable {
    private struct State {
        var ring: KeyRing
        var destroyed: Set<Int> = []

        init(_ ring: KeyRing) { self.ring = ring }

        mutating func take(_ read: KeyRing) { ring = read.without(destroyed) }
    }
    private let state: Mutex<State>
    /// Where the file is; nil for keys that were handed in and cannot be turned.
    let directory: String?

    init(_ keys: KeyRing) {
        state = Mutex(State(keys))
        directory = nil
    }

    init(directory: String) throws(KeyFileError) {
        state = Mutex(State(try KeyFile.open(in: directory)))
        self.directory = directory
    }

    var current: KeyRing { state.withLock { $0.ring } }

    /// Reads the file again and answers whether there are other keys now than those that were `used`.
    @discardableResult func reload(after used: KeyRing? = nil) throws(KeyFileError) -> Bool {
        guard let directory else { return false }
        let read = try KeyFile.read(in: directory)
        return state.withLock { state in
            let before = used ?? state.ring
            state.take(read)
            return before.epochs != state.ring.epochs || before.indexVersions != state.ring.indexVersions
        }
    }

    /// Forgets the key-encryption keys of these epochs for good. The file is left as it is.
    func forget(_ epochs: Set<Int>) {
        state.withLock { state in
            state.destroyed.formUnion(epochs)
            state.take(state.ring)
        }
    }

    /// The destroyed epochs whose keys the file of this machine still has: a copy that nobody cleaned.
    func left(of destroyed: Set<Int>) throws(KeyFileError) -> [Int] {
        guard let directory else { return [] }
        return try KeyFile.read(in: directory).epochs.filter(destroyed.contains)
    }

    /// Changes the file, and the keys of this program with it.
    ///
    /// - Throws: ``DeskError/keysElsewhere`` when there is no file; ``KeyFileError``.
    func update(_ change: (inout KeyRing) throws(KeyFileError) -> Void) throws -> KeyRing {
        guard let directory else { throw DeskError.keysElsewhere }
        let changed = try KeyFile.update(in: directory, change)
        return state.withLock { state in
            state.take(changed)
            return state.ring
        }
    }

    /// Whether an error says that somebody else has turned the keys.
    static func isStale(_ error: any Error) -> Bool {
        if case .unknownEpoch? = error as? SealError { return true }
        return (error as? PostgresError)?.constraint == "kek_epoch_retired"
    }
}
