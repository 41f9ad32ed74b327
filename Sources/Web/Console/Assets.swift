internal import Crypto
internal import Hummingbird

/// The style sheet, the script and the sign of the console; their addresses change with their content.
enum Assets {
    private struct Asset: Sendable {
        let text: String
        let type: String
        let version: String
    }

    private static let all: [String: Asset] = {
        var assets: [String: Asset] = [:]
        for (path, text) in EmbeddedFiles.all where path.hasPrefix("Static/") {
            let name = String(path.dropFirst("Static/".count))
            let version = Hexadecimal.text(SHA256.hash(data: Array(text.utf8)).prefix(6))
            assets[name] = Asset(text: text, type: type(of: name), version: version)
        }
        return assets
    }()

    /// Where a page finds a file.
    static func address(_ name: String) -> String { "/console/static/\(name)?v=\(all[name]?.version ?? "0")" }

    /// The file, to be kept for a year: another content has another address.
    static func reply(_ name: String) throws -> Reply {
        guard let asset = all[name] else { throw Problem.noSuchPage }
        var reply = Reply(text: asset.text, type: asset.type)
        reply.headers[.cacheControl] = "public, max-age=31536000, immutable"
        reply.isCacheable = true
        return reply
    }

    private static func type(of name: String) -> String {
        if name.hasSuffix(".css") { return "text/css; charset=utf-8" }
        if name.hasSuffix(".js") { return "text/javascript; charset=utf-8" }
        return "image/svg+xml"
    }
}
