internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// Coming in and going out.
enum SignIn {
    private struct Body { let over: Bool }

    /// The page that asks for a token. Its form is bound to the browser as every other form is.
    static func page(_ call: Call, _ browser: Browser, trouble: String? = nil, sessionIsOver: Bool = false) -> Reply {
        var reply = Page.reply(
            "sign-in", browser.frame(actor: nil, path: "/console", trouble: trouble), Body(over: sessionIsOver),
            status: trouble == nil && !sessionIsOver ? .ok : .unauthorized)
        if browser.isNew { reply.headers.append(HTTPField(name: .setCookie, value: browser.sessionCookie(browser.id))) }
        return reply
    }

    /// Checks the token and gives the browser a new secret; the one that it had before is worth nothing.
    @Sendable static func enter(_ call: Call) async throws -> Reply {
        let browser = Browser(call.head, call.house)
        let fields = try Desktop.form(call)
        try Desktop.demandOwnForm(fields, call, browser)
        let token = String((fields.first { $0.name == "token" }?.value ?? "")[...].trimmed)
        do {
            try await call.desk.noteSignIn(of: try await call.house.tokens.actor(token, from: call.address))
        } catch let error as DeskError {
            return page(call, browser, trouble: Explanation(error).line(in: browser.explanationLanguage))
        }
        var reply = Reply.go(to: "/console")
        let id = call.house.visitors.signIn(token: token)
        reply.headers.append(HTTPField(name: .setCookie, value: browser.sessionCookie(id)))
        return reply
    }

    /// Forgets the visitor.
    @Sendable static func leave(_ call: Call) async throws -> Reply {
        let browser = Browser(call.head, call.house)
        try Desktop.demandOwnForm(try Desktop.form(call), call, browser)
        call.house.visitors.signOut(browser.id)
        var reply = Reply.go(to: "/console")
        reply.headers.append(HTTPField(name: .setCookie, value: browser.endedSession()))
        return reply
    }

    /// Changes the language of the console and goes back to the page.
    @Sendable static func speak(_ call: Call) async throws -> Reply {
        let browser = Browser(call.head, call.house)
        let fields = try Desktop.form(call)
        try Desktop.demandOwnForm(fields, call, browser)
        let tongue = fields.first { $0.name == "tongue" }.flatMap { Words.Tongue(rawValue: $0.value) } ?? .en
        let path = fields.first { $0.name == "path" }?.value ?? "/console"
        let isOurs = path.hasPrefix("/console") && !path.contains("//") && !path.contains("\\")
        var reply = Reply.go(to: isOurs ? path : "/console")
        reply.headers.append(HTTPField(name: .setCookie, value: Browser.tongueCookie(tongue)))
        return reply
    }
}
