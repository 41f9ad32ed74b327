internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Where every request comes in: finds its route, lets it in when there is room, proves who asks, reads the body,
/// and sees to it that every answer has the headers that all have.
struct Door: HTTPResponder {
    /// What the server tells about a request.
    struct Arrival: InitializableFromSource {
        /// Where it came from; empty when the socket cannot tell.
        let address: String

        init(source: ApplicationRequestContextSource) { address = source.channel.remoteAddress?.ipAddress ?? "" }
    }

    let house: House
    let table: RouteTable
    private let admission: Admission
    /// For bodies that come for long.
    private let transfers: Admission
    private let patience: Patience
    private let names = RequestNames()

    init(house: House, table: RouteTable) {
        (self.house, self.table) = (house, table)
        admission = Admission(limit: house.configuration.maximumConcurrentRequests)
        transfers = Admission(limit: house.configuration.maximumConcurrentRequests / 4)
        patience = Patience(limit: house.configuration.requestTimeout)
    }

    func respond(to request: Request, context: Arrival) async throws -> Response {
        let started = ContinuousClock.now
        let target = request.head.path ?? "/"
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        var visit = Visit(name: names.name(request.headers), method: request.method, started: started)
        let tongue = Words.Tongue(accepting: request.headers[.acceptLanguage])
        let reply: Reply
        switch table.match(request.method, target[..<mark]) {
        case .route(let route, let index, let values):
            (visit.route, visit.index) = (route, index)
            let arrival = Incoming(
                request: request, route: route, values: values, query: target[mark...].dropFirst(),
                address: address(of: request, context))
            // What may think for long must not hold up the other connections of this loop.
            reply = await withTaskExecutorPreference(route.isBrief ? nil : globalConcurrentExecutor) { [visit] in
                await answer(arrival, visit, tongue)
            }
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            reply =
                Problem(
                    status: .methodNotAllowed, code: "method-not-allowed",
                    detail: Sentence("This address answers to: \(allowed).", "Этот адрес отвечает на: \(allowed)."),
                    headers: [.allow: allowed]
                ).reply(tongue)
        case .nothing: reply = Problem.noSuchPage.reply(tongue)
        }
        return finish(reply, visit)
    }

    /// A request whose route is known.
    private struct Incoming: Sendable {
        let request: Request
        let route: Route
        let values: [String]
        let query: Substring
        let address: String
    }

    /// Where a request comes from: of a proxy that is trusted, whom it speaks for.
    private func address(of request: Request, _ context: Arrival) -> String {
        guard house.configuration.trustedProxies.contains(context.address),
            let name = HTTPField.Name("X-Forwarded-For"),
            let last = request.headers[values: name].last?.split(separator: ",").last
        else { return context.address }
        return last.filter { $0 != " " }
    }

    private func answer(_ incoming: Incoming, _ visit: Visit, _ tongue: Words.Tongue) async -> Reply {
        let route = incoming.route
        do {
            if route.isAlwaysOpen { return try await work(incoming, .unwatched) }
            let verdict = house.limits.addresses.take(incoming.address)
            try verdict.demand()
            var reply = try await (route.isTransfer ? transfers : admission).admit {
                try await patience.bear(route.pace) { progress in try await work(incoming, progress) }
            }
            if !route.isPage, !route.needsToken { reply.headers.append(contentsOf: verdict.headers) }
            return reply
        } catch {
            let problem = Problem(error, route: route)
            if problem.status.kind == .serverError { report(problem, error, visit) }
            return route.isPage ? Page.problem(problem, house, incoming.request.head) : problem.reply(tongue)
        }
    }

    private func work(_ incoming: Incoming, _ progress: Patience.Progress) async throws -> Reply {
        guard let pairs = Percent.pairs(incoming.query) else {
            throw Problem(
                status: .badRequest, code: "malformed-query",
                detail: Sentence(
                    "The part behind the question mark cannot be read.", "Часть адреса после знака вопроса не читается."
                ))
        }
        let (request, route) = (incoming.request, incoming.route)
        if !route.isPage { try Acceptance.demand(request.headers, route) }
        switch route.work {
        case .open(let body), .page(let body):
            return try await body(try await call(incoming, pairs, progress))
        case .signed(let body):
            let token = try Self.token(request.headers)
            let known = try await house.tokens.actor(token, from: incoming.address)
            let verdict = house.limits.tokens.take(TokenKeeper.name(of: token))
            try verdict.demand()
            let call = try await call(incoming, pairs, progress)
            var reply = try await house.sessions.lend(to: known.id) { session in
                let actor = Actor(kind: known.kind, id: known.id, roles: known.roles, session: session)
                return try await Repeats.once(call, actor) { try await body(call, actor) }
            }
            reply.headers.append(contentsOf: verdict.headers)
            return reply
        }
    }

    private func call(
        _ incoming: Incoming, _ pairs: [(name: String, value: String)], _ progress: Patience.Progress
    ) async throws -> Call {
        let (request, route) = (incoming.request, incoming.route)
        if !route.isPage { try demandKnown(pairs, route) }
        let isText = BodyReader.isText(request.headers, route)
        let upload = Upload(request, progress)
        var (bytes, spill): (ByteBuffer, SealedSpill?) = (ByteBuffer(), nil)
        if isText, let limit = route.largestText {
            spill = try await upload.spilled(limit: limit)
        } else {
            bytes = try await BodyReader.bytes(request, route, limit: house.configuration.maximumBodyBytes)
        }
        let body = try isText ? nil : route.body.map { try BodyReader.json(bytes, $0, request.headers) }
        let revision = try route.takesRevision ? Call.revision(in: request.headers) : nil
        return Call(
            house: house, route: route, head: request.head, values: incoming.values, query: pairs, bytes: bytes,
            upload: route.takesFile ? upload : nil, spill: spill, progress: progress, body: body ?? .null,
            desk: house.desk.expecting(revision: revision), address: incoming.address)
    }

    /// A filter with a typing mistake that is passed over would show the wrong cases.
    private func demandKnown(_ pairs: [(name: String, value: String)], _ route: Route) throws {
        let known = route.query.map(\.name).joined(separator: ", ")
        let findings = pairs.compactMap { pair -> Problem.Finding? in
            let place = Problem.Finding.Place.parameter(String(pair.name.prefix(40)))
            if let parameter = route.query.first(where: { $0.name == pair.name }) {
                return parameter.schema.finding(inParameter: pair.value).map {
                    .init(place: place, detail: $0, isOfSchema: true)
                }
            }
            return .init(
                place: place,
                detail: known.isEmpty
                    ? Sentence("There are no parameters here.", "Здесь нет параметров.")
                    : Sentence(
                        "There is no such parameter; there are: \(known).", "Такого параметра нет. Есть: \(known)."),
                isOfSchema: true)
        }
        if !findings.isEmpty { throw Problem.badInput(findings) }
    }

    static func token(_ headers: HTTPFields) throws -> String {
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
