import Foundation

/// The directory of a test run. Whatever ends the run, nothing stays: neither the directory nor a server below it.
final class Workshop: Sendable {
    static let shared = Workshop()
    /// As root it can be entered, not listed, by the user who runs the servers.
    let path: String

    private init() {
        var template = Array("/tmp/redress-command-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("/tmp cannot be written") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o711)
    }

    /// A file with this text, for whoever reads one.
    static func file(_ name: String, _ text: String) -> String {
        let path = "\(shared.path)/\(name)"
        if (try? text.write(toFile: path, atomically: true, encoding: .utf8)) == nil { fatalError("\(path)") }
        return path
    }

    /// A shell that waits for the end of this process and cleans up after it, also after SIGKILL.
    static let guardian: Child? = try? shared.startGuard()

    private func startGuard() throws -> Child {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw CouldNotRun(program: "socketpair", reason: "no descriptors")
        }
        defer { close(ends[0]) }
        let script = """
            trap '' INT HUP TERM
            read -r word
            for file in "$1"/*/cluster/postmaster.pid; do
                process=$(head -n 1 "$file" 2>/dev/null) || continue
                if grep -q "$1" "/proc/$process/cmdline" 2>/dev/null; then kill -INT "$process"; fi
            done
            sleep 1
            rm -rf -- "$1"
            """
        return try Child.start(
            ["/bin/sh", "-c", script, "redress-test-guard", path], environment: ["PATH": Binary.path],
            input: .descriptor(ends[0]))
    }
}

/// The program under test.
enum Binary {
    /// `REDRESS_BINARY`, else what the package built in debug.
    static let redress: String = {
        if let given = ProcessInfo.processInfo.environment["REDRESS_BINARY"], !given.isEmpty { return given }
        return repository + "/.build/debug/redress"
    }()

    /// The root of the package.
    static let repository = URL(filePath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
        .description

    static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
}

/// Waits until something holds; false when it never does.
func eventually(within limit: Duration = .seconds(120), _ holds: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if await holds() { return true }
        try? await Task.sleep(for: .milliseconds(25))
    }
    return false
}
