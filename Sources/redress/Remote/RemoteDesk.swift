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

    /// How often a request is sent before the command gives up.
    private static let attempts = 4
    /// How long one answer may take: the server gives up before that.
    private static let patience = TimeAmount.seconds(60)
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
        try await session { try await $0.answer(to: request) }
    }

    /// The answer as the text that it is: CSV, JSON lines.
    func text(of request: RemoteRequest) async throws -> String {
        try await session { try await send(request, by: $0.client) }
    }

    /// Several requests over one connection.
    func session<R>(_ body: (RemoteSession) async throws -> R) async throws -> R {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration())
        do {
            let result = try await body(RemoteSession(desk: self, client: client))
            try? await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func configuration() throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authorities { tls.additionalTrustRoots = [.file(authorities)] }
        // A token is not carried on to wherever an answer points.
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        return configuration
    }

    fileprivate func send(_ request: RemoteRequest, by client: HTTPClient) async throws -> String {
        var message = HTTPClientRequest(url: address + request.target)
        message.method = .init(rawValue: request.method.rawValue)
        message.headers.add(name: "authorization", value: "Bearer \(token)")
        message.headers.add(name: "accept", value: "application/json, */*;q=0.5")
        if request.method != .get {
            message.headers.add(name: "idempotency-key", value: request.key ?? "cli-\(UUID().uuidString)")
        }
        if let revision = request.revision { message.headers.add(name: "if-match", value: "\"r\(revision)\"") }
        if let body = request.body {
            message.headers.add(name: "content-type", value: "application/json")
            message.body = .bytes(body.canonicalBytes)
        }
        var refusal = RemoteRefusal.unreachable
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try await Task.sleep(for: .milliseconds(200 << attempt)) }
            do {
                let answer = try await client.execute(message, timeout: Self.patience)
                let bytes = try await answer.body.collect(upTo: Self.largest)
                let text = String(buffer: bytes)
                if (200..<300).contains(answer.status.code) { return text }
                refusal = RemoteRefusal(status: answer.status.code, body: text)
                guard refusal.isPassing else { throw refusal }
            } catch let error as HTTPClientError {
                refusal = RemoteRefusal(error)
            } catch let error as any RemoteTrouble {
                refusal = RemoteRefusal(error)
            }
        }
        throw refusal
    }

    fileprivate static func read(_ text: String) throws -> JSON {
        do { return try JSON(parsing: text) } catch { throw RemoteRefusal.notADesk }
    }
}

/// Requests over one connection to a desk.
struct RemoteSession: Sendable {
    fileprivate let desk: RemoteDesk
    fileprivate let client: HTTPClient

    /// See ``RemoteDesk/answer(to:)``.
    func answer(to request: RemoteRequest) async throws -> JSON {
        try RemoteDesk.read(try await desk.send(request, by: client))
    }
}
