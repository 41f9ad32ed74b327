import Foundation

/// What the surroundings say, read once and checked: a value that is there and wrong is fatal, never ignored.
struct Settings: Sendable {
    /// `DATABASE_URL`: the store; nil for the private cluster.
    var databaseURL: String?
    /// `REDRESS_MIGRATOR_URL`: the store as a user who may migrate it; nil for the same user.
    var migratorURL: String?
    /// `REDRESS_STATE`: where the private cluster and the keys are.
    var stateDirectory: String
    /// Whether `REDRESS_STATE` was given.
    var stateIsGiven: Bool
    /// `REDRESS_STAFF`: who the local command line is; the user of the machine when nothing is said.
    var staff: String
    /// `REDRESS_TOKEN`: who comes, by token.
    var token: String?
    /// `REDRESS_SERVER`: the address of a desk elsewhere, at which commands are done.
    var server: String?
    /// `REDRESS_CA_FILE`: the certificates that are trusted for it beside those of the system.
    var authorities: String?
    /// `REDRESS_SIGNER`: the directory of the socket of a signer that somebody else runs.
    var signerDirectory: String?
    /// `REDRESS_WITNESSES`: a policy file with the witnesses that are asked and their addresses.
    var witnessPolicy: String?
    /// `REDRESS_POOL`: connections of a server.
    var poolSize: Int
    /// `REDRESS_RATE_TOKEN`, `REDRESS_RATE_ADDRESS`, `REDRESS_RATE_SIGN_IN`: requests a minute that one token or one
    /// address may send, and tokens that may be refused to one address; 0 for any number, nil for what is usual.
    var rates: (token: Int?, address: Int?, signIn: Int?) = (nil, nil, nil)
    /// `REDRESS_TRUSTED_PROXIES`: addresses, with commas between them, whose `X-Forwarded-For` is believed.
    var trustedProxies: Set<String> = []
    /// `REDRESS_RETENTION`: whether this server runs the retention job once a day; `off` leaves it to another.
    var runsRetention: Bool
    /// The language of prompts: from `REDRESS_LANGUAGE`, or `LC_ALL`, `LC_MESSAGES`, `LANG`.
    var language: String

    /// What the configuration says beyond this, for a server.
    var configuration: Configuration

    /// Reads flags, environment and file.
    static func read(
        _ environment: [String: String] = ProcessInfo.processInfo.environment, flags: [String: String] = [:]
    ) throws -> Settings {
        let known = try Configuration.read(environment, flags: flags)
        var settings = Settings(
            databaseURL: known["database"], migratorURL: known["migrator"],
            stateDirectory: known["state"] ?? defaultState(environment), stateIsGiven: known["state"] != nil,
            staff: known["staff"] ?? userName(), token: try token(known),
            server: known["server"], authorities: known["ca_file"],
            signerDirectory: known["signer"].map(directory), witnessPolicy: known["witnesses"],
            poolSize: known["pool"].flatMap { Int($0) } ?? 16,
            runsRetention: known["retention"] != "off",
            language: known["language"].map { String($0.prefix(2)) } ?? language(environment),
            configuration: known)
        func rate(_ key: String) -> Int? { known[key].flatMap { Int($0) } }
        settings.rates = (rate("rate.token"), rate("rate.address"), rate("rate.sign_in"))
        settings.trustedProxies = Set(list(known["proxies"] ?? ""))
        return settings
    }

    /// What stands between commas.
    static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The socket may be named itself.
    private static func directory(_ path: String) -> String {
        path.hasSuffix("/socket") ? String(path.dropLast("/socket".count)) : path
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// The token itself, or the file that holds it: never a flag, which every user of the machine could read.
    private static func token(_ known: Configuration) throws -> String? {
        if let token = known["token"] { return token }
        guard let path = known["token_file"] else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UsageError("The file of REDRESS_TOKEN_FILE cannot be read.")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func defaultState(_ environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/redress" }
        let base = nonEmpty(environment["XDG_DATA_HOME"]) ?? (NSHomeDirectory() + "/.local/share")
        return base + "/redress"
    }

    private static func userName() -> String {
        let name = getpwuid(geteuid()).flatMap { String(validatingCString: $0.pointee.pw_name) } ?? "local"
        return name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    static func language(_ environment: [String: String]) -> String {
        let names = ["REDRESS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]
        let locale = names.lazy.compactMap { nonEmpty(environment[$0]) }.first ?? "en"
        return locale.hasPrefix("ru") ? "ru" : "en"
    }
}
