public import Canonical

/// The other side of the screen: the desk itself, or a server that speaks for it. Every answer is a guide document as
/// `redress case guide --json` prints it, except where something else is said.
public protocol GuideConversation: Sendable {
    /// The guide as it stands.
    func guide(language: String) async throws -> JSON
    /// Records what became of a step and answers the guide after it.
    ///
    /// - Parameter report: `{"answer": …}`, `{"result": "done" | "cannot" | "not_needed" | "referred", "reason": …,
    ///   "reference": …}`, `{"items": {id: "done" | reason}}` or `{"choose": n, "reason": …}`.
    func record(step: String, report: JSON) async throws -> JSON
    /// Corrects an answer and answers the guide after it; as a preview, what the correction would change.
    func correct(step: String, answer: JSON, reason: String, preview: Bool) async throws -> JSON
    /// Enters a side path and answers the guide after it.
    func interrupt(_ id: String) async throws -> JSON
    /// Corrects the kind of scam and answers the guide of the playbook that fits it.
    func retype(_ scamType: String) async throws -> JSON
    /// Adds a note to the case. The answer may name what was masked in it, under `masked`.
    func note(_ text: String) async throws -> JSON
    /// What to tell the agent about an error, and whether the same request may succeed when it is sent again.
    func explain(_ error: any Error) -> (sentence: String, isRetryable: Bool)
}

/// How a conversation at the screen ended.
public enum GuideEnd: Sendable, Hashable {
    /// The agent left in the middle.
    case paused
    /// All steps are done; the case is open.
    case finished
    /// The case is closed.
    case closed
}

/// A kind of scam that a case can turn out to be.
public struct ScamKind: Sendable, Hashable {
    /// The code of the desk's list.
    public let code: String
    /// What it is called, for the agent.
    public let label: String

    /// A kind with its name.
    public init(code: String, label: String) { (self.code, self.label) = (code, label) }
}

/// Something that the desk is asked to do.
enum Request: Sendable, Hashable {
    case record(step: String, report: JSON)
    case correct(step: String, answer: JSON, reason: String, isPreview: Bool)
    case interrupt(String)
    case retype(String)
    case note(String)
    case reload
}

/// What came of a request.
enum Reply: Sendable, Hashable {
    case guide(JSON)
    case preview(JSON)
    case noted(JSON)
    case failed(sentence: String, isRetryable: Bool)
}

/// What the driver has to do after a key.
enum Effect: Sendable, Hashable {
    case none
    case perform(Request)
    case leave(GuideEnd)
    case suspend
}
