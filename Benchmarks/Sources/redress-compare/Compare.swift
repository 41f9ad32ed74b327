import Canonical
import Foundation
import Playbook

/// Our side of `Benchmarks/compare/compare.py`: works through what the script wrote and prints one JSON object.
///
///     redress-compare steps PLAYBOOK.yaml SECONDS
///     redress-compare conditions LINES.jsonl SECONDS
///     redress-compare lint FILE|DIRECTORY
@main
enum Compare {
    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            guard arguments.count >= 2 else { throw CompareError("steps, conditions or lint, and a file") }
            let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 1 : 1
            let answer: JSON
            switch arguments[0] {
            case "steps": answer = try StepWork(file: arguments[1]).measure(seconds: seconds)
            case "conditions": answer = try ConditionWork(file: arguments[1]).measure(seconds: seconds)
            case "lint": answer = try LintWork(path: arguments[1]).measure()
            default: throw CompareError("\(arguments[0]) is not known")
            }
            print(answer.canonicalText)
        } catch {
            FileHandle.standardError.write(Data("redress-compare: \(error)\n".utf8))
            exit(1)
        }
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// Repeats `body`, which gives how often it did its thing, and gives things a second of this thread's processor
    /// time: what else the machine does in the meantime does not count.
    static func rate(seconds: Double, _ body: () throws -> Int) rethrows -> Int64 {
        let start = threadSeconds()
        var (count, used) = (0, 0.0)
        repeat {
            count += try body()
            used = threadSeconds() - start
        } while used < seconds
        return Int64(Double(count) / used)
    }

    /// Processor time of this thread.
    static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Why there is nothing to measure.
struct CompareError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
