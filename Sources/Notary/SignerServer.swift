internal import CLinux
internal import Glibc

/// The signer as a process: one socket in its own directory, one question at a time, and an end when its parent is gone.
public enum SignerServer {
    /// Serves until the descriptor `parent` is closed by its other side, or for ever when there is none.
    ///
    /// - Throws: ``NotaryError``.
    public static func run(directory: String, origin: String, parent: Int32?, onReady: () -> Void) throws {
        signal(SIGPIPE, SIG_IGN)
        // A core file or another process of the same user must not show the key.
        _ = redress_keep_to_oneself()
        umask(0o077)
        if mkdir(directory, 0o700) != 0, errno != EEXIST { throw NotaryError.system("mkdir", directory) }
        let lock = try DirectoryLock(directory) { parent.map { isGone($0, waiting: 0) } ?? false }
        var desk = try SignerDesk(directory: directory, origin: origin)
        let listener = try UnixSocket.listen(directory)
        defer { close(listener) }
        onReady()
        while true {
            var waits = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            if let parent { waits.append(pollfd(fd: parent, events: Int16(POLLIN), revents: 0)) }
            if poll(&waits, nfds_t(waits.count), -1) < 0 {
                if errno == EINTR { continue }
                throw NotaryError.system("poll", directory)
            }
            if waits.count > 1, waits[1].revents != 0, let parent, isGone(parent, waiting: 0) { break }
            if waits[0].revents != 0 { serve(listener, &desk) }
        }
        _ = consume lock
    }

    /// Whether nobody holds the other side any more.
    private static func isGone(_ parent: Int32, waiting: Int32) -> Bool {
        var wait = pollfd(fd: parent, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, waiting) > 0 else { return false }
        var byte: UInt8 = 0
        return read(parent, &byte, 1) <= 0
    }

    /// Answers the questions of one caller; whoever is silent for five seconds is sent away.
    private static func serve(_ listener: Int32, _ desk: inout SignerDesk) {
        let caller = accept(listener, nil, nil)
        guard caller >= 0 else { return }
        defer { close(caller) }
        let pipe = Pipe(descriptor: caller)
        pipe.limitWaiting(seconds: 5)
        while let line = try? pipe.readLine(limit: 65_536) {
            guard (try? pipe.write(desk.answer(line) + [0x0A])) != nil else { return }
        }
    }
}

/// A Unix socket under the name `socket` in a directory, however long the path of the directory is.
enum UnixSocket {
    static func listen(_ directory: String) throws -> Int32 {
        try with(directory) { address, length in
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard listener >= 0 else { throw NotaryError.system("socket", directory) }
            unlink(directory + "/socket")
            guard bind(listener, address, length) == 0, Glibc.listen(listener, 16) == 0 else {
                close(listener)
                throw NotaryError.system("bind", directory + "/socket")
            }
            return listener
        }
    }

    static func connect(_ directory: String) throws -> Int32 {
        try with(directory) { address, length in
            let caller = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard caller >= 0 else { throw NotaryError.system("socket", directory) }
            guard Glibc.connect(caller, address, length) == 0 else {
                close(caller)
                throw NotaryError.system("connect", directory + "/socket")
            }
            return caller
        }
    }

    /// An address through the open directory: `sun_path` has room for 107 bytes only.
    private static func with<Result>(_ directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result)
        throws -> Result
    {
        let place = redress_open_place(directory)
        guard place >= 0 else { throw NotaryError.system("open", directory) }
        defer { close(place) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "/proc/self/fd/\(place)/socket".utf8) }
        return try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
