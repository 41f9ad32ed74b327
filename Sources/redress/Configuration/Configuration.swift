import Foundation

/// What is set, and where it was said: a flag goes before the environment, the environment before the file.
struct Configuration: Sendable {
    /// Where a value comes from.
    enum Source: String, Sendable {
        case flag, environment, file
    }
    /// A value and where it comes from.
    struct Value: Sendable {
        let text: String
        let source: Source
    }
    private(set) var values: [String: Value] = [:]
    /// The file that was read; nil when there is none.
    private(set) var path: String?

    /// The file that is read when `REDRESS_CONFIG` names no other.
    static let usualPath = "/etc/redress/redress.conf"

    subscript(key: String) -> String? { values[key]?.text }

    /// Reads everything and checks it: a value that is there and wrong is fatal, never passed over.
    ///
    /// - Throws: ``UsageError``; it names the place, and never the value of a secret.
    static func read(
        _ environment: [String: String] = ProcessInfo.processInfo.environment, flags: [String: String] = [:]
    ) throws -> Configuration {
        var configuration = Configuration()
        try configuration.readFile(environment)
        for setting in SettingTable.all {
            if let text = environment[setting.variable], !text.isEmpty {
                configuration.values[setting.key] = Value(text: text, source: .environment)
            }
            if let text = flags[setting.key] { configuration.values[setting.key] = Value(text: text, source: .flag) }
        }
        try configuration.check()
        return configuration
    }

    private mutating func readFile(_ environment: [String: String]) throws {
        let named = environment["REDRESS_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? Self.usualPath
        guard let bytes = FileManager.default.contents(atPath: path) else {
            if named != nil || FileManager.default.fileExists(atPath: path) {
                throw UsageError("The configuration \(path) cannot be read.", wayOut: "Check the path and its rights.")
            }
            return
        }
        self.path = path
        values = try ConfigurationFile.parse(String(decoding: bytes, as: UTF8.self), path).mapValues {
            Value(text: $0, source: .file)
        }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
        let holdsSecret = SettingTable.all.contains { $0.isSecret && values[$0.key] != nil }
        if holdsSecret, let mode, mode.intValue & 0o007 != 0 {
            throw UsageError(
                "Everybody on this machine can read the secrets in \(path).", wayOut: "Run: chmod 640 \(path)")
        }
    }

    private func check() throws {
        for setting in SettingTable.all {
            guard let value = values[setting.key], let fault = setting.fault(value.text) else { continue }
            let name =
                switch value.source {
                case .flag: setting.flag ?? setting.key
                case .environment: setting.variable
                case .file: "\(setting.key) in \(path ?? "")"
                }
            throw UsageError("\(name) is not right: \(fault).", wayOut: "See: redress config --explain")
        }
        if (self["tls.certificate"] == nil) != (self["tls.key"] == nil) {
            throw UsageError("A certificate needs its key.", wayOut: "Set both tls.certificate and tls.key.")
        }
        let oidc = ["oidc.issuer", "oidc.audience", "oidc.keys", "oidc.roles"]
        if let missing = oidc.first(where: { self[$0] == nil }), oidc.contains(where: { self[$0] != nil }) {
            throw UsageError(
                "The identity provider needs \(missing) too.", wayOut: "Set \(oidc.joined(separator: ", ")).")
        }
    }
}

/// The form of the file: a line for each setting, `name = value`; what follows a `#` at the beginning of a line is for people.
enum ConfigurationFile {
    static func parse(_ text: String, _ path: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let place = "\(path):\(index + 1)"
            guard let mark = line.firstIndex(of: "=") else {
                throw UsageError("\(place) is not of the form name = value.")
            }
            let key = line[..<mark].trimmingCharacters(in: .whitespaces)
            let value = line[line.index(after: mark)...].trimmingCharacters(in: .whitespaces)
            guard SettingTable.setting(key) != nil else {
                throw UsageError(
                    "\(place): there is no setting \(key.prefix(40)).", wayOut: "redress config --explain lists them.")
            }
            guard values[key] == nil else { throw UsageError("\(place): \(key) is set a second time.") }
            guard !value.isEmpty else {
                throw UsageError("\(place): \(key) has no value.", wayOut: "Take the line out.")
            }
            values[key] = value
        }
        return values
    }
}
