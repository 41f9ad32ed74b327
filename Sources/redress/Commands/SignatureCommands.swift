import ArgumentParser
import Canonical
import Casework
import Foundation
import Playbook

/// A CACAO file that is signed or verified.
struct CACAOArgument: ParsableArguments {
    @Argument(help: "A CACAO 2.0 file, as 'redress playbook export' writes it.") var file: String

    /// Its bytes; whole, because a signature is over all of them.
    func source() throws -> PlaybookSource {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw DeskError.noSuchPlaybook("at \(file)")
        }
        return PlaybookSource(file: file, bytes: Array(data.prefix(8_388_609)))
    }
}

/// `redress playbook sign`
struct SignPlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a CACAO file by the procedure of the standard; prints it with the signature.",
        discussion: """
            Example: openssl genpkey -algorithm ed25519 -out desk.pem
                     redress playbook sign m2-bank.json --key desk.pem --signee 'Hotline' > m2-bank.signed.json
            """)
    @OptionGroup var argument: CACAOArgument
    @Option(help: "A private key as PEM: Ed25519, or RSA from 2048 bits on (RS256).") var key: String
    @Option(help: "Who signs, in his own words.") var signee: String
    @Option(help: "Who signs, as an identity--UUID.") var createdBy: String?
    @Option(help: "When it is signed, RFC 3339. Now when nothing is said.") var created: String?
    @Option(help: "From when on the signature counts.") var validFrom: String?
    @Option(help: "Until when the signature counts.") var validUntil: String?

    func run() async throws {
        let source = try argument.source()
        let findings = CACAO.check(source)
        if findings.contains(where: { $0.severity == .error }) { throw DeskError.playbookFindings(findings) }
        guard let playbook = try? JSON(parsing: source.bytes) else {
            throw UsageError("\(argument.file) has a number that is not whole.", wayOut: "It cannot be signed here.")
        }
        guard let text = try? String(contentsOfFile: key, encoding: .utf8),
            let key = try? CACAOSignature.SigningKey(pem: text)
        else {
            throw UsageError(
                "\(self.key) holds no private key.", wayOut: "Give a PEM file: Ed25519, or RSA from 2048 bits on.")
        }
        let (from, until) = (try moment(validFrom), try moment(validUntil))
        Output.json(
            try CACAOSignature.sign(
                playbook, key: key, signee: signee, createdBy: createdBy, created: try moment(created) ?? .now,
                validFrom: from, validUntil: until))
    }
}

/// `redress playbook verify`
struct VerifySignaturesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Judge the signatures of a CACAO file. Exit 1 when they do not hold.",
        discussion: """
            Without --key every signature must be valid, and there must be one: then the file is as somebody signed it.
            With --key one of them must be made with one of these keys: then it is known who that was.
            Example: redress playbook verify m2-bank.signed.json --key desk.pub.pem
            """)
    @OptionGroup var argument: CACAOArgument
    @Option(help: "A public key, or a certificate, as PEM; can be given several times.") var key: [String] = []
    @Option(help: "The moment for which validity is judged, RFC 3339. Now when nothing is said.") var at: String?
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let source = try argument.source()
        let known = try key.map { file in
            guard let text = try? String(contentsOfFile: file, encoding: .utf8),
                let key = try? CACAOSignature.PublicKey(pem: text)
            else { throw UsageError("\(file) holds no public key.", wayOut: "Give a PEM file.") }
            return key
        }
        guard let signatures = CACAOSignature.verify(source, known: known) else {
            throw DeskError.playbookFindings(CACAO.check(source))
        }
        let now = try ExportCommand.moment(at ?? Timestamp.now.description)
        let good = signatures.filter { $0.verdict == .valid && $0.counts(at: now) }
        let holds = key.isEmpty ? !good.isEmpty && good.count == signatures.count : good.contains(where: \.isKnown)
        if json {
            let list = signatures.map { $0.json(at: now) }
            Output.json(["file": .string(argument.file), "holds": .bool(holds), "signatures": .array(list)])
        } else {
            if signatures.isEmpty { Output.line("There is no signature.") }
            for signature in signatures { Output.line(signature.line(at: now)) }
            Output.line(holds ? "The file is as it was signed." : "The signatures do not hold.")
        }
        if !holds { throw ExitCode(1) }
    }
}

extension CACAOSignature {
    fileprivate func json(at moment: Timestamp) -> JSON {
        [
            "id": .string(id), "signee": .string(signee), "algorithm": .string(algorithm),
            "verdict": .string(word), "counts": .bool(counts(at: moment)), "known": .bool(isKnown),
        ]
    }

    fileprivate func line(at moment: Timestamp) -> String {
        let time = counts(at: moment) ? "" : ", not in the time for which it was made"
        return "\(word)\(time)\(isKnown ? ", by a known key" : ""): \(signee) (\(algorithm), \(id))"
    }

    private var word: String {
        switch verdict {
        case .valid: "valid"
        case .invalid: "invalid"
        case .revoked: "revoked"
        case .ofAnotherPlaybook: "of-another-playbook"
        case .unknownAlgorithm: "unknown-algorithm"
        case .noKey: "no-key"
        case .malformed: "malformed"
        }
    }
}

/// The moment that an option names; nil when it says nothing.
private func moment(_ text: String?) throws -> Timestamp? { try text.map(ExportCommand.moment) }
