import Canonical
import Casework
import Playbook

/// What a command asks of a desk that runs elsewhere, in the words of its HTTP interface (docs/api.md).
struct RemoteRequest: Sendable {
    /// The methods that commands use.
    enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }

    let method: Method
    /// The parts of the path behind `/v1`, not yet escaped.
    let path: [String]
    /// What stands behind the question mark; values that are absent are left out.
    var query: [String: String?] = [:]
    /// The body; nil when there is none.
    var body: JSON?
    /// The file that is the body in place of ``body``.
    var file: File?
    /// Whether the answer may take longer than usual: files, and what comes before an export.
    var isLong = false
    /// The key under which a repetition has no second effect; one is made up when the caller gave none.
    var key: String?
    /// The revision of the case that the caller looked at.
    var revision: Int?

    /// A file on its way to the server.
    struct File: Sendable {
        let path: String
        let mediaType: String
        /// What it is called, for the server to keep; nil for what becomes something else.
        var name: String?
    }

    static func get(_ path: String..., query: [String: String?] = [:]) -> RemoteRequest {
        RemoteRequest(method: .get, path: path, query: query)
    }
    static func post(
        _ path: String..., query: [String: String?] = [:], body: KeyValuePairs<String, JSON?> = [:], key: String? = nil
    ) -> RemoteRequest {
        RemoteRequest(method: .post, path: path, query: query, body: .members(body), key: key)
    }
    static func put(
        _ path: String..., query: [String: String?] = [:], body: KeyValuePairs<String, JSON?> = [:], key: String? = nil,
        revision: Int? = nil
    ) -> RemoteRequest {
        RemoteRequest(method: .put, path: path, query: query, body: .members(body), key: key, revision: revision)
    }
    static func delete(_ path: String...) -> RemoteRequest { RemoteRequest(method: .delete, path: path) }

    /// The path and the query as they stand in the request line.
    var target: String {
        let place = "/v1/" + path.map(Self.escape).joined(separator: "/")
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.escape($0))" } }.sorted()
        return pairs.isEmpty ? place : place + "?" + pairs.joined(separator: "&")
    }

    /// Everything but the unreserved characters of RFC 3986 as bytes.
    static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { escaped, byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
            if isPlain || "-._~".unicodeScalars.contains(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

extension RemoteRequest {
    /// A request about one case: `/v1/cases/{ref}/…`.
    static func `case`(_ method: Method, _ reference: CaseReference, _ path: String..., body: JSON? = nil) -> Self {
        RemoteRequest(method: method, path: ["cases", reference.description] + path, body: body)
    }

    /// With a query beside.
    func asking(_ query: [String: String?]) -> RemoteRequest {
        var request = self
        request.query = query
        return request
    }

    /// With a file as the body.
    func bringing(_ path: String, as mediaType: String, name: String? = nil) -> RemoteRequest {
        var request = self
        (request.file, request.isLong) = (File(path: path, mediaType: mediaType, name: name), true)
        return request
    }

    /// With an answer that may take long.
    func long() -> RemoteRequest {
        var request = self
        request.isLong = true
        return request
    }

    /// With the key of the caller, and the revision that he looked at.
    func once(_ key: String?, at revision: Int? = nil) -> RemoteRequest {
        var request = self
        (request.key, request.revision) = (key, revision)
        return request
    }
}

extension JSON {
    /// A text, or nothing: for members that may be absent.
    static func text(_ text: String?) -> JSON? { text.map(JSON.string) }
    /// A number, or nothing.
    static func number(_ number: Int?) -> JSON? { number.map { .int(Int64($0)) } }
    /// A list of texts.
    static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
    /// True, or nothing: a flag that is not raised is left out.
    static func raised(_ flag: Bool) -> JSON? { flag ? .bool(true) : nil }
}

extension [PlaybookSource] {
    /// The files as the body of a request brings them.
    var files: JSON {
        .array(map { ["name": .string($0.file), "text": .string(String(decoding: $0.bytes, as: UTF8.self))] })
    }
}
