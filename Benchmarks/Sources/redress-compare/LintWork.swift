import Canonical
import Foundation
import Playbook

/// The checker: reads and judges files.
struct LintWork {
    private let sources: [PlaybookSource]

    /// A file, or a folder with `.yaml` files in it.
    init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CompareError("\(path) is not there")
        }
        let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        let files = isFolder.boolValue ? inside.filter { $0.hasSuffix(".yaml") }.map { "\(path)/\($0)" } : [path]
        sources = try files.sorted().map { PlaybookSource(file: $0, bytes: try Compare.bytes($0)) }
    }

    /// Seconds by the clock on the wall and of this thread, the least of five.
    func measure() throws -> JSON {
        var (wall, thread) = (Double.infinity, Double.infinity)
        var count = 0
        for _ in 0..<5 {
            let (start, used) = (ContinuousClock.now, Compare.threadSeconds())
            count = Library.load(sources).playbooks.count
            let time = (ContinuousClock.now - start).components
            wall = min(wall, Double(time.seconds) + Double(time.attoseconds) / 1e18)
            thread = min(thread, Compare.threadSeconds() - used)
        }
        return [
            "playbooks": .int(Int64(count)), "bytes": .int(Int64(sources.reduce(0) { $0 + $1.bytes.count })),
            "wall_microseconds": .int(Int64(wall * 1e6)), "thread_microseconds": .int(Int64(thread * 1e6)),
        ]
    }
}
