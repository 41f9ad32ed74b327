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

    static func read(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Settings {
        let given = environment["REDRESS_STATE"].flatMap { $0.isEmpty ? nil : $0 }
        let pool = try environment["REDRESS_POOL"].map { text in
            guard let size = Int(text), (1...200).contains(size) else {
                throw UsageError("REDRESS_POOL must be a number from 1 to 200.")
            }
            return size
        }
        let retention = nonEmpty(environment["REDRESS_RETENTION"]) ?? "on"
        guard ["on", "off"].contains(retention) else { throw UsageError("REDRESS_RETENTION must be on or off.") }
        var settings = Settings(
            databaseURL: nonEmpty(environment["DATABASE_URL"]),
            migratorURL: nonEmpty(environment["REDRESS_MIGRATOR_URL"]),
            stateDirectory: given ?? defaultState(environment), stateIsGiven: given != nil,
            staff: nonEmpty(environment["REDRESS_STAFF"]) ?? userName(), token: try token(environment),
            signerDirectory: nonEmpty(environment["REDRESS_SIGNER"]).map(directory),
            witnessPolicy: nonEmpty(environment["REDRESS_WITNESSES"]), poolSize: pool ?? 16,
            runsRetention: retention == "on", language: language(environment))
        settings.rates = (
            try rate("REDRESS_RATE_TOKEN", environment), try rate("REDRESS_RATE_ADDRESS", environment),
            try rate("REDRESS_RATE_SIGN_IN", environment)
        )
        let proxies = environment["REDRESS_TRUSTED_PROXIES"] ?? ""
        settings.trustedProxies = Set(proxies.split(separator: ",").map { $0.filter { $0 != " " } })
        return settings
    }

    private static func rate(_ name: String, _ environment: [String: String]) throws -> Int? {
        guard let text = nonEmpty(environment[name]) else { return nil }
        guard let number = Int(text), (0...100_000_000).contains(number) else {
            throw UsageError("\(name) must be a number of requests a minute, 0 for any number.")
        }
        return number
    }

    /// The socket may be named itself.
    private static func directory(_ path: String) -> String {
        path.hasSuffix("/socket") ? String(path.dropLast("/socket".count)) : path
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// The token itself, or the file that holds it: never a flag, which every user of the machine could read.
    private static func token(_ environment: [String: String]) throws -> String? {
        if let token = nonEmpty(environment["REDRESS_TOKEN"]) { return token }
        guard let path = nonEmpty(environment["REDRESS_TOKEN_FILE"]) else { return nil }
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
