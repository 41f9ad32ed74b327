import Foundation
import Synchronization

/// One keep-alive connection over a raw socket: what costs least on our side of the wire.
final class HTTPClient {
    /// What is asked, and the status that is expected.
    struct Request {
        let path: String
        let body: [UInt8]
        let status: String
    }

    let socket: Int32
    private var request: Request?
    private var (filled, needed) = (0, Int.max)
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)
    private let headers: String
    private static let lengthField = Array("content-length:".utf8)

    /// Connects to a server on this machine.
    init(port: Int, token: String) throws {
        headers = "Host: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            throw BenchError("cannot connect to port \(port): \(String(cString: strerror(errno)))")
        }
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    /// Sends a request. The answer to the one before must be here.
    func send(_ request: Request) throws {
        let head = "POST \(request.path) HTTP/1.1\r\n\(headers)Content-Length: \(request.body.count)\r\n\r\n"
        try write(Array(head.utf8) + request.body)
        (self.request, filled, needed) = (request, 0, .max)
    }

    /// Takes what has come of the answer; says whether that was all. Throws when it is not the expected status.
    func receive() throws -> Bool {
        if filled == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
        let count = buffer.withUnsafeMutableBytes { bytes in
            recv(socket, bytes.baseAddress?.advanced(by: filled), bytes.count - filled, Int32(MSG_DONTWAIT))
        }
        if count < 0, errno == EAGAIN { return false }
        guard count > 0 else { throw BenchError("the server hung up") }
        filled += count
        if needed == .max { needed = length(filled) ?? .max }
        if filled < needed { return false }
        guard let request, buffer[9..<12].elementsEqual(request.status.utf8) else {
            throw BenchError("\(request?.path ?? ""): \(String(decoding: buffer[..<filled], as: UTF8.self))")
        }
        return true
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw BenchError("the server hung up") }
            sent += count
        }
    }

    /// How long the answer is, when its head is there.
    private func length(_ filled: Int) -> Int? {
        var end = 3
        while end < filled {
            if buffer[end] == 10, buffer[end - 1] == 13, buffer[end - 2] == 10 { break }
            end += 1
        }
        guard end < filled else { return nil }
        var line = 0
        for place in 0..<end where buffer[place] == 10 {
            let field = buffer[line..<place]
            line = place + 1
            guard field.count > Self.lengthField.count,
                zip(field, Self.lengthField).allSatisfy({ $0 | 0x20 == $1 })
            else { continue }
            let digits = field.dropFirst(Self.lengthField.count).filter { (48...57).contains($0) }
            return end + 1 + digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        return end + 1
    }
}
