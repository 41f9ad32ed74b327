internal import Hummingbird

/// Finds the route of a method and a path.
struct RouteTable: Sendable {
    /// What was found.
    enum Match {
        case route(Route, index: Int, values: [String])
        /// The path is there, for these methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    private enum Segment {
        case fixed(String)
        case variable
    }
    private struct Entry {
        let index: Int
        let segments: [Segment]
    }
    private let routes: [Route]
    /// By the number of segments: few remain to be compared.
    private let entries: [[Entry]]

    init(_ routes: [Route]) {
        self.routes = routes
        var entries: [[Entry]] = []
        for (index, route) in routes.enumerated() {
            let segments = Self.split(route.pattern).map { $0.hasPrefix("{") ? Segment.variable : .fixed(String($0)) }
            while entries.count <= segments.count { entries.append([]) }
            entries[segments.count].append(Entry(index: index, segments: segments))
        }
        self.entries = entries
    }

    /// Looks for a route. A fixed part is preferred to a variable one: `/v1/cases/next` is never a case.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        let parts = Self.split(path)
        guard parts.count < entries.count else { return .nothing }
        let wanted = method == .head ? .get : method
        var best: [(entry: Entry, values: [String])] = []
        for entry in entries[parts.count] {
            guard let values = Self.values(of: parts, in: entry.segments) else { continue }
            if let known = best.first?.values.count, known < values.count { continue }
            if let known = best.first?.values.count, known > values.count { best = [] }
            best.append((entry, values))
        }
        var others: [HTTPRequest.Method] = []
        for (entry, values) in best {
            let route = routes[entry.index]
            if route.method == wanted { return .route(route, index: entry.index, values: values) }
            if !others.contains(route.method) { others.append(route.method) }
        }
        if others.contains(.get) { others.append(.head) }
        return others.isEmpty ? .nothing : .otherMethods(others)
    }

    private static func split(_ path: some StringProtocol) -> [Substring] { Substring(path).split(separator: "/") }

    private static func values(of parts: [Substring], in segments: [Segment]) -> [String]? {
        var values: [String] = []
        for (part, segment) in zip(parts, segments) {
            switch segment {
            case .fixed(let text): if part != text { return nil }
            case .variable:
                guard let value = Percent.decode(part) else { return nil }
                values.append(value)
            }
        }
        return values
    }
}
