internal import Canonical
internal import Casework
internal import Hummingbird
internal import NIOCore

/// A request of somebody who is signed in to the console, with the form that was sent.
struct Desktop: Sendable {
    let call: Call
    let browser: Browser
    let actor: Actor
    let fields: [(name: String, value: String)]

    var desk: Desk { call.desk }
    var tongue: Words.Tongue { browser.tongue }

    /// The first value of a field of the form; nil when it is absent or empty.
    func field(_ name: String) -> String? {
        fields.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// All values of a field.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    /// The lines of a field.
    func lines(_ name: String) -> [String] {
        (field(name) ?? "").split(whereSeparator: \.isNewline).map { String($0.trimmed) }.filter { !$0.isEmpty }
    }

    /// The key that the page gave to its form, so that a double click and a reload have one effect.
    var key: String? { field("key") }

    func frame(message: String? = nil, trouble: String? = nil) -> Page.Frame {
        browser.frame(actor: actor, path: path, message: message, trouble: trouble)
    }

    /// Where the page that is shown can be asked for again: the address of a form answers to POST only.
    private var path: String {
        guard call.route.method == .post else { return call.head.path ?? "/console" }
        if call.route.pattern == "/console/cases" { return "/console/cases/new" }
        return call.values.first.map { "/console/cases/\(Percent.encode($0))" } ?? "/console"
    }

    /// Performs an operation of the desk.
    func perform<O: Casework.Operation>(_ operation: O) async throws -> O.Answer {
        try await desk.perform(operation, by: actor)
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: Substring {
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}

extension Desktop {
    /// A page for people who are signed in; everybody else gets the sign-in page.
    static func page(_ body: @escaping @Sendable (Desktop) async throws -> Reply) -> Route.Work {
        .page { call in
            let browser = Browser(call.head, call.house)
            guard let visitor = call.house.visitors.visitor(browser.id) else {
                return SignIn.page(call, browser, sessionIsOver: call.route.method == .post)
            }
            let known: Actor
            do {
                known = try await call.house.tokens.actor(visitor.token, from: call.address)
            } catch DeskError.badToken {
                call.house.visitors.signOut(browser.id)
                return SignIn.page(call, browser, sessionIsOver: true)
            }
            let fields = try form(call)
            if call.route.method == .post { try demandOwnForm(fields, call, browser) }
            return try await call.house.sessions.lend(to: known.id) { session in
                let actor = Actor(kind: known.kind, id: known.id, roles: known.roles, session: session)
                return try await body(Desktop(call: call, browser: browser, actor: actor, fields: fields))
            }
        }
    }

    /// The fields of a form that was sent.
    static func form(_ call: Call) throws -> [(name: String, value: String)] {
        guard call.bytes.readableBytes > 0 else { return [] }
        guard let text = String(validating: call.bytes.readableBytesView, as: UTF8.self),
            let pairs = Percent.pairs(text)
        else { throw Problem(status: .badRequest, code: "malformed-form", detail: "The form cannot be read.") }
        return pairs
    }

    /// Refuses a form that was not made by a page of this browser.
    static func demandOwnForm(_ fields: [(name: String, value: String)], _ call: Call, _ browser: Browser) throws {
        let token = fields.first { $0.name == "form" }?.value ?? ""
        guard call.house.visitors.isFormToken(token, for: browser.id) else {
            throw Problem(
                status: .forbidden, code: "form-expired",
                detail: Sentence(Words.say("formExpired", .en), Words.say("formExpired", .ru)))
        }
    }
}
