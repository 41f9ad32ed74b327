internal import Canonical
internal import HTTPTypes
internal import Hummingbird

/// An answer before it gets the headers that all answers have.
struct Reply: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer
    /// The code of the problem that it tells, for the log.
    var code: String?
    /// A body that is written piece by piece, and how long it will be.
    var file: (length: Int, body: ResponseBody)?
    /// Whether browsers and proxies may keep it; nothing of a case may be kept.
    var isCacheable = false
    /// Writes a body that has no end yet, in place of `body`.
    var stream: (@Sendable (inout any ResponseBodyWriter) async throws -> Void)?

    init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ByteBuffer = ByteBuffer()) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// A JSON document in its canonical form; one that tells a revision also carries it as its entity tag.
    init(_ json: JSON, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json"], body: ByteBuffer(bytes: json.canonicalBytes))
        if let revision = json["revision"]?.int { headers[.eTag] = "\"r\(revision)\"" }
    }

    /// A text of some media type.
    init(text: String, type: String, status: HTTPResponse.Status = .ok) {
        self.init(status: status, headers: [.contentType: type], body: ByteBuffer(string: text))
    }

    /// Puts the operation's document into a header: what belongs to a file that is the body. Percent-encoded, because
    /// headers are ASCII.
    mutating func tell(_ document: JSON) {
        if let name = Self.answerName { headers[name] = Percent.encode(document.canonicalText) }
    }

    static let answerHeader = "X-Answer"
    private static let answerName = HTTPField.Name(answerHeader)

    /// Sends a browser on to another page, with GET.
    static func go(to path: String) -> Reply { Reply(status: .seeOther, headers: [.location: path]) }
}
