import AsyncHTTPClient
import Canonical
import Casework
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// A desk behind its HTTP interface: what `REDRESS_SERVER` or `--server` names.
///
/// A request that may have been lost is sent again under the same idempotency key, so that it has one effect.
struct RemoteDesk: Sendable {
    /// The address without a slash at its end.
    private let address: String
    private let token: String
    /// A file of certificates that are trusted beside those of the system.
    private let authorities: String?

    /// How long one answer may take: the server gives up before that, with files too.
    private static let (patience, longPatience) = (TimeAmount.seconds(60), TimeAmount.seconds(3_900))
    /// The largest answer that is read.
    private static let largest = 256 << 20

    /// The desk that the settings name.
    ///
    /// - Throws: ``UsageError`` for an address that is none, and when no token says who comes.
    init(_ server: String, _ settings: Settings) throws {
        guard let url = URL(string: server), ["http", "https"].contains(url.scheme ?? ""), url.host?.isEmpty == false,
            url.query == nil, url.fragment == nil, url.user == nil
        else {
            throw UsageError(
                "The address of the server cannot be used.", wayOut: "For example: https://desk.example.org")
        }
        guard let token = settings.token else {
            throw UsageError(
                "A server wants to know who comes.", wayOut: "Set REDRESS_TOKEN or REDRESS_TOKEN_FILE.")
        }
        var address = server
        while address.hasSuffix("/") { address.removeLast() }
        (self.address, self.token, self.authorities) = (address, token, settings.authorities)
    }

    /// The answer to a request, as the same operation answers at this machine.
    ///
    /// - Throws: ``RemoteRefusal`` with what the server said, or that it cannot be reached.
    func answer(to request: RemoteRequest) async throws -> JSON {
        try await session(isLong: request.isLong) { try await $0.answer(to: request) }
    }

    /// The answer as the text that it is: CSV, JSON lines.
    func text(of request: RemoteRequest) async throws -> String {
        try await session { try await send(request, by: $0.client).text }
    }

    /// A page of JSON lines, and whether there is another one behind it.
    func page(of request: RemoteRequest) async throws -> (text: String, isLast: Bool) {
        try await session { session in
            let (text, headers) = try await send(request, by: session.client)
            return (text, headers.first(name: "link")?.contains("rel=\"next\"") != true)
        }
    }

    /// A file that is the answer, as it comes. It is asked for once more only while nothing of it has come.
    ///
    /// - Parameter take: Gets the pieces, in order.
    /// - Returns: The document that belongs to the file.
    /// - Throws: ``RemoteRefusal``, also when it breaks off; and what `take` throws.
    func file(_ request: RemoteRequest, _ take: ([UInt8]) async throws -> Void) async throws -> JSON {
        try await session(isLong: request.isLong) { session in
            try await exchange(request, by: session.client) { answer in
                guard let words = answer.headers.first(name: "x-answer")?.removingPercentEncoding else {
                    throw RemoteRefusal.notADesk
                }
                var pieces = answer.body.makeAsyncIterator()
                while let piece = try await Self.unbroken({ try await pieces.next() }) {
                    try await take(Array(piece.readableBytesView))
                }
                return try Self.read(words)
            }
        }
    }

    private static func unbroken(_ next: () async throws -> ByteBuffer?) async throws -> ByteBuffer? {
        do { return try await next() } catch { throw RemoteRefusal.brokenOff }
    }

    /// Several requests over one connection.
    func session<R>(isLong: Bool = false, _ body: (RemoteSession) async throws -> R) async throws -> R {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration(isLong: isLong))
        do {
            let result = try await body(RemoteSession(desk: self, client: client))
            try? await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func configuration(isLong: Bool) throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authorities { tls.additionalTrustRoots = [.file(authorities)] }
        // A token is not carried on to wherever an answer points.
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.timeout.read = isLong ? Self.longPatience : Self.patience
        return configuration
    }

    fileprivate func send(_ request: RemoteRequest, by client: HTTPClient) async throws -> (
        text: String, headers: HTTPHeaders
    ) {
        try await exchange(request, by: client) { answer in
            (String(buffer: try await answer.body.collect(upTo: Self.largest)), answer.headers)
        }
    }

    /// Sends the request until there is an answer, and lets `read` take one that is no refusal.
    private func exchange<R>(
        _ request: RemoteRequest, by client: HTTPClient, _ read: (HTTPClientResponse) async throws -> R
    ) async throws -> R {
        let key = request.key ?? "cli-\(UUID().uuidString)"
        let patience = request.isLong ? Self.longPatience : Self.patience
        var repetition = Repetition(until: .now + .nanoseconds(patience.nanoseconds))
        while true {
            let refusal: RemoteRefusal
            do {
                let answer = try await client.execute(message(request, key: key), timeout: patience)
                if (200..<300).contains(answer.status.code) { return try await read(answer) }
                let text = String(buffer: try await answer.body.collect(upTo: Self.largest))
                refusal = RemoteRefusal(status: answer.status.code, body: text)
            } catch let error as HTTPClientError {
                refusal = RemoteRefusal(error)
            } catch let error as any RemoteTrouble {
                refusal = RemoteRefusal(error)
            }
            try await repetition.pause(after: refusal)
        }
    }

    private func message(_ request: RemoteRequest, key: String) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: address + request.target)
        message.method = .init(rawValue: request.method.rawValue)
        message.headers.add(name: "authorization", value: "Bearer \(token)")
        message.headers.add(name: "accept", value: "application/json, */*;q=0.5")
        if request.method != .get { message.headers.add(name: "idempotency-key", value: key) }
        if let revision = request.revision { message.headers.add(name: "if-match", value: "\"r\(revision)\"") }
        if let file = request.file {
            let pieces = FilePieces(path: file.path)
            message.headers.add(name: "content-type", value: file.mediaType)
            if let name = file.name { message.headers.add(name: "x-file-name", value: RemoteRequest.escape(name)) }
            message.body = .stream(pieces, length: .known(pieces.size))
        } else if let body = request.body {
            message.headers.add(name: "content-type", value: "application/json")
            message.body = .bytes(body.canonicalBytes)
        }
        return message
    }

    fileprivate static func read(_ text: String) throws -> JSON {
        do { return try JSON(parsing: text) } catch { throw RemoteRefusal.notADesk }
    }
}

/// When a request is sent again.
private struct Repetition {
    /// How long one that is at work already is waited for.
    let end: ContinuousClock.Instant
    private var (failures, next) = (0, Duration.milliseconds(400))
    private var hasTold = false
    /// How often a request is sent before the command gives up.
    private static let attempts = 4

    init(until end: ContinuousClock.Instant) { self.end = end }

    /// Waits until it is time to send it again.
    ///
    /// - Throws: The refusal, when it is the last word.
    mutating func pause(after refusal: RemoteRefusal) async throws {
        if refusal.isAtWork {
            guard .now < end else { throw refusal }
            if !hasTold { Output.message("The same request is at work there already; its answer is waited for.") }
            hasTold = true
        } else {
            failures += 1
            guard refusal.isPassing, failures < Self.attempts else { throw refusal }
        }
        try await Task.sleep(for: next)
        next = min(next * 2, .seconds(5))
    }
}

/// Requests over one connection to a desk.
struct RemoteSession: Sendable {
    fileprivate let desk: RemoteDesk
    fileprivate let client: HTTPClient

    /// See ``RemoteDesk/answer(to:)``.
    func answer(to request: RemoteRequest) async throws -> JSON {
        try RemoteDesk.read(try await desk.send(request, by: client).text)
    }
}
