internal import Casework
internal import Hummingbird
internal import Mustache
internal import Synchronization

/// Pages of the console: a template with its values.
enum Page {
    /// What every page shows around its own content.
    struct Frame {
        var w: [String: String]
        var lang: String
        var isRussian: Bool
        var staff: String?
        var mayWork: Bool
        var form: String
        var path: String
        var now: String
        var styles: String
        var script: String
        var message: String?
        var trouble: String?
    }

    /// A page with its frame: templates find `frame`'s values and `page`'s values by their names.
    struct Content<Body> {
        let frame: Frame
        let page: Body
    }

    private static let library: MustacheLibrary = {
        var library = MustacheLibrary()
        for (path, text) in EmbeddedFiles.all where path.hasSuffix(".mustache") {
            let name = String(path.dropFirst("Templates/".count).dropLast(".mustache".count))
            do { try library.register(text, named: name) } catch { preconditionFailure("template \(name): \(error)") }
        }
        return library
    }()

    static func reply<Body>(_ template: String, _ frame: Frame, _ body: Body, status: HTTPResponse.Status = .ok)
        -> Reply
    {
        guard let text = library.render(Content(frame: frame, page: body), withTemplate: template) else {
            return Problem(
                status: .internalServerError, code: "no-template", detail: "The page \(template) is missing."
            ).reply()
        }
        return Reply(text: text, type: "text/html; charset=utf-8", status: status)
    }

    /// What went wrong, as a page: for addresses of the console that are not there and for errors of reading.
    static func problem(_ problem: Problem, _ house: House, _ head: HTTPRequest) -> Reply {
        struct Trouble { let sentence: String }
        let browser = Browser(head, house)
        var reply = reply(
            "trouble", browser.frame(actor: nil, path: "/console"), Trouble(sentence: problem.detail[browser.tongue]),
            status: problem.status)
        reply.headers.append(contentsOf: problem.headers)
        reply.code = problem.code
        return reply
    }
}
