internal import CLinux
internal import Glibc

/// A process that lives no longer than this one: it holds one side of a socket pair as its standard input and ends when
/// the other side, which only this process has, is closed by whatever ends it.
public final class BoundChild: Sendable {
    /// Its process id.
    public let process: Int32
    private let line: Int32

    /// Starts a program in a session of its own, so that the terminal's Ctrl-C does not reach it; standard error stays.
    ///
    /// - Throws: ``NotaryError``.
    public init(_ command: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw NotaryError.system("socketpair", command[0])
        }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, "/")
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID, which Glibc's module leaves out.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK) | 0x80)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var child: pid_t = 0
        let problem = posix_spawn(&child, command[0], &actions, &attributes, &arguments, &variables)
        guard problem == 0 else {
            close(ends[1])
            throw NotaryError("\(command[0]): \(String(cString: strerror(problem)))")
        }
        (process, line) = (child, ends[1])
    }

    /// Whether it has ended; its remains are taken away then.
    public var hasEnded: Bool {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) != 0
    }

    deinit {
        close(line)
        var status: Int32 = 0
        // It ends at once when its line is closed; a moment later it is nobody's business.
        for _ in 0..<100 where waitpid(process, &status, WNOHANG) == 0 { usleep(5_000) }
    }
}
