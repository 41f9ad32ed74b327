public import Casework

/// What the server needs to know beside the desk.
public struct WebConfiguration: Sendable {
    /// The address to listen on; loopback unless the operator says otherwise.
    public var host: String
    /// The port; 0 for any free one, which ``onListening`` then tells.
    public var port: Int
    /// Whether the store can be worked with now; `/health/ready` asks it.
    public var isReady: @Sendable () async -> Bool
    /// The version of the program, shown in `/openapi.json` and in `/metrics`.
    public var version: String
    /// How the trail stands, for `/metrics`; nil when another program keeps it.
    public var trail: @Sendable () -> TrailStatus?
    /// Called once with the actual port, when connections are accepted.
    public var onListening: @Sendable (Int) async -> Void
    /// The longest request body.
    public var maximumBodyBytes: Int
    /// How long one request may take before it is called off.
    public var requestTimeout: Duration
    /// How many requests are worked on at the same time; the excess is sent away at once.
    public var maximumConcurrentRequests: Int
    /// How many requests a minute one address may send; 0 for any number.
    public var requestsPerMinuteAndAddress = 240_000
    /// How many requests a minute may come with one token; 0 for any number.
    public var requestsPerMinuteAndToken = 60_000
    /// How many tokens a minute may be refused to one address, before all but the known ones are.
    public var failedSignInsPerMinute = 10
    /// The clock by which requests are counted; a test gives one that stands.
    var requestClock: @Sendable () -> ContinuousClock.Instant = { .now }
    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    public var trustedProxies: Set<String> = []
    /// The files of the certificate with which it serves; nil when it serves without TLS, on loopback or behind a proxy.
    public var certificate: CertificateFiles?
    /// A file with certificates that are trusted beside the system's, for what this server asks of others.
    public var authorities: String?
    /// The identity provider whose tokens are accepted beside the desk's own.
    public var identity: IdentitySettings?
    /// How many streams of changes are open at the same time.
    public var maximumStreams = 1_000
    /// How long a stream of changes goes on; then whoever reads it comes again, perhaps to another server.
    public var streamLifetime: Duration = .seconds(3_600)
    /// How often a stream on which nothing happens gives a sign of life.
    public var heartbeat: Duration = .seconds(15)

    /// A configuration; what is not said is fit for one machine.
    public init(
        host: String = "127.0.0.1", port: Int = 8080, version: String = "dev", maximumBodyBytes: Int = 1 << 20,
        requestTimeout: Duration = .seconds(30), maximumConcurrentRequests: Int = 256,
        isReady: @escaping @Sendable () async -> Bool = { true },
        trail: @escaping @Sendable () -> TrailStatus? = { nil },
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        (self.host, self.port, self.version) = (host, port, version)
        (self.maximumBodyBytes, self.requestTimeout) = (maximumBodyBytes, requestTimeout)
        self.maximumConcurrentRequests = maximumConcurrentRequests
        (self.isReady, self.trail, self.onListening) = (isReady, trail, onListening)
    }
}
