import Foundation

/// A program that runs beside the test, with files for what it says: a server that outlives it holds no pipe open.
struct Child: Sendable {
    let process: pid_t
    private let output: String
    private let message: String

    /// Where the words for a program come from.
    enum Input: Sendable {
        case nothing
        case text(String)
        case descriptor(Int32)
        /// Input, output and messages are this terminal, which becomes the program's own.
        case terminal(String)
    }

    /// How a program ended and what it said.
    struct Ending: Sendable {
        /// The exit code; 128 and the number of the signal that ended it.
        let code: Int32
        let output: String
        let message: String
    }

    static func start(_ words: [String], environment: [String: String], input: Input = .nothing) throws -> Child {
        let files = "\(Workshop.shared.path)/\(UUID().uuidString)"
        let child = Files(input: files + ".in", output: files + ".out", message: files + ".err")
        return Child(
            process: try spawn(words, environment, input, child), output: child.output, message: child.message)
    }

    private struct Files {
        let input: String
        let output: String
        let message: String
    }

    private static func spawn(
        _ words: [String], _ environment: [String: String], _ input: Input, _ files: Files
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        try connect(&actions, input, files)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var ordinary = sigset_t()
        sigfillset(&ordinary)
        posix_spawnattr_setsigdefault(&attributes, &ordinary)
        // POSIX_SPAWN_SETSID, which Glibc's module leaves out: a terminal belongs to a session.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | 0x80)
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var process: pid_t = 0
        let problem = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        guard problem == 0 else { throw CouldNotRun(program: words[0], reason: String(cString: strerror(problem))) }
        return process
    }

    private static func connect(
        _ actions: inout posix_spawn_file_actions_t, _ input: Input, _ files: Files
    ) throws {
        switch input {
        case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        case .text(let text):
            try text.write(toFile: files.input, atomically: false, encoding: .utf8)
            posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
        case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        case .terminal(let path):
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
            return
        }
        posix_spawn_file_actions_addopen(&actions, 1, files.output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files.message, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
}

extension Child {
    /// Waits for the end; a program that takes longer is killed, and shows that by its code.
    func ending(within limit: Duration = .seconds(240)) async -> Ending {
        let deadline = ContinuousClock.now + limit
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { send(SIGKILL) }
            try? await Task.sleep(for: .milliseconds(4))
        }
        let signal = status & 0x7F
        return Ending(code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: said, message: told)
    }

    func send(_ signal: Int32) { kill(process, signal) }

    /// What it wrote on standard output so far.
    var said: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
    /// What it wrote on standard error so far.
    var told: String { (try? String(contentsOfFile: message, encoding: .utf8)) ?? "" }
}

/// A program that is not there or cannot be started.
struct CouldNotRun: Error {
    let program: String
    let reason: String
}
