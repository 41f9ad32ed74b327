import Casework
import Foundation
import ServiceLifecycle

/// Keeps to the retention periods as long as the server runs.
struct RetentionClock: Service {
    let desk: Desk

    func run() async throws {
        let keeper = RetentionKeeper(desk: desk, session: "retention-\(UUID().uuidString.prefix(8))") { error in
            Output.message("redress: retention: \(Explanation(error).sentence)")
        }
        await cancelWhenGracefulShutdown { await keeper.run() }
    }
}
