import ArgumentParser
import Canonical
import Casework

/// `redress webhook …`
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Tell other systems of changes of cases, signed.",
        subcommands: [
            AddWebhookCommand.self, ListWebhooksCommand.self, RemoveWebhookCommand.self, RotateWebhookCommand.self,
            TestWebhookCommand.self, RetryWebhookCommand.self, DeliveriesCommand.self,
        ])
}

/// The webhook that a command is about.
struct WebhookArgument: ParsableArguments {
    @Argument(help: "The id of the webhook.") var id: String
}

/// `redress webhook add`
struct AddWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Send changes to an address; the secret is shown once.",
        discussion:
            "Example: redress webhook add https://hooks.example.org/redress --kind case.opened --kind case.closed")
    @Argument(help: "Where to.") var url: String
    @Option(help: "A kind of change, as case.closed; may be repeated. All kinds when none is named.") var kind:
        [String] =
            []
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.post(
            "webhooks", body: ["url": .string(url), "kinds": kind.isEmpty ? nil : .texts(kind)])
        try await options.perform(AddWebhook(url: url, kinds: kind), over: request) {
            "\($0["id"]?.string ?? "")\n\($0["secret"]?.string ?? "")"
        }
    }
}

/// `redress webhook list`
struct ListWebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Webhooks, with what waits and what is dead.",
        discussion: "Example: redress webhook list")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListWebhooks(), over: .get("webhooks")) { answer in
            var table = Table(["Webhook", "Address", "Kinds", "Waiting", "Dead", "State"])
            for webhook in answer["webhooks"]?.array ?? [] {
                let kinds = (webhook["kinds"]?.array ?? []).compactMap(\.string)
                table.add([
                    webhook["id"]?.string ?? "", webhook["url"]?.string ?? "",
                    kinds.isEmpty ? "all" : kinds.joined(separator: ", "), String(webhook["waiting"]?.int ?? 0),
                    String(webhook["dead"]?.int ?? 0),
                    webhook["disabled_at"] == nil ? "on" : "turned off by its receiver",
                ])
            }
            return table.text
        }
    }
}

/// `redress webhook remove`
struct RemoveWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Send nothing more; what waits is dropped.",
        discussion: "Example: redress webhook remove w-0123456789ab")
    @OptionGroup var webhook: WebhookArgument
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.delete("webhooks", webhook.id)
        try await options.perform(RemoveWebhook(webhook.id), over: request) {
            "Webhook \($0["id"]?.string ?? "") is removed."
        }
    }
}

/// `redress webhook rotate`
struct RotateWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "A new secret, shown once; the old one signs beside it for a day.",
        discussion: "Example: redress webhook rotate w-0123456789ab")
    @OptionGroup var webhook: WebhookArgument
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.post("webhooks", webhook.id, "rotate")
        try await options.perform(RotateWebhook(webhook.id), over: request) { $0["secret"]?.string ?? "" }
    }
}

/// `redress webhook test`
struct TestWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a message that tells of nothing; a running server sends it.",
        discussion: "Example: redress webhook test w-0123456789ab")
    @OptionGroup var webhook: WebhookArgument
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(TestWebhook(webhook.id), over: .post("webhooks", webhook.id, "test")) {
            "Message \($0["message"]?.string ?? "") is on its way. See: redress webhook deliveries \(webhook.id)"
        }
    }
}

/// `redress webhook retry`
struct RetryWebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Send what is dead again, and wake a webhook that its receiver turned off.",
        discussion: "Example: redress webhook retry w-0123456789ab")
    @OptionGroup var webhook: WebhookArgument
    @Option(help: "One message; all that are dead when nothing is said.") var message: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.post("webhooks", webhook.id, "retry", body: ["message": .text(message)])
        try await options.perform(RetryWebhook(webhook.id, message: message), over: request) {
            "Messages that will be sent again: \($0["retried"]?.int ?? 0)."
        }
    }
}

/// `redress webhook deliveries`
struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "What became of a webhook's messages, newest first.",
        discussion: "Example: redress webhook deliveries w-0123456789ab --state dead")
    @OptionGroup var webhook: WebhookArgument
    @Option(help: "waiting, delivered or dead; all when nothing is said.") var state: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let wanted = try state.map { text in
            guard let state = ListDeliveries.State(rawValue: text) else {
                throw UsageError("\(text) is no state of a message.", wayOut: "It is waiting, delivered or dead.")
            }
            return state
        }
        let request = RemoteRequest.get("webhooks", webhook.id, "deliveries", query: ["state": state])
        try await options.perform(ListDeliveries(webhook.id, state: wanted), over: request) { answer in
            var table = Table(["Message", "Kind", "State", "Attempts", "Last answer"])
            for one in answer["deliveries"]?.array ?? [] {
                let last = one["last_status"]?.int.map(String.init) ?? one["last_trouble"]?.string ?? "-"
                table.add([
                    one["message"]?.string ?? "", one["kind"]?.string ?? "",
                    one["state"]?.string ?? "", String(one["attempts"]?.int ?? 0), last,
                ])
            }
            return table.text
        }
    }
}
