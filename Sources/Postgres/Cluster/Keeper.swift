internal import Glibc

/// Stops the server when the process that wanted it is gone, also after SIGKILL.
///
/// A shell in a session of its own, deaf to INT, HUP and TERM, reads a socket whose only other end this process holds.
/// At its end (not at the word `quit`) it waits until no other process uses the cluster (`flock`) and stops the server, if it is still the same.
enum Keeper {
    /// Arguments: data directory, pg_ctl (with the change of user in front), lock file, pid, directory to remove.
    private static let script = """
        trap '' INT HUP TERM
        read -r word
        if [ "$word" = quit ]; then exit 0; fi
        data=$1 lock=$2 pid=$3 remove=$4
        shift 4
        if command -v flock >/dev/null 2>&1; then
            exec 9<>"$lock"
            flock -x 9
        fi
        if [ "$(head -n 1 "$data/postmaster.pid" 2>/dev/null)" = "$pid" ]; then
            "$@" stop -D "$data" -m fast -w -t 30 9>&- || kill -INT "$pid"
        fi
        if [ -n "$remove" ]; then rm -rf -- "$remove"; fi
        """

    /// Starts a keeper. Returns the other end of its socket: as long as it is open the server runs.
    static func start(
        _ layout: ClusterLayout, pid: pid_t, control: [String], removing: String? = nil
    ) throws -> Int32 {
        var ends: [Int32] = [-1, -1]
        // A socket and not a pipe: writing to one whose reader is gone must not raise SIGPIPE.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw ClusterError.fileSystem(path: "socketpair", reason: describeErrno())
        }
        defer { close(ends[0]) }
        let arguments = [layout.data, layout.usersLock, String(pid), removing ?? ""] + control
        let tool = Tool(command: ["/bin/sh", "-c", script, "redress-keeper"] + arguments)
        do {
            _ = try tool.start(input: ends[0], output: nil)
        } catch {
            close(ends[1])
            throw error
        }
        return ends[1]
    }

    /// Tells a keeper that it is not needed any more.
    static func dismiss(_ keeper: Int32) {
        let word = Array("quit\n".utf8)
        send(keeper, word, word.count, Int32(MSG_NOSIGNAL))
        close(keeper)
    }
}
