internal import Canonical
internal import Casework
internal import Hummingbird

/// The form that opens a case.
enum OpenPage {
    private struct Body {
        let channels: [Shown.Option]
        let languages: [Shown.Option]
        let jurisdictions: [Shown.Option]
        let scams: [Shown.Option]
        let phone: String
        let name: String
        let summary: String
        let paid: String
        let indicators: String
        let isSafe: Bool
        let key: String
    }

    @Sendable static func show(_ desktop: Desktop) async throws -> Reply { page(desktop) }

    /// Opens the case and goes to its first step. What was typed stays on the page when something is not right.
    @Sendable static func open(_ desktop: Desktop) async throws -> Reply {
        do {
            let intake = try Intake(
                channel: desktop.field("channel") ?? "", language: desktop.field("language") ?? "",
                jurisdiction: desktop.field("jurisdiction") ?? "", scamType: desktop.field("scam"),
                phone: desktop.field("phone"), name: desktop.field("name"), payments: desktop.lines("paid"),
                indicators: desktop.lines("indicators"), summary: desktop.field("summary"), discoveredAt: nil,
                externalID: nil, isSafeToContact: desktop.field("safe") != nil, now: desktop.desk.now())
            let answer = try await desktop.perform(OpenCase(intake, key: desktop.key))
            return .go(to: "/console/cases/\(answer["ref"]?.string ?? "")")
        } catch  where Problem(error).status.kind != .serverError {
            return page(desktop, trouble: error)
        }
    }

    private static func page(_ desktop: Desktop, trouble: (any Error)? = nil) -> Reply {
        let shown = desktop.shown
        let languages = [("ru", "Русский"), ("en", "English")].map {
            Shown.Option(
                value: $0.0, label: $0.1, isChosen: $0.0 == desktop.field("language") ?? desktop.tongue.rawValue)
        }
        let body = Body(
            channels: shown.options("intake_channel", chosen: desktop.field("channel") ?? "HOTLINE"),
            languages: languages,
            jurisdictions: shown.options("jurisdiction", chosen: desktop.field("jurisdiction") ?? "RU")
                .filter { $0.value != "OTHER" },
            scams: shown.options("scam_type", chosen: desktop.field("scam")), phone: desktop.field("phone") ?? "",
            name: desktop.field("name") ?? "", summary: desktop.field("summary") ?? "",
            paid: desktop.field("paid") ?? "",
            indicators: desktop.field("indicators") ?? "",
            isSafe: desktop.fields.isEmpty || desktop.field("safe") != nil,
            key: desktop.key ?? Randomness.hexadecimal(12))
        return Page.reply(
            "open", desktop.frame(trouble: trouble.map { desktop.told($0) }), body,
            status: trouble.map { Problem($0).status } ?? .ok)
    }
}
