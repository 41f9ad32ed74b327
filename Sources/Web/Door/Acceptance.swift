internal import HTTPTypes

/// Whether an answer is wanted in the form that a route has (RFC 9110, 12.5.1).
enum Acceptance {
    /// - Throws: 406 when `Accept` leaves out every form of the route.
    static func demand(_ headers: HTTPFields, _ route: Route) throws {
        let fields = headers[values: .accept]
        guard !fields.isEmpty else { return }
        let responses = [route.response] + route.otherResponses
        let forms = Set(responses.flatMap { [$0.mediaType] + $0.alsoAs }.map { name(of: $0[...]) })
        for range in fields.flatMap({ $0.split(separator: ",") }) where !isExcluded(range) {
            let name = name(of: range)
            if name == "*/*" || forms.contains(name) { return }
            if name.hasSuffix("/*"), forms.contains(where: { $0.hasPrefix(name.dropLast()) }) { return }
        }
        let list = forms.sorted().joined(separator: ", ")
        throw Problem(
            status: .notAcceptable, code: "not-acceptable",
            detail: Sentence("This address answers as: \(list).", "По этому адресу ответ приходит как: \(list)."))
    }

    private static func name(of type: Substring) -> String {
        type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
    }

    private static func isExcluded(_ range: Substring) -> Bool {
        let weight = range.split(separator: ";").dropFirst().map { $0.filter { $0 != " " } }.first {
            $0.hasPrefix("q=")
        }
        return weight.map { $0.dropFirst(2).allSatisfy { $0 == "0" || $0 == "." } } ?? false
    }
}
