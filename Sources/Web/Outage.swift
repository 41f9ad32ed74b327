internal import Casework
internal import Logging
internal import Synchronization

/// Something that goes on by itself and may fail for a while: the log is told when it begins to fail and when it goes on
/// again, and nothing in between.
final class Outage: Sendable {
    private let logger: Logger
    private let (failing, again): (Logger.Message, Logger.Message)
    private let isOn = Atomic<Bool>(false)

    init(_ logger: Logger, failing: Logger.Message, again: Logger.Message) {
        (self.logger, self.failing, self.again) = (logger, failing, again)
    }

    /// It was tried, and ended with an error or well. The error is told by its kind: its text may quote an input.
    func note(_ error: (any Error)?) {
        guard isOn.exchange(error != nil, ordering: .relaxed) != (error != nil) else { return }
        if let error {
            logger.warning(failing, metadata: ["error": .string(Explanation(error).code)])
        } else {
            logger.notice(again)
        }
    }
}
