internal import Glibc
public import Ledger

/// A witness behind its address, `http://host:port/prefix`.
///
/// Plain HTTP is enough: everything that matters is signed, and what is asked is public to whoever may see checkpoints.
/// Behind TLS it is reached through a local forwarder.
public struct WitnessClient: Sendable {
    /// The witness as the policy has it.
    public let witness: WitnessPolicy.Witness
    private let address: HTTPAddress

    /// A witness of the policy that has an address.
    ///
    /// - Throws: ``NotaryError`` when the address cannot be used.
    public init(_ witness: WitnessPolicy.Witness) throws {
        guard let url = witness.url, let address = HTTPAddress(url) else {
            throw NotaryError("the witness \(witness.name) needs an address of the form http://host:port in the policy")
        }
        (self.witness, self.address) = (witness, address)
    }

    /// The status and the body of its answer to a request.
    ///
    /// - Throws: ``NotaryError`` when it cannot be reached.
    public func add(_ request: AddCheckpoint) async throws -> (status: Int, body: [UInt8]) {
        let address = address
        return try await blocking("redress.witness") { try address.post("/add-checkpoint", request.bytes) }
    }
}

/// As much of HTTP/1.1 as one question to a witness needs.
struct HTTPAddress: Sendable, Equatable {
    let host: String
    let port: String
    let prefix: String

    init?(_ url: String) {
        guard url.hasPrefix("http://"), url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let rest = url.dropFirst(7)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var place = rest[..<slash]
        var prefix = String(rest[slash...])
        while prefix.hasSuffix("/") { prefix.removeLast() }
        self.prefix = prefix
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            host = String(place[place.index(after: place.startIndex)..<end])
            place = place[place.index(after: end)...]
            port = place.hasPrefix(":") ? String(place.dropFirst()) : "80"
        } else {
            let parts = place.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            host = String(parts[0])
            port = parts.count == 2 ? String(parts[1]) : "80"
        }
        guard !host.isEmpty, UInt16(port) != nil else { return nil }
    }

    func post(_ path: String, _ body: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        let descriptor = try connect()
        defer { close(descriptor) }
        let pipe = Pipe(descriptor: descriptor)
        let shown = host.contains(":") ? "[\(host)]" : host
        try pipe.write(
            Array(
                """
                POST \(prefix)\(path) HTTP/1.1\r
                Host: \(shown):\(port)\r
                Content-Type: text/plain\r
                Content-Length: \(body.count)\r
                Connection: close\r
                \r

                """.utf8) + body)
        var answer: [UInt8] = []
        while answer.count <= 1 << 20 {
            let piece = try pipe.read()
            if piece.isEmpty { break }
            answer += piece
        }
        return try Self.parse(answer)
    }

    private func connect() throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0 else { throw NotaryError("\(host) is not known") }
        defer { freeaddrinfo(found) }
        var next = found
        while let info = next?.pointee {
            let descriptor = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
            if descriptor >= 0 {
                // The same limit holds for connecting.
                Pipe(descriptor: descriptor).limitWaiting(seconds: 10)
                if Glibc.connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return descriptor }
                close(descriptor)
            }
            next = info.ai_next
        }
        throw NotaryError("nobody answers at \(host):\(port)")
    }

    static func parse(_ answer: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        let blank: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let end = answer.indices.dropLast(3).first(where: { answer[$0..<$0 + 4].elementsEqual(blank) }) else {
            throw NotaryError("the answer is not HTTP")
        }
        let head = String(decoding: answer[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = head.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            throw NotaryError("the answer is not HTTP")
        }
        let body = Array(answer[(end + 4)...])
        for line in head.dropFirst() {
            let field = line.lowercased()
            if field.hasPrefix("transfer-encoding:") { throw NotaryError("the answer comes in chunks") }
            guard field.hasPrefix("content-length:") else { continue }
            let length = Int(field.dropFirst(15).drop { $0 == " " }) ?? -1
            guard length == body.count else { throw NotaryError("the answer was cut") }
        }
        return (status, body)
    }
}
