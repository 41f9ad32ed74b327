internal import HTTPTypes
internal import Hummingbird

/// The limits at the door: for each address, for each token, and for tokens that are not valid.
struct RateLimits: Sendable {
    let addresses: RateLimiter
    let tokens: RateLimiter
    /// Refused tokens of an address: whoever guesses is shut out for a while.
    let failures: RateLimiter

    init(_ configuration: WebConfiguration) {
        addresses = RateLimiter(.init(name: "address", quota: configuration.requestsPerMinuteAndAddress, window: 60))
        tokens = RateLimiter(.init(name: "token", quota: configuration.requestsPerMinuteAndToken, window: 60))
        failures = RateLimiter(.init(name: "sign-in", quota: configuration.failedSignInsPerMinute, window: 60))
    }
}

extension RateLimiter.Verdict {
    /// The headers of draft-ietf-httpapi-ratelimit-headers; none where there is no limit.
    var headers: HTTPFields {
        guard policy.quota > 0 else { return [:] }
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("RateLimit-Policy") {
            headers[name] = "\"\(policy.name)\";q=\(policy.quota);w=\(policy.window)"
        }
        if let name = HTTPField.Name("RateLimit") { headers[name] = "\"\(policy.name)\";r=\(remaining);t=\(reset)" }
        return headers
    }

    /// - Throws: 429 when the request was refused.
    func demand() throws {
        guard !isAllowed else { return }
        let seconds = max(1, retryAfter)
        var problem = Problem(
            status: .tooManyRequests, code: "rate-limited",
            detail: Sentence(
                "Too many requests: at most \(policy.quota) in \(policy.window) seconds. Come again in \(seconds) s.",
                "Слишком много запросов: не больше \(policy.quota) за \(policy.window) с. Повторите через \(seconds) с."
            ),
            headers: headers)
        problem.headers[.retryAfter] = String(seconds)
        throw problem
    }
}
