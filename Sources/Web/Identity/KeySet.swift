internal import Casework
internal import Foundation
internal import NIOHTTP1

/// The keys of the identity provider, fetched when they are needed and kept.
///
/// A key that is not known may be a new one, so the set is fetched again; at most once in half a minute, however many
/// tokens with invented keys are shown. While the provider is away the known keys stay good for a day.
actor KeySet {
    private let url: String
    private let client: OutgoingClient
    private let clock: @Sendable () -> ContinuousClock.Instant
    private var keys: [String: TokenKey] = [:]
    private var fetchedAt: ContinuousClock.Instant?
    private var askedAt: ContinuousClock.Instant?
    private var asking: Task<[String: TokenKey]?, Never>?
    /// How often the provider was asked.
    private(set) var requests = 0

    /// How long a set is used without asking again.
    static let freshness: Duration = .seconds(600)
    /// How long after a question the next one may come at the earliest.
    static let pause: Duration = .seconds(30)
    /// How long a set is used when there is no newer one.
    static let lifetime: Duration = .seconds(86_400)
    private static let limit = 262_144

    init(url: String, client: OutgoingClient, clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        (self.url, self.client, self.clock) = (url, client, clock)
    }

    /// The key of this name; nil when the provider has none.
    func key(_ name: String) async -> TokenKey? {
        let now = clock()
        let isFresh = fetchedAt.map { now - $0 < Self.freshness } ?? false
        if !isFresh || keys[name] == nil { await refresh(now) }
        if let fetchedAt, clock() - fetchedAt > Self.lifetime { return nil }
        return keys[name]
    }

    private func refresh(_ now: ContinuousClock.Instant) async {
        if let asking {
            _ = await asking.value
            return
        }
        if let askedAt, now - askedAt < Self.pause { return }
        askedAt = now
        requests += 1
        let (client, url) = (client, url)
        let task = Task { await Self.fetch(url, client) }
        asking = task
        let found = await task.value
        asking = nil
        if let found { (keys, fetchedAt) = (found, clock()) }
    }

    private static func fetch(_ url: String, _ client: OutgoingClient) async -> [String: TokenKey]? {
        guard
            let answer = try? await client.send(
                .GET, url, headers: [("Accept", "application/json")], reading: .upTo(limit)),
            answer.status == 200,
            let document = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any],
            let list = document["keys"] as? [[String: Any]]
        else { return nil }
        // Of two keys of one name neither is used: which is meant cannot be told.
        let usable = list.prefix(200).compactMap { TokenKey($0) }
        return Dictionary(grouping: usable, by: \.name).compactMapValues { $0.count == 1 ? $0[0] : nil }
    }
}
