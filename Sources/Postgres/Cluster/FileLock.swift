internal import Dispatch
internal import Glibc

/// A lock on a file that ends with the process, whatever ends the process.
///
/// Closed on exec, so that no child keeps it alive.
final class FileLock: Sendable {
    enum Mode: Int32 {
        case shared = 1
        case exclusive = 2
    }

    private let descriptor: Int32

    /// Waits for the lock.
    init(_ path: String, _ mode: Mode) async throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Files.failure(path) }
        self.descriptor = descriptor
        let problem: Int32 = await withCheckedContinuation { continuation in
            DispatchQueue(label: "redress.postgres.lock").async {
                var result = flock(descriptor, mode.rawValue)
                while result != 0, errno == EINTR { result = flock(descriptor, mode.rawValue) }
                continuation.resume(returning: result == 0 ? 0 : errno)
            }
        }
        if problem != 0 {
            throw ClusterError.fileSystem(path: path, reason: String(cString: strerror(problem)))
        }
    }

    deinit { close(descriptor) }
}
