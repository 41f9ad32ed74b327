internal import Dispatch

/// Runs an actor on a serial dispatch queue, so that it may block in `poll(2)` without holding up the cooperative pool.
///
/// A queue that waits costs one thread and starves nobody; there are as many as the pool has connections. It also
/// takes tasks that prefer it: code between two statements then runs on the thread of its connection, and a statement
/// costs no change of threads.
final class QueueExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
