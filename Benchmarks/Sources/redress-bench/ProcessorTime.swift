import Foundation

/// How much processor time was used so far by this process, by the children it has waited for, and by a server.
///
/// On a machine that others use too, the time that an operation takes says little; the processor time that it needs
/// says as much as on a quiet one.
struct ProcessorTime: Sendable {
    /// This process, in seconds.
    let own: Double
    /// The children of this process that it has waited for, in seconds.
    var children = 0.0
    /// The server with all its processes, also those that have ended, in seconds.
    let server: Double

    /// A look at both.
    static func now(postmaster: Int32) -> ProcessorTime {
        let ticks = children(of: postmaster).map { Self.ticks($0, in: 11...12) }.reduce(0, +)
        let server = ticks + Self.ticks(postmaster, in: 11...14)
        return ProcessorTime(own: used(RUSAGE_SELF), children: used(RUSAGE_CHILDREN), server: seconds(server))
    }

    /// What was used since then.
    func since(_ earlier: ProcessorTime) -> ProcessorTime {
        ProcessorTime(
            own: own - earlier.own, children: children - earlier.children, server: server - earlier.server)
    }

    /// What another process has used so far, in seconds.
    static func of(_ process: Int32) -> Double { seconds(ticks(process, in: 11...12)) }

    private static func used(_ who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return usage.ru_utime.inSeconds + usage.ru_stime.inSeconds
    }

    private static func seconds(_ ticks: Int) -> Double { Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) }

    private static func children(of parent: Int32) -> [Int32] {
        let listed = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        return (listed ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    /// The sum of some fields of `stat`, counted from the one behind the name.
    private static func ticks(_ process: Int32, in fields: ClosedRange<Int>) -> Int {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return 0 }
        let words = stat[stat.index(after: end)...].split(separator: " ")
        guard words.count > fields.upperBound else { return 0 }
        return words[fields].compactMap { Int($0) }.reduce(0, +)
    }
}

extension timeval {
    fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
