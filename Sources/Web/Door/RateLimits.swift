internal import HTTPTypes
internal import Hummingbird

/// The limits at the door: for each address, for each token, and for tokens that are not valid.
struct RateLimits: Sendable {
    let addresses: RateLimiter
    let tokens: RateLimiter
    /// Refused tokens of an address: whoever guesses is shut out for a while.
    let failures: RateLimiter

    init(_ configuration: WebConfiguration) {
        func limiter(_ name: String, _ quota: Int) -> RateLimiter {
            RateLimiter(.init(name: name, quota: quota, window: 60), now: configuration.requestClock)
        }
        addresses = limiter("address", configuration.requestsPerMinuteAndAddress)
        tokens = limiter("token", configuration.requestsPerMinuteAndToken)
        failures = limiter("sign-in", configuration.failedSignInsPerMinute)
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
