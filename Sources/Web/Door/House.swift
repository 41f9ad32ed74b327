internal import Casework
internal import Crypto
internal import Logging

/// What every request has at hand: the desk, who is known at the door, and what is counted.
struct House: Sendable {
    let desk: Desk
    let configuration: WebConfiguration
    let logger: Logger
    /// Sessions of the audit trail, one lent to each request.
    let sessions: Sessions
    let tokens: TokenKeeper
    let limits: RateLimits
    let visitors: Visitors
    let exposition: Exposition
    let meter: RequestMeter
    /// The changes of cases, and who watches them.
    let feed: ChangeFeed
    let streams: Streams
    let courier: WebhookCourier

    /// - Throws: when the file with trusted certificates cannot be read.
    init(desk: Desk, configuration: WebConfiguration, logger: Logger) throws {
        (self.desk, self.configuration, self.logger) = (desk, configuration, logger)
        sessions = Sessions(prefix: Randomness.hexadecimal(6))
        limits = RateLimits(configuration)
        tokens = TokenKeeper(
            desk: desk, failures: limits.failures,
            provider: try configuration.identity.map { settings in
                try IdentityProvider(settings, authorities: configuration.authorities)
            },
            deafness: Outage(
                logger, failing: "nobody tells of tokens and keys that were taken back",
                again: "what is taken back is heard again"))
        visitors = Visitors()
        exposition = Exposition()
        meter = RequestMeter(exposition)
        let unread = Outage(
            logger, failing: "changes cannot be read", again: "changes are read again")
        let unheard = Outage(
            logger, failing: "nobody tells of changes: they are looked for every five seconds",
            again: "changes are heard again")
        feed = ChangeFeed(desk: desk) { part, error in
            switch part {
            case .reading: unread.note(error)
            case .hearing: unheard.note(error)
            }
        }
        streams = Streams(limit: configuration.maximumStreams)
        let client = try OutgoingClient(policy: desk.outgoing, authorities: configuration.authorities)
        courier = WebhookCourier(desk, feed, client, exposition, logger)
    }
}

/// Names that nobody can guess.
enum Randomness {
    /// So many random bytes in hexadecimal digits.
    static func hexadecimal(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return Hexadecimal.text((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
}

/// Bytes as text.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }
}
