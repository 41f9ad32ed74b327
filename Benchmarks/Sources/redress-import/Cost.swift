import Foundation

/// What something cost: by the clock on the wall, and in processor time, which hardly depends on who else is at work.
struct Cost: Sendable {
    var wall: Double
    var own: Double
    var server: Double
    var postmaster: Int32 = 0

    /// A look at the clocks.
    static func now(_ postmaster: Int32) -> Cost {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let wall = ProcessInfo.processInfo.systemUptime
        let own = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        let ticks = ([postmaster] + children(of: postmaster)).map(ticks).reduce(0, +)
        return Cost(
            wall: wall, own: own, server: Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))), postmaster: postmaster)
    }

    /// What was used since then.
    func since(_ earlier: Cost) -> Cost {
        Cost(wall: wall - earlier.wall, own: own - earlier.own, server: server - earlier.server)
    }

    /// The median of each.
    static func median(_ costs: [Cost]) -> Cost {
        func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        return Cost(
            wall: middle(costs.map(\.wall)), own: middle(costs.map(\.own)), server: middle(costs.map(\.server)))
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    private static func children(of parent: Int32) -> [Int32] {
        let listed = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        return (listed ?? "").split(separator: " ").compactMap { Int32($0) }
    }

    /// User and system time of a process, with that of the children it has waited for.
    private static func ticks(_ process: Int32) -> Int {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return 0 }
        let words = stat[stat.index(after: end)...].split(separator: " ")
        return words.count > 14 ? words[11...14].compactMap { Int($0) }.reduce(0, +) : 0
    }
}
