internal import Casework
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Sends one request and reads one answer. What it connects to is the address that was judged, not the name; it follows no
/// redirect, keeps no connection and no cookie, asks no proxy, and reads no more than it was told to.
struct OutgoingClient: Sendable {
    /// Why there is no answer. Codes, so that they can be kept and shown.
    enum Failure: String, Error, Sendable {
        case form = "bad-address"
        case notResolved = "not-resolved"
        case notPublic = "not-public"
        case notEncrypted = "not-encrypted"
        case notConnected = "not-connected"
        case certificate = "tls"
        case timedOut = "timed-out"
        case tooLong = "answer-too-long"
        case broken = "connection-broken"
    }
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }
    /// How far an answer is read.
    enum Reading: Sendable {
        /// No further than its status: what follows is somebody else's text.
        case status
        /// So many bytes; a longer one is a failure.
        case upTo(Int)
    }

    private let policy: AddressPolicy
    private let tls: NIOSSLContext
    private let limit: Duration

    /// A client for addresses of a policy. `authorities` is a file with certificates that are trusted beside the system's.
    ///
    /// - Throws: when that file cannot be read.
    init(policy: AddressPolicy, authorities: String? = nil, limit: Duration = .seconds(15)) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let authorities {
            configuration.additionalTrustRoots = [
                .certificates(try NIOSSLCertificate.fromPEMFile(authorities))
            ]
        }
        tls = try NIOSSLContext(configuration: configuration)
        (self.policy, self.limit) = (policy, limit)
    }

    /// Asks.
    ///
    /// - Throws: ``Failure``.
    func send(
        _ method: HTTPMethod, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        reading: Reading
    ) async throws -> Answer {
        try await within(limit) {
            guard let address = try? EndpointAddress(url) else { throw Failure.form }
            let places = try await judged(address)
            var head = HTTPRequestHead(version: .http1_1, method: method, uri: address.target)
            head.headers.add(name: "Host", value: Self.hostField(address))
            head.headers.add(name: "User-Agent", value: "redress")
            head.headers.add(name: "Connection", value: "close")
            if method != .GET { head.headers.add(name: "Content-Length", value: String(body.count)) }
            for (name, value) in headers { head.headers.add(name: name, value: value) }
            return try await exchange(head, body, places, address, reading)
        }
    }

    /// The addresses of a name, each of which may be connected to; one that may not spoils them all.
    private func judged(_ address: EndpointAddress) async throws -> [SocketAddress] {
        let texts = try await Resolver.addresses(of: address.host)
        return try texts.map { text in
            guard let judged = NetworkAddress(text), let place = try? SocketAddress(ipAddress: text, port: address.port)
            else {
                throw Failure.notResolved
            }
            switch policy.refusal(of: judged, isEncrypted: address.isEncrypted) {
            case .notPublic: throw Failure.notPublic
            case .notEncrypted: throw Failure.notEncrypted
            case .form: throw Failure.form
            case nil: return place
            }
        }
    }

    private typealias Line = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8], _ places: [SocketAddress], _ address: EndpointAddress,
        _ reading: Reading
    ) async throws -> Answer {
        let line = try await connect(places, address)
        var parts: [HTTPClientRequestPart] = [.head(head), .end(nil)]
        if !body.isEmpty { parts.insert(.body(.byteBuffer(ByteBuffer(bytes: body))), at: 1) }
        let request = parts
        var answer: Answer?
        do {
            try await line.executeThenClose { inbound, outbound in
                // All at once: the other side may have answered and closed before an end that comes later could be written.
                try await outbound.write(contentsOf: request)
                answer = try await Self.read(inbound, reading)
            }
        } catch {
            // What goes wrong while the line is being closed does not unsay the answer.
            if answer == nil { throw Self.failure(error) }
        }
        guard let answer else { throw Failure.broken }
        return answer
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case is Failure, is CancellationError: error
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: Failure.certificate
        default: Failure.broken
        }
    }

    private static func read(_ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>, _ reading: Reading)
        async throws -> Answer
    {
        var status: Int?
        var bytes: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head):
                // 100 and 103 come before the answer itself.
                guard head.status.code >= 200 else { continue }
                status = Int(head.status.code)
                if case .status = reading { return Answer(status: Int(head.status.code), body: []) }
            case .body(let buffer):
                bytes += buffer.readableBytesView
                if case .upTo(let limit) = reading, bytes.count > limit { throw Failure.tooLong }
            case .end:
                if let status { return Answer(status: status, body: bytes) }
            }
        }
        throw Failure.broken
    }

    /// The first address that answers.
    private func connect(_ places: [SocketAddress], _ address: EndpointAddress) async throws -> Line {
        let (context, host) = (tls, NetworkAddress(address.host) == nil ? address.host : nil)
        for place in places {
            try Task.checkCancellation()
            do {
                return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(.seconds(5))
                    .connect(to: place) { channel in
                        channel.eventLoop.makeCompletedFuture {
                            let pipeline = channel.pipeline.syncOperations
                            if address.isEncrypted {
                                try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: host))
                            }
                            try pipeline.addHTTPClientHandlers()
                            return try Line(wrappingChannelSynchronously: channel)
                        }
                    }
            } catch let error where error is ChannelError || error is IOError || error is NIOConnectionError {
                continue
            }
        }
        throw Failure.notConnected
    }

    private static func hostField(_ address: EndpointAddress) -> String {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return address.port == (address.isEncrypted ? 443 : 80) ? host : "\(host):\(address.port)"
    }

    /// The whole of it in bounded time.
    private func within(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Answer) async throws -> Answer
    {
        try await withThrowingTaskGroup(of: Answer.self) { tasks in
            tasks.addTask { try await body() }
            tasks.addTask {
                try await Task.sleep(for: limit)
                throw Failure.timedOut
            }
            defer { tasks.cancelAll() }
            guard let answer = try await tasks.next() else { throw Failure.broken }
            return answer
        }
    }
}

/// Names of machines to addresses, as the system resolves them.
enum Resolver {
    /// All addresses of a name, as numbers, in the order in which the system would try them.
    ///
    /// - Throws: ``OutgoingClient/Failure/notResolved``.
    static func addresses(of host: String) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            // It may wait for a server of names, so it has a thread of its own.
            DispatchQueue.global().async {
                let found = resolve(host)
                found.isEmpty
                    ? continuation.resume(throwing: OutgoingClient.Failure.notResolved)
                    : continuation.resume(returning: found)
            }
        }
    }

    private static func resolve(_ host: String) -> [String] {
        var hints = addrinfo()
        (hints.ai_family, hints.ai_socktype) = (AF_UNSPEC, Int32(SOCK_STREAM.rawValue))
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let length = socklen_t(text.count)
            if getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0
            {
                let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if !found.contains(name) { found.append(name) }
            }
            next = entry.pointee.ai_next
        }
        return found
    }
}
