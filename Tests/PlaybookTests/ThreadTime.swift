import Glibc

/// Seconds of processor time that this thread needs for `body`, the least of five tries: what else the machine does in
/// the meantime does not count, so a comparison of two such times says something of the algorithm.
func threadTime(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    return (0..<5).map { _ in
        let start = now()
        body()
        return now() - start
    }.min() ?? 0
}
