internal import CLibpq

/// What a socket is waited for, or is ready for, in the bits of `epoll(7)`.
struct Readiness: OptionSet, Sendable {
    let rawValue: UInt32

    static let reading = Readiness(EPOLLIN)
    static let writing = Readiness(EPOLLOUT)
    /// Reported once, until it is waited for again.
    static let once = Readiness(EPOLLONESHOT)
    /// Reported when it becomes so, and not as long as it is so.
    static let edge = Readiness(EPOLLET)

    init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ event: EPOLL_EVENTS) { rawValue = event.rawValue }

    /// Whether it was closed from the other side, or broke.
    var hasFailed: Bool { rawValue & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 }
}
