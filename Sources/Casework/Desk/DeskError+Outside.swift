extension DeskError {
    /// What the desk tells of its dealings with other systems.
    var outsideExplanation: Explanation {
        switch self {
        case .positionAhead(let known):
            Explanation(
                .conflict, "position-ahead",
                "This store's log ends at position \(known); the one asked for is behind it.",
                wayOut:
                    "The store was restored from a backup, or it is another one: read all cases anew, then start without a position."
            )
        case .noSuchWebhook(let webhook):
            Explanation(
                .notFound, "no-such-webhook", "There is no webhook \(webhook.echoed(or: "of that name")).",
                wayOut: "redress webhook list has them.")
        case .noSuchDelivery(let message):
            Explanation(
                .notFound, "no-such-delivery",
                "There is no message \(message.echoed(or: "of that name")) of this webhook.",
                wayOut: "redress webhook deliveries ID has them.")
        case .webhookAddress(let refusal):
            Explanation(
                .badInput, "webhook-address", "Webhooks are not sent to this address: \(refusal.words).",
                wayOut: refusal.wayOut, field: "url")
        case .noRole:
            Explanation(
                .notAllowed, "no-role",
                "You are known, but none of your roles at the identity provider is one of this desk.",
                wayOut: "Ask an administrator to map one: oidc.roles in the configuration.")
        default: Explanation(.fault, "internal", "Something went wrong inside of Redress.")
        }
    }
}
