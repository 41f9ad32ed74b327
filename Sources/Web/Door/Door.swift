internal import Canonical
internal import Casework
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Where every request comes in: finds its route, lets it in when there is room, proves who asks, reads the body,
/// and sees to it that every answer has the headers that all have.
struct Door: HTTPResponder {
    /// What the server tells about a request; the door needs nothing of it.
    struct Arrival: InitializableFromSource {
        init(source: ApplicationRequestContextSource) {}
    }

    let house: House
    let table: RouteTable
    private let admission: Admission
    private let patience: Patience
    private let names = RequestNames()

    init(house: House, table: RouteTable) {
        (self.house, self.table) = (house, table)
        admission = Admission(limit: house.configuration.maximumConcurrentRequests)
        patience = Patience(limit: house.configuration.requestTimeout)
    }

    func respond(to request: Request, context: Arrival) async throws -> Response {
        let started = ContinuousClock.now
        let target = request.head.path ?? "/"
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        var visit = Visit(name: names.name(request.headers), method: request.method, started: started)
        let reply: Reply
        switch table.match(request.method, target[..<mark]) {
        case .route(let route, let index, let values):
            (visit.route, visit.index) = (route, index)
            reply = await answer(request, route, values, query: target[mark...].dropFirst(), visit)
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            reply =
                Problem(
                    status: .methodNotAllowed, code: "method-not-allowed",
                    detail: "This address answers to: \(allowed).",
                    headers: [.allow: allowed]
                ).reply
        case .nothing: reply = Problem.noSuchPage.reply
        }
        return finish(reply, visit)
    }

    private func answer(_ request: Request, _ route: Route, _ values: [String], query: Substring, _ visit: Visit) async
        -> Reply
    {
        do {
            if route.isAlwaysOpen { return try await work(request, route, values, query) }
            return try await admission.admit {
                try await patience.bear { try await work(request, route, values, query) }
            }
        } catch {
            let problem = Problem(error, route: route)
            if problem.status.kind == .serverError { report(problem, error, visit) }
            return route.isPage ? Page.problem(problem, house, request.head) : problem.reply
        }
    }

    private func work(_ request: Request, _ route: Route, _ values: [String], _ query: Substring) async throws -> Reply
    {
        guard let pairs = Percent.pairs(query) else {
            throw Problem(
                status: .badRequest, code: "malformed-query",
                detail: "The part behind the question mark cannot be read.")
        }
        switch route.work {
        case .open(let body), .page(let body):
            return try await body(try await call(request, route, values, pairs))
        case .signed(let body):
            let known = try await house.tokens.actor(try token(request.headers))
            let call = try await call(request, route, values, pairs)
            return try await house.sessions.lend(to: known.id) { session in
                try await body(call, Actor(kind: known.kind, id: known.id, roles: known.roles, session: session))
            }
        }
    }

    private func call(_ request: Request, _ route: Route, _ values: [String], _ pairs: [(name: String, value: String)])
        async throws -> Call
    {
        if !route.isPage { try demandKnown(pairs, route) }
        let bytes = try await BodyReader.bytes(request, route, limit: house.configuration.maximumBodyBytes)
        let isText = BodyReader.isText(request.headers, route)
        let body = try isText ? nil : route.body.map { try BodyReader.json(bytes, $0, request.headers) }
        return Call(
            house: house, route: route, head: request.head, values: values, query: pairs, bytes: bytes,
            body: body ?? .null)
    }

    /// A filter with a typing mistake that is passed over would show the wrong cases.
    private func demandKnown(_ pairs: [(name: String, value: String)], _ route: Route) throws {
        let unknown = pairs.filter { pair in !route.query.contains { $0.name == pair.name } }
        guard !unknown.isEmpty else { return }
        let known = route.query.map(\.name).joined(separator: ", ")
        throw Problem.badInput(
            unknown.map { pair in
                let name = String(pair.name.prefix(40))
                return .init(
                    place: .parameter(name),
                    detail: known.isEmpty
                        ? "There are no parameters here." : "There is no such parameter; there are: \(known).")
            })
    }

    private func token(_ headers: HTTPFields) throws -> String {
        guard let field = headers[.authorization] else { throw Problem.noToken }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else { throw Problem.noToken }
        return String(parts[1])
    }
}

extension Route {
    /// Health and metrics must answer when everything else is full.
    var isAlwaysOpen: Bool { pattern.hasPrefix("/health/") || pattern == "/metrics" }
}
