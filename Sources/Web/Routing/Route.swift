internal import Casework
internal import Hummingbird

/// One thing that the server does: where it is asked for, what goes in, what comes out, and the work itself.
///
/// The router and the document of the API are both made from these, so they cannot differ.
struct Route: Sendable {
    /// Who may ask.
    enum Work: Sendable {
        /// Anybody; nothing of a case goes through here.
        case open(@Sendable (Call) async throws -> Reply)
        /// Who comes with a token; the work is done in a session of the audit trail that is lent for it.
        case signed(@Sendable (Call, Actor) async throws -> Reply)
        /// A page of the console, which looks after its own visitors.
        case page(@Sendable (Call) async throws -> Reply)
    }

    /// One answer of the document.
    struct Response: Sendable {
        let status: HTTPResponse.Status
        let note: String
        var schema: Schema?
        var mediaType = "application/json"
        /// Other media types in which the same may come, as texts.
        var alsoAs: [String] = []
        /// Whether the operation's document comes in a header, because the body is a file (``Reply/tell(_:)``).
        var tellsAnswer = false
    }

    let method: HTTPRequest.Method
    /// The path with its variable parts in braces: `/v1/cases/{ref}`.
    let pattern: String
    /// The name of the operation in the document; nil keeps the route out of it.
    var operationID: String?
    var summary = ""
    /// What may stand behind the question mark.
    var query: [Parameter] = []
    /// Whether it takes no key although it is asked for with POST: it changes nothing, or can be done only once.
    var isLook = false
    /// Headers that mean something here.
    var headers: [Parameter] = []
    /// The body; nil when there is none.
    var body: Schema?
    /// Kinds of text that the body may be instead of JSON; the work reads its bytes.
    var textMedia: [String] = []
    /// Whether the body is a file, which the work takes as it comes.
    var takesFile = false
    /// The bytes that a text of ``textMedia`` may have where it is not held in memory; nil where it is.
    var largestText: Int?
    /// How long it may take.
    var pace = Pace.usual
    /// The bytes that a body may have where the limit of the server is too small: a library of playbooks.
    var largestBody = 0
    /// What comes back when it works; the problems are added for all alike.
    var response = Response(status: .ok, note: "Done")
    /// What else may come back that is no problem document.
    var otherResponses: [Response] = []
    let work: Work

    /// Whether it is one of the moves of a call, which read and change one case and are done in a moment: they stay on the
    /// thread of their connection (``LoopExecutor``).
    var isBrief: Bool { operationID.map(Self.brief.contains) ?? false }
    static let brief: Set<String> = [
        "openCase", "takeNextCase", "listCases", "showCase", "guideCase", "recordResult", "correctAnswer",
        "recordEvent", "raiseInterrupt", "addNote", "assignCase", "changeStatus", "changeScamType", "logContact",
        "recordConsent",
        "addPayment", "changePayment", "addIndicator", "makeReferral", "answerReferral", "showConversation", "converse",
        "whoAmI", "live", "ready",
    ]
    /// Whether its bodies come for long: they must not take the places of those that are answered at once.
    var isTransfer: Bool { takesFile || largestText != nil }
    /// Whether a token must be shown.
    var needsToken: Bool { if case .signed = work { true } else { false } }
    /// Whether it is part of the console.
    var isPage: Bool { if case .page = work { true } else { false } }
}

extension Route.Work {
    /// For somebody with a token: performs the operation that the request asks for, and answers its document with the
    /// status of the route.
    static func performing<O: Operation>(_ operation: @escaping @Sendable (Call) throws -> O) -> Route.Work {
        .signed { call, actor in
            let answer = try await call.desk.perform(try operation(call), by: actor)
            return Reply(answer.json, status: call.route.response.status)
        }
    }
}

/// A named input beside the body.
struct Parameter: Sendable {
    let name: String
    let schema: Schema
    var note = ""
    /// Whether nothing comes of the request without it.
    var isRequired = false

    static let language = Parameter(
        name: "lang", schema: .text(limit: 20, example: "ru", pattern: .language),
        note: "The language of the texts; the victim's when absent.")
    static let key = Parameter(
        name: "Idempotency-Key", schema: .text(limit: 200, least: 1, pattern: .visible),
        note: "Chosen by the caller: the same key with the same request has one effect and one answer.")
    static let ifMatch = Parameter(
        name: "If-Match", schema: .text(pattern: .revision),
        note: "The revision that the caller looked at; 412 when the case was changed since.")
}

extension Route {
    /// Every header that means something here: those of the route, and those that the door serves on all of its kind.
    var allHeaders: [Parameter] {
        var all = headers
        if keepsKeyAtDoor { all.append(.key) }
        if takesRevision, !all.contains(where: { $0.name == Parameter.ifMatch.name }) { all.append(.ifMatch) }
        return all
    }

    /// Whether it changes the state of one case, so that `If-Match` may say which state was meant.
    var takesRevision: Bool { needsToken && method == .put && pathParameters.first == "ref" }

    /// The statuses that may come with a problem document, by what the route takes.
    var problemStatuses: [HTTPResponse.Status] {
        var statuses: [HTTPResponse.Status] = [.badRequest, .notAcceptable, .unprocessableContent]
        if isAlwaysOpen { return statuses }
        statuses += [.tooManyRequests, .serviceUnavailable]
        guard needsToken else { return statuses }
        statuses += [.unauthorized, .forbidden, .conflict]
        if !pathParameters.isEmpty || method != .get || query.contains(where: { $0.name != "limit" }) {
            statuses.append(.notFound)
        }
        if takesFile { statuses.append(.contentTooLarge) }
        if body != nil { statuses += [.contentTooLarge, .unsupportedMediaType] }
        if allHeaders.contains(where: { $0.name == Parameter.ifMatch.name }) { statuses.append(.preconditionFailed) }
        return statuses
    }
}
