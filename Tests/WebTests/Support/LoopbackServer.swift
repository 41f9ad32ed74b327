import Foundation
import Synchronization

/// A small HTTP server on the loopback for what the desk sends to others: it keeps what came and answers what it is told.
final class LoopbackServer: Sendable {
    struct Received: Sendable {
        let target: String
        let headers: [String: String]
        let body: [UInt8]
    }
    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
    }
    private let descriptor: Int32
    let port: Int
    private let kept = Mutex<[Received]>([])
    private let answer: Mutex<@Sendable (Received) -> Reply>

    /// Serves until ``close()``.
    init(_ answer: @escaping @Sendable (Received) -> Reply = { _ in Reply() }) throws {
        self.answer = Mutex(answer)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        (self.descriptor, port) = (descriptor, Int(UInt16(bigEndian: address.sin_port)))
        DispatchQueue(label: "loopback").async { self.serve() }
    }

    var received: [Received] { kept.withLock { $0 } }
    var address: String { "http://127.0.0.1:\(port)" }

    /// Answers otherwise from now on.
    func answers(_ new: @escaping @Sendable (Received) -> Reply) { answer.withLock { $0 = new } }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Foundation.close(descriptor)
    }

    private func serve() {
        while true {
            let line = accept(descriptor, nil, nil)
            if line < 0 { return }
            DispatchQueue.global().async { self.talk(line) }
        }
    }

    private func talk(_ line: Int32) {
        defer { Foundation.close(line) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let request = Self.parse(bytes) {
                kept.withLock { $0.append(request) }
                let reply = answer.withLock { $0 }(request)
                let headers = reply.headers.map { "\($0.key): \($0.value)\r\n" }.joined()
                let text =
                    "HTTP/1.1 \(reply.status) Told\r\nContent-Length: \(reply.body.utf8.count)\r\n\(headers)Connection: close\r\n\r\n"
                let all = Array((text + reply.body).utf8)
                var sent = 0
                while sent < all.count {
                    let count = all[sent...].withUnsafeBytes {
                        send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    if count <= 0 { return }
                    sent += count
                }
                return
            }
            let count = read(line, &buffer, buffer.count)
            if count <= 0 { return }
            bytes += buffer[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8]) -> Received? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let body = Array(bytes[end.upperBound...])
        guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        let parts = lines[0].split(separator: " ")
        return Received(target: parts.count > 1 ? String(parts[1]) : "", headers: headers, body: body)
    }
}
