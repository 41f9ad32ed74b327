import Foundation

/// `embed-files FOLDER OUTPUT FILE…`: writes a Swift file that holds the text of each file under its path in the folder.
@main enum EmbedFilesTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            FileHandle.standardError.write(Data("usage: embed-files FOLDER OUTPUT FILE…\n".utf8))
            exit(64)
        }
        let folder = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"
        var source = "/// The files of this target, by their path in its folder.\nenum EmbeddedFiles {\n"
        source += "    static let all: [(name: String, text: String)] = [\n"
        for path in arguments.dropFirst(3) {
            let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            let name = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
            source += "        (\"\(name)\", \(literal(text))),\n"
        }
        source += "    ]\n}\n"
        try source.write(to: URL(filePath: arguments[2]), atomically: true, encoding: .utf8)
    }

    /// A raw one-line literal with so many number signs that nothing in the text can end or escape it.
    private static func literal(_ text: String) -> String {
        var longest = 0
        var run = 0
        for character in text.unicodeScalars {
            run = character == "#" ? run + 1 : 0
            longest = max(longest, run)
        }
        let signs = String(repeating: "#", count: longest + 1)
        var body = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": body += "\\\(signs)n"
            case "\r": body += "\\\(signs)r"
            case "\t": body += "\\\(signs)t"
            default: body.unicodeScalars.append(scalar)
            }
        }
        return "\(signs)\"\(body)\"\(signs)"
    }
}
