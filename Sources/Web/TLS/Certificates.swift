internal import Foundation
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The files of a server's certificate.
public struct CertificateFiles: Sendable, Hashable {
    /// The certificate and those above it, PEM.
    public var chain: String
    /// The private key, PEM.
    public var key: String

    /// Files.
    public init(chain: String, key: String) { (self.chain, self.key) = (chain, key) }
}

/// Why a certificate cannot be used.
public enum CertificateFault: Error, Sendable, Hashable {
    /// A file cannot be read, or it is not PEM.
    case unreadable(path: String)
    /// The key belongs to another certificate.
    case notAPair
    /// Others of this machine can read the key.
    case keyNotPrivate(path: String)

    /// What is wrong and the way out, in one sentence each.
    public var sentence: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read as PEM. Check the path and the rights of this user."
        case .notAPair: "The private key does not belong to the certificate. Put the right pair in place."
        case .keyNotPrivate(let path): "Others can read the private key. Run: chmod 600 \(path)"
        }
    }
}

/// The certificate that a server shows: read again when its files change, so that a renewed one needs no restart. A new
/// pair that cannot be used changes nothing but the log.
final class Certificates: Sendable {
    private struct State {
        var shown: NIOSSLContextConfigurationOverride
        var stamp: [Date?]
    }
    private let files: CertificateFiles
    private let state: Mutex<State>
    private let first: TLSConfiguration

    /// Reads the files.
    ///
    /// - Throws: ``CertificateFault``.
    init(_ files: CertificateFiles) throws(CertificateFault) {
        self.files = files
        let pair = try Self.read(files)
        first = pair.configuration
        state = Mutex(State(shown: pair.shown, stamp: Self.stamp(files)))
    }

    /// What a server is started with; each connection then gets the pair that is shown at the time.
    var configuration: TLSConfiguration {
        var configuration = first
        configuration.sslContextCallback = { [self] _, promise in promise.succeed(state.withLock { $0.shown }) }
        return configuration
    }

    /// Looks whether the files have changed, until the task is cancelled.
    func watch(_ logger: Logger) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            renew(logger)
        }
    }

    private func renew(_ logger: Logger) {
        let stamp = Self.stamp(files)
        guard state.withLock({ $0.stamp }) != stamp else { return }
        do throws(CertificateFault) {
            let pair = try Self.read(files)
            state.withLock { $0 = State(shown: pair.shown, stamp: stamp) }
            logger.notice("certificate renewed")
        } catch {
            // Half of the pair may have been written by now: it is tried again, and told once.
            let isNew = state.withLock { state in
                defer { state.stamp = stamp }
                return state.stamp != stamp
            }
            if isNew { logger.error("certificate not renewed", metadata: ["reason": .string(error.sentence)]) }
        }
    }

    private static func stamp(_ files: CertificateFiles) -> [Date?] {
        [files.chain, files.key].map { path in
            (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }
    }

    private static func read(_ files: CertificateFiles) throws(CertificateFault) -> (
        configuration: TLSConfiguration, shown: NIOSSLContextConfigurationOverride
    ) {
        let mode = (try? FileManager.default.attributesOfItem(atPath: files.key))?[.posixPermissions] as? NSNumber
        if let mode, mode.intValue & 0o007 != 0 { throw .keyNotPrivate(path: files.key) }
        guard let chain = try? NIOSSLCertificate.fromPEMFile(files.chain), !chain.isEmpty else {
            throw .unreadable(path: files.chain)
        }
        guard let key = try? NIOSSLPrivateKey(file: files.key, format: .pem) else { throw .unreadable(path: files.key) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do { _ = try NIOSSLContext(configuration: configuration) } catch { throw .notAPair }
        var shown = NIOSSLContextConfigurationOverride()
        shown.certificateChain = chain.map { .certificate($0) }
        shown.privateKey = .privateKey(key)
        return (configuration, shown)
    }
}
