import Canonical
import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What a server answered.
struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let text: String

    var json: JSON { (try? JSON(parsing: text)) ?? .null }
    var code: String? { json["code"]?.string }
    subscript(name: String) -> String? { headers[name.lowercased()] }
}

/// An HTTP client over a real socket that follows no redirect and keeps no cookie by itself.
final class Client: NSObject, URLSessionTaskDelegate, Sendable {
    let port: Int
    private let configuration: URLSessionConfiguration

    init(port: Int) {
        self.port = port
        configuration = .ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.timeoutIntervalForRequest = 30
        configuration.httpMaximumConnectionsPerHost = 64
        session = URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
    }

    private let session: URLSession

    func close() { session.finishTasksAndInvalidate() }

    func send(
        _ method: String, _ path: String, token: String? = nil, headers: [String: String] = [:], json: JSON? = nil,
        body: String? = nil, bytes: [UInt8]? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if json != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let text = body ?? json?.canonicalText { request.httpBody = Data(text.utf8) }
        if let bytes { request.httpBody = Data(bytes) }
        let (data, response) = try await session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        let answer = Answer(status: http.statusCode, headers: fields, text: String(decoding: data, as: UTF8.self))
        Conformance.check(method, path, answer)
        return answer
    }
}

private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
