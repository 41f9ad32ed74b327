internal import Canonical
internal import Casework
internal import CoreMetrics
internal import Logging
internal import NIOHTTP1
internal import Synchronization

/// Sends what waits in the queue of webhooks. Every server has one; each takes what no other has.
final class WebhookCourier: Sendable {
    private let queue: WebhookQueue
    private let feed: ChangeFeed
    private let client: OutgoingClient
    private let desk: Desk
    private let outage: Outage
    private let counters: [String: any CounterHandler]
    private let known = Mutex(WebhookQueue.Numbers())
    /// Webhooks that somebody of this server sends to at this moment: a slow receiver holds up nobody but himself.
    private let busy = Mutex<Set<String>>([])
    private static let attempts = "redress_webhook_attempts_total"

    init(_ desk: Desk, _ feed: ChangeFeed, _ client: OutgoingClient, _ exposition: Exposition, _ logger: Logger) {
        (self.desk, self.feed, self.client) = (desk, feed, client)
        outage = Outage(logger, failing: "webhooks wait", again: "webhooks go on")
        queue = WebhookQueue(desk: desk, session: "hooks-" + Randomness.hexadecimal(6))
        exposition.describe(Self.attempts, "Attempts to send a webhook's message, by how they ended.")
        counters = Dictionary(
            uniqueKeysWithValues: ["delivered", "failed", "gone"].map { result in
                (result, exposition.makeCounter(label: Self.attempts, dimensions: [("result", result)]))
            })
    }

    /// How many wait and are dead, as they were a moment ago.
    var numbers: WebhookQueue.Numbers { known.withLock { $0 } }

    /// Sends until the feed ends or the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { tasks in
            var position = Int64(-1)
            while !Task.isCancelled, !feed.isEnded {
                var pause = Duration.seconds(5)
                // After a failure: what is known already would end the pause at once.
                var behind = Int64.max
                do {
                    try await queue.fill()
                    try await begin(in: &tasks)
                    let numbers = try await queue.tidy()
                    known.withLock { $0 = numbers }
                    position = try await feed.page(after: position).reached
                    behind = position
                    pause = Self.pause(until: numbers.nextAt, now: desk.now())
                    outage.note(nil)
                } catch { tell(error) }
                await feed.wait(behind: behind, atMost: pause)
            }
            tasks.cancelAll()
        }
    }

    /// The store is away, or a key is missing; what waits goes on waiting.
    private func tell(_ error: any Error) {
        if !Task.isCancelled { outage.note(error) }
    }

    private static func pause(until next: Timestamp?, now: Timestamp) -> Duration {
        guard let next else { return .seconds(30) }
        return min(.seconds(30), max(.milliseconds(20), .microseconds(next.microseconds - now.microseconds)))
    }

    /// Takes what is due and lets each webhook have its own task, which goes on until nothing is due for it.
    private func begin(in tasks: inout DiscardingTaskGroup) async throws {
        let deliveries = try await queue.take(except: Array(busy.withLock { $0 }))
        for (webhook, some) in Dictionary(grouping: deliveries, by: \.webhook) {
            busy.withLock { _ = $0.insert(webhook) }
            tasks.addTask {
                await self.work(some, webhook)
                self.busy.withLock { _ = $0.remove(webhook) }
            }
        }
    }

    private func work(_ first: [WebhookDelivery], _ webhook: String) async {
        var deliveries = first
        do {
            while !deliveries.isEmpty {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for delivery in deliveries {
                        tasks.addTask { try await self.queue.settle(delivery, await self.send(delivery)) }
                    }
                    try await tasks.waitForAll()
                }
                if Task.isCancelled || feed.isEnded { return }
                deliveries = try await queue.take(only: webhook)
            }
        } catch { tell(error) }
    }

    private func send(_ delivery: WebhookDelivery) async -> WebhookQueue.Outcome {
        let outcome = await attempt(delivery)
        switch outcome {
        case .delivered: counters["delivered"]?.increment(by: 1)
        case .failed: counters["failed"]?.increment(by: 1)
        case .gone: counters["gone"]?.increment(by: 1)
        }
        return outcome
    }

    private func attempt(_ delivery: WebhookDelivery) async -> WebhookQueue.Outcome {
        let headers = [(name: "Content-Type", value: "application/json")] + delivery.headers(at: desk.now())
        do {
            let answer = try await client.send(
                .POST, delivery.url, headers: headers, body: delivery.body, reading: .status)
            switch answer.status {
            case 200..<300: return .delivered(status: answer.status)
            case 410: return .gone
            // A redirect is not followed: it would lead past everything that was checked.
            case 300..<400: return .failed(status: answer.status, trouble: "redirect")
            default: return .failed(status: answer.status, trouble: "refused")
            }
        } catch let failure as OutgoingClient.Failure {
            return .failed(status: nil, trouble: failure.rawValue)
        } catch {
            return .failed(status: nil, trouble: "called-off")
        }
    }
}
