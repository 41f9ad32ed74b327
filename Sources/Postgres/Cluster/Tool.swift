internal import CLibpq
internal import Dispatch
internal import Glibc

/// Runs a program and waits for it on a dispatch queue, not on the cooperative pool.
///
/// Started with `posix_spawn` and not with Foundation's Process: the child gets a session of its own, so that the
/// terminal's Ctrl-C does not reach it, and no descriptor but the standard three.
struct Tool: Sendable {
    /// How a program ended.
    struct Outcome: Sendable {
        let status: Int32
        /// What it wrote to standard output and standard error.
        let output: String

        /// The last lines, for an error message of one sentence.
        var lastLines: String {
            let lines = output.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
            // The cause stands above what the program says of its own end.
            let causes = lines.filter { line in
                ["error:", "FATAL:", "could not", "No space"].contains(where: line.contains)
            }
            let told = (causes.isEmpty ? lines : causes).suffix(2)
            return told.isEmpty ? "exit status \(status)" : told.joined(separator: "; ")
        }
    }

    /// The program and its arguments.
    let command: [String]

    /// Waits for the program. Throws when it cannot be started.
    func run() async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "redress.postgres.tool").async {
                continuation.resume(with: Swift.Result { try self.runBlocking() })
            }
        }
    }

    /// Waits for the program and throws its last lines when it fails.
    @discardableResult
    func runSuccessfully(as name: String) async throws -> String {
        let outcome = try await run()
        if outcome.status != 0 { throw ClusterError.toolFailed(tool: name, lastLines: outcome.lastLines) }
        return outcome.output
    }

    private func runBlocking() throws -> Outcome {
        // A file and not a pipe: a daemon that the program leaves behind could hold a pipe open for ever.
        var template = Array("/tmp/redress-output-XXXXXX".utf8CString)
        let output = mkostemp(&template, O_CLOEXEC)
        guard output >= 0 else { throw ClusterError.fileSystem(path: "/tmp", reason: describeErrno()) }
        unlink(template)
        defer { close(output) }
        let child = try start(input: nil, output: output)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        lseek(output, 0, SEEK_SET)
        let exited = status & 0x7f == 0
        return Outcome(status: exited ? (status >> 8) & 0xff : 128 + (status & 0x7f), output: readAll(output))
    }

    /// Starts the program in a session of its own with the given descriptors. Returns its process id.
    func start(input: Int32?, output: Int32?) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        connect(&actions, input, to: 0)
        connect(&actions, output, to: 1)
        connect(&actions, output, to: 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // Servers must not start in a directory that their user cannot enter.
        posix_spawn_file_actions_addchdir_np(&actions, "/")
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK) | Self.newSession)
        return try spawn(&actions, &attributes)
    }

    /// `POSIX_SPAWN_SETSID`, which Glibc's module leaves out.
    private static let newSession: Int16 = 0x80

    private func spawn(
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
    ) throws -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var child: pid_t = 0
        let problem = posix_spawnp(&child, command[0], &actions, &attributes, &arguments, &environment)
        if problem != 0 {
            throw ClusterError.toolFailed(tool: command[0], lastLines: String(cString: strerror(problem)))
        }
        return child
    }

    private func connect(_ actions: inout posix_spawn_file_actions_t, _ descriptor: Int32?, to number: Int32) {
        if let descriptor {
            posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        } else {
            posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
        }
    }

    /// Little: PGHOST, PGDATA and the like must not reach PostgreSQL's programs, and messages are to be in English.
    private static let environment: [String] = {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let standard = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return ["PATH=\(path.isEmpty ? standard : path + ":" + standard)", "LC_ALL=C", "HOME=/"]
    }()
}

/// The text of `errno`.
func describeErrno() -> String { String(cString: strerror(errno)) }

/// Reads a descriptor to its end.
func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
}
