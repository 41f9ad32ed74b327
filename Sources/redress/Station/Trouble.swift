import Casework
import Synchronization

/// What goes wrong with something that is tried again and again: the same trouble is told once, until a try went well.
final class Trouble: Sendable {
    private struct State {
        var told = ""
        var hasFailed = false
    }
    private let name: String
    private let say: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(_ name: String, say: @escaping @Sendable (String) -> Void = { Output.message($0) }) {
        (self.name, self.say) = (name, say)
    }

    /// This try failed.
    func tell(_ error: any Error) {
        let line = Explanation(error).line
        let isNew = state.withLock { state in
            defer { state = State(told: line, hasFailed: true) }
            return state.told != line
        }
        if isNew { say("redress: \(name): \(line)") }
    }

    /// A try has ended: well, unless it was told to have failed.
    func tried() {
        state.withLock { state in
            if !state.hasFailed { state.told = "" }
            state.hasFailed = false
        }
    }
}
