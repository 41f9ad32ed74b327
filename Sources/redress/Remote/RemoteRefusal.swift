import AsyncHTTPClient
import Canonical
import Casework
import NIOCore
import NIOPosix
import NIOSSL

/// What a desk elsewhere refused, told as the desk here would tell it: the same sentence, the same exit code.
struct RemoteRefusal: Error, Equatable {
    let explanation: Explanation
    /// Whether the same request may succeed in a moment.
    let isPassing: Bool
    /// Whether the same request is being worked on: it has an answer when it is done.
    var isAtWork: Bool { explanation.code == "key-busy" }
    /// What the server said of single inputs.
    var findings: [String] = []

    static let unreachable = RemoteRefusal(
        explanation: Explanation(
            .unreachable, "server", "The server cannot be reached.", wayOut: "Is its address right, and does it run?"),
        isPassing: true)
    static let brokenOff = RemoteRefusal(
        explanation: Explanation(
            .unreachable, "server", "The answer broke off; what came of it was dropped.", wayOut: "Try again."),
        isPassing: false)
    static let notADesk = RemoteRefusal(
        explanation: Explanation(
            .unreachable, "server", "What answers at this address is not Redress.",
            wayOut: "Look at REDRESS_SERVER again."), isPassing: false)

    static let tooLargeOnTheWay = RemoteRefusal(
        explanation: Explanation(
            .badInput, "body-too-large", "A proxy before the server takes nothing as long as this.",
            wayOut: "Let it take what docs/operations.md says."), isPassing: false)

    private init(explanation: Explanation, isPassing: Bool) {
        (self.explanation, self.isPassing) = (explanation, isPassing)
    }

    /// The refusal in a problem document (RFC 9457).
    init(status: UInt, body: String) {
        guard let problem = try? JSON(parsing: body), let code = problem["code"]?.string,
            let detail = problem["detail"]?.string
        else {
            self = status >= 500 ? .unreachable : status == 413 ? .tooLargeOnTheWay : .notADesk
            return
        }
        findings = (problem["errors"]?.array ?? []).compactMap { $0["detail"]?.string }
        // Of a file of cases the first bad line stands in the sentence.
        let isSaid = findings.isEmpty || code == "lines-refused" || detail.contains(findings[0])
        let sentence = isSaid ? detail : "\(detail) \(findings[0])"
        explanation = Explanation(Self.sort(status, code), code, sentence)
        isPassing = status == 503 || status == 502 || status == 504 || status == 429
    }

    /// A connection that failed.
    init(_ error: any Error) {
        if error is NIOSSLError || "\(type(of: error))".contains("SSL") {
            explanation = Explanation(
                .unreachable, "server", "The server's certificate is not trusted.",
                wayOut: "Name the file of your authority in REDRESS_CA_FILE.")
            isPassing = false
        } else {
            self = .unreachable
        }
    }

    /// The codes of the server that mean: too much at once, though the store can be reached.
    private static let busy: Set = ["busy", "cancelled", "key-busy", "overloaded", "queue-busy", "timed-out"]

    private static func sort(_ status: UInt, _ code: String) -> Explanation.Sort {
        switch status {
        case 401: .notSignedIn
        case 403: .notAllowed
        case 404, 410: .notFound
        case 409, 412, 428: .conflict
        case 429: .busy
        case 400, 405, 406, 413, 415, 422, 431: .badInput
        case 502, 504: .unreachable
        case 503: busy.contains(code) ? .busy : .unreachable
        default: .fault
        }
    }
}

/// Errors below HTTP that mean that nobody was spoken to.
protocol RemoteTrouble: Error {}
extension IOError: RemoteTrouble {}
extension NIOConnectionError: RemoteTrouble {}
extension ChannelError: RemoteTrouble {}
extension NIOSSLError: RemoteTrouble {}
