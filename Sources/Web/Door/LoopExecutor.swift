internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// Runs the tasks of a connection on the thread that reads and writes its socket.
///
/// A request then changes threads twice, to the connection of the database and back, and not four times. What thinks
/// for long does not belong here: it would hold up the other connections of the loop. See ``Route/isBrief``.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A channel whose requests are answered on its own loop.
struct ChannelOnItsLoop<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

extension ResponseBody {
    /// A body that is written piece by piece, on the threads of the program and not on the loop of its connection: what it
    /// reads and seals would hold up others.
    init(
        length: Int? = nil, offItsLoop write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) {
        self.init(contentLength: length) { writer in
            try await withTaskExecutorPreference(globalConcurrentExecutor) { try await write(&writer) }
        }
    }
}
