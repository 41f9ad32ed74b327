import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import Web

/// Asks over TLS and tells what came back, with the certificate that was shown.
enum TLSVisitor {
    static func ask(
        _ port: Int, trusting path: String, most: TLSVersion = .tlsv13, path target: String = "/health/live"
    ) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = most
        let context = try NIOSSLContext(configuration: configuration)
        let line = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await line.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            var text = ""
            for try await part in inbound { text += String(buffer: part) }
            return text
        }
    }
}

@Suite struct `A server with a certificate` {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures/"

    /// The files of one of the two pairs, in a directory of their own.
    private func files(_ name: String) throws -> CertificateFiles {
        let directory = "/tmp/redress-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let files = CertificateFiles(chain: directory + "/chain.pem", key: directory + "/key.pem")
        try put(name, files)
        return files
    }

    private func put(_ name: String, _ files: CertificateFiles) throws {
        for (part, path) in [("certificate", files.chain), ("key", files.key)] {
            let bytes = try Data(contentsOf: URL(filePath: Self.fixtures + "\(name)-\(part).pem"))
            try bytes.write(to: URL(filePath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
    }

    private func trusted(_ name: String) -> String { Self.fixtures + name + "-certificate.pem" }

    @Test func `it answers by TLS 1.2 or newer only, says so, and shows a renewed certificate without a restart`()
        async throws
    {
        let files = try files("first")
        defer { try? FileManager.default.removeItem(atPath: (files.chain as NSString).deletingLastPathComponent) }
        try await Server.run({ $0.certificate = files }) { server in
            let port = server.client.port
            let answer = try await TLSVisitor.ask(port, trusting: trusted("first"))
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.lowercased().contains("strict-transport-security: max-age=31536000"))
            #expect(try await TLSVisitor.ask(port, trusting: trusted("first"), most: .tlsv12).hasPrefix("HTTP/1.1 200"))
            await #expect(throws: (any Error).self) {
                _ = try await TLSVisitor.ask(port, trusting: trusted("first"), most: .tlsv11)
            }
            await #expect(throws: (any Error).self) { _ = try await TLSVisitor.ask(port, trusting: trusted("second")) }
            try put("second", files)
            var isRenewed = false
            for _ in 0..<600 where !isRenewed {
                try await Task.sleep(for: .milliseconds(50))
                isRenewed = (try? await TLSVisitor.ask(port, trusting: trusted("second"))) != nil
            }
            #expect(isRenewed)
            // A damaged pair changes nothing.
            try Data("nonsense".utf8).write(to: URL(filePath: files.chain), options: .atomic)
            for _ in 0..<600 where !server.log.text.contains("certificate not renewed") {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(server.log.text.contains("certificate not renewed"))
            #expect(try await TLSVisitor.ask(port, trusting: trusted("second")).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `a pair that does not fit, or a key that everybody can read, is refused at the start`() throws {
        let files = try files("first")
        defer { try? FileManager.default.removeItem(atPath: (files.chain as NSString).deletingLastPathComponent) }
        try Data(contentsOf: URL(filePath: Self.fixtures + "second-key.pem")).write(to: URL(filePath: files.key))
        #expect(throws: CertificateFault.notAPair) { try Certificates(files) }
        try put("first", files)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: files.key)
        #expect(throws: CertificateFault.keyNotPrivate(path: files.key)) { try Certificates(files) }
        let missing = CertificateFiles(chain: "/nonexistent/chain.pem", key: files.key)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files.key)
        #expect(throws: CertificateFault.unreadable(path: missing.chain)) { try Certificates(missing) }
    }
}
