import ArgumentParser
import Casework
import Foundation
import Notary

/// `redress audit signer`
struct SignerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signer",
        abstract: "The process that holds the key of the log and remembers what it signed.",
        discussion: """
            up and serve start one for the private cluster by themselves. For a configured database run it under a user of
            its own, and name its directory to the servers in REDRESS_SIGNER.
            Example: redress audit signer --directory /var/lib/redress-signer --origin redress/0123456789ab/audit
            """)
    @Option(help: "A directory of the signer alone: key, memory and socket.") var directory: String
    @Option(help: "The name of the log, as redress audit key policy prints it.") var origin: String
    @Option(help: "The user to become before the key is read, by number; needs root.") var user: UInt32?
    @Flag(help: .hidden) var bound = false

    func run() throws {
        if let user { try become(user) }
        try SignerServer.run(directory: directory, origin: origin, parent: bound ? 0 : nil) {
            if !bound { Output.message("redress: the signer of \(origin) listens at \(directory)/socket") }
        }
    }

    /// Gives the directory to the user and gives up every right beyond theirs.
    private func become(_ user: uid_t) throws {
        guard geteuid() == 0 else { throw UsageError("--user needs root.") }
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw UsageError("\(directory) cannot be made: \(String(cString: strerror(errno))).")
        }
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == 0 || status.st_uid == user
        else { throw UsageError("\(directory) belongs to somebody else.") }
        guard lchown(directory, user, user) == 0, chmod(directory, 0o700) == 0, setgroups(0, nil) == 0,
            setgid(user) == 0, setuid(user) == 0
        else { throw UsageError("The signer cannot become user \(user).") }
    }
}
