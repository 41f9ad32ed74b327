internal import Foundation
internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
public import Notary
public import ServiceLifecycle

/// A witness over HTTP, after c2sp.org/tlog-witness: `POST /add-checkpoint` and `GET /<hash of the origin>/checkpoint`.
public struct WitnessServer: Service {
    private let desk: WitnessDesk
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A server for a witness; port 0 takes a free one.
    public init(
        desk: WitnessDesk, host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        (self.desk, self.host, self.port, self.logger, self.onListening) = (desk, host, port, logger, onListening)
    }

    private struct Arrival: InitializableFromSource {
        init(source: ApplicationRequestContextSource) {}
    }

    private struct Responder: HTTPResponder {
        let desk: WitnessDesk
        private static let limit = 1 << 20

        func respond(to request: Request, context: Arrival) async throws -> Response {
            let path = (request.head.path ?? "/").split(separator: "?", maxSplits: 1)[0].split(separator: "/")
            let answer: WitnessDesk.Answer
            if request.method == .post, path == ["add-checkpoint"] {
                guard let body = try? await request.body.collect(upTo: Self.limit) else {
                    return Response(status: .contentTooLarge)
                }
                let desk = desk
                let bytes = Array(body.readableBytesView)
                // The disk is waited for, so it is not done on the event loop.
                answer = await Task.detached { desk.add(bytes, now: Int64(Date().timeIntervalSince1970)) }.value
            } else if request.method == .get, path.count == 2, path[1] == "checkpoint" {
                answer = desk.newest(String(path[0]))
            } else {
                return Response(status: .notFound)
            }
            return Response(
                status: .init(code: answer.status),
                headers: [
                    .contentType: answer.type, .contentLength: String(answer.body.count), .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
    }

    /// Serves until the service group shuts down.
    public func run() async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let onListening = onListening
        let application = Application(
            responder: Responder(desk: desk), server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) }, logger: quiet)
        try await application.run()
    }
}
