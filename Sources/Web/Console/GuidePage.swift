internal import Canonical
internal import Casework
internal import Hummingbird

/// The page that an agent works from: what to say, the answers as buttons, the clock, the ways out.
enum GuidePage {
    struct Step {
        let path: String
        let head: String
        let text: String
        let detail: String?
        let why: String?
        let isMandatory: Bool
        let isReview: Bool
        let isAction: Bool
        let isSpoken: Bool
        let isReferral: Bool
        let hasOtherWay: Bool
        let due: Shown.Moment?
        let question: Question
        /// What was typed into a form that was refused.
        let typed: String
        let key: String
    }
    struct Other {
        let address: String
        let head: String
        let text: String
        let isMandatory: Bool
        let due: Shown.Moment?
    }
    struct Past {
        let text: String
        let answer: String?
        let correct: String?
    }
    struct Body {
        let ref: String
        let title: String
        let priority: String
        let level: String
        let status: String
        let assignee: String?
        let isMine: Bool
        let mayChange: Bool
        let isClosed: Bool
        let isFinished: Bool
        let mandatoryOpen: String
        let hasMandatoryOpen: Bool
        /// Traces of this case that others of this week have, in words.
        let campaigns: [String]
        let hasCampaigns: Bool
        let outcome: String?
        let outcomes: [Shown.Option]
        let scams: [Shown.Option]
        let interrupts: [SidePath]
        let hasInterrupts: Bool
        let languages: [Shown.Option]
        let language: String
        let step: Step?
        let others: [Other]
        let hasOthers: Bool
        let past: [Past]
        let hasPast: Bool
        let note: String
        let key: String
        let revision: String
    }

    /// A side path with its key.
    struct SidePath {
        let value: String
        let label: String
        let key: String
    }

    @Sendable static func show(_ desktop: Desktop) async throws -> Reply {
        try await page(desktop, message: notice(desktop))
    }

    /// The page of a case, with what went wrong with a form that was sent from it.
    static func page(_ desktop: Desktop, message: String? = nil, trouble: (any Error)? = nil, note: String = "")
        async throws -> Reply
    {
        let reference = try CaseReference.read(desktop.call.values[0])
        let language = desktop.field("lang") ?? desktop.call.parameter("lang")
        let guide = try await desktop.perform(GuideCase(reference, language: language))
        let wanted = desktop.call.parameter("step") ?? desktop.field("step")
        let body = GuideView(guide, desktop, language: language).body(step: wanted, note: note)
        return Page.reply(
            "guide", desktop.frame(message: message, trouble: trouble.map { desktop.told($0) }), body,
            status: trouble.map { Problem($0).status } ?? .ok)
    }

    private static func notice(_ desktop: Desktop) -> String? {
        switch desktop.call.parameter("said") {
        case "note": return Words.say("noteKept", desktop.tongue)
        case "masked":
            let kinds = (desktop.call.parameter("kinds") ?? "").split(separator: ",").map {
                desktop.shown.name(String($0), "redacted_kind")
            }
            return Words.say("noteMasked", desktop.tongue) + ": " + kinds.joined(separator: ", ")
        default: return nil
        }
    }
}
