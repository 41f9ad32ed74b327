import Casework
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// Seals, signs and asks the witnesses for as long as the server runs.
///
/// Of several servers over one store each tries, and the one that holds the lock of the moment seals.
final class TrailClock: Service {
    private let keeper: TrailKeeper
    private let known = Mutex<TrailStatus?>(nil)
    private let trouble = Trouble("trail")

    init(_ keeper: TrailKeeper) { self.keeper = keeper }

    /// How the trail stood a moment ago; nil before the first look.
    var status: TrailStatus? { known.withLock { $0 } }

    func run() async throws {
        var due = Due()
        while !Task.isShuttingDownGracefully {
            do { try await turn(&due) } catch is CancellationError { return } catch {
                trouble.tell(error)
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
            }
            trouble.tried()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(200)) }
        }
        // What was acknowledged until now is sealed and signed before the server is gone.
        do {
            try await keeper.sealAll()
            if keeper.signer != nil { try await keeper.sign() }
        } catch { trouble.tell(error) }
    }

    /// When which work is due again.
    private struct Due {
        var signing = ContinuousClock.now
        var witnesses = ContinuousClock.now
        var clock = ContinuousClock.now
        var look = ContinuousClock.now
    }

    private func turn(_ due: inout Due) async throws {
        while let moved = try await keeper.sealBatch(), moved > 0 {}
        if due.clock <= .now {
            try await keeper.writeWhatIsDue()
            due.clock = .now + .seconds(60)
        }
        if due.look <= .now {
            let status = try await keeper.status()
            known.withLock { $0 = status }
            due.look = .now + .seconds(1)
            guard keeper.signer != nil, status.stopReason == nil else { return }
            if due.signing <= .now, status.signedSize ?? 0 < status.size {
                try await keeper.sign()
                due.signing = .now + .seconds(5)
            }
        }
        if due.witnesses <= .now {
            try await keeper.askWitnesses()
            due.witnesses = .now + .seconds(30)
        }
    }
}
