internal import Canonical
internal import Casework
internal import Hummingbird

/// The forms of the guide page. Each does one operation and goes back to the page; what fails is told there.
enum GuideForms {
    @Sendable static func record(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            let operation = RecordStep(
                reference, step: desktop.field("step") ?? "", report: try report(desktop),
                language: desktop.field("lang"),
                key: desktop.key)
            _ = try await desktop.perform(operation)
            return ""
        }
    }

    /// What the form reports; the pressed button says which of its parts is meant.
    private static func report(_ desktop: Desktop) throws -> StepReport {
        let reason = desktop.field("reason")
        if let without = desktop.field("without") { return .answer(.string(without)) }
        if let choice = desktop.field("choose") {
            return .choose(case: Int(choice) ?? -1, reason: reason)
        }
        if desktop.field("list") != nil { return .items(items(desktop)) }
        if desktop.field("boxes") != nil { return .answer(.array(desktop.values("answer").map(JSON.string))) }
        if let result = desktop.field("result") {
            return try StepRoutes.result(result, reason: reason, reference: desktop.field("reference"))
        }
        return .answer(.string(answer(desktop)))
    }

    /// A time of a date field gets the zone of the browser, which its script adds.
    static func answer(_ desktop: Desktop) -> String {
        let text = desktop.field("answer") ?? ""
        guard desktop.field("is_time") != nil, text.utf8.count == 16, text.contains("T") else { return text }
        return text + ":00" + (desktop.field("offset") ?? "Z")
    }

    private static func items(_ desktop: Desktop) -> [String: StepReport.ItemReport] {
        var items: [String: StepReport.ItemReport] = [:]
        for id in desktop.values("list") {
            if desktop.field("done.\(id)") != nil {
                items[id] = .done
            } else if let reason = desktop.field("not.\(id)") {
                items[id] = .notApplicable(reason: reason)
            }
        }
        return items
    }

    @Sendable static func interrupt(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            let operation = RaiseInterrupt(
                reference, interrupt: desktop.field("interrupt") ?? "", language: desktop.field("lang"),
                key: desktop.key)
            _ = try await desktop.perform(operation)
            return ""
        }
    }

    @Sendable static func note(_ desktop: Desktop) async throws -> Reply {
        let text = desktop.field("text") ?? ""
        return try await change(desktop, note: text) { reference in
            let key = desktop.key.map {
                RequestKey(
                    $0,
                    request: [
                        "operation": .string(AddNote.name), "ref": .string(reference.text), "text": .string(text),
                    ])
            }
            let answer = try await desktop.perform(AddNote(reference, text: text, key: key))
            let masked = answer["note"]?["masked"]?.array?.compactMap(\.string) ?? []
            return masked.isEmpty ? "said=note" : "said=masked&kinds=\(Percent.encode(masked.joined(separator: ",")))"
        }
    }

    @Sendable static func assign(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            let isTaken = desktop.field("to") == "me"
            _ = try await desktop.perform(AssignCase(reference, to: isTaken ? desktop.actor.id : nil))
            return ""
        }
    }

    @Sendable static func retype(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            let scamType = try ScamType.parse(desktop.field("scam") ?? "")
            let key = desktop.key.map {
                RequestKey(
                    $0,
                    request: [
                        "operation": .string(ChangeScamType.name), "ref": .string(reference.text),
                        "scam_type": .string(scamType.rawValue),
                    ])
            }
            _ = try await desktop.perform(ChangeScamType(reference, to: scamType, key: key))
            return ""
        }
    }

    @Sendable static func close(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            let outcome = try desktop.field("outcome").map { try Outcome.parse($0) }
            let revision = desktop.field("revision").flatMap { Int($0) }
            _ = try await desktop.perform(CloseCase(reference, outcome: outcome, expectedRevision: revision))
            return ""
        }
    }

    @Sendable static func reopen(_ desktop: Desktop) async throws -> Reply {
        try await change(desktop) { reference in
            _ = try await desktop.perform(ChangeStatus(reference, to: .reopened))
            return ""
        }
    }

    /// Does the work and sends the browser to the page of the case. A refusal is told on the page, and what was typed
    /// stays; a fault of the server is left to the door.
    private static func change(
        _ desktop: Desktop, note: String = "", _ body: (CaseReference) async throws -> String
    ) async throws -> Reply {
        do {
            let reference = try CaseReference.read(desktop.call.values[0])
            var query = [try await body(reference)].filter { !$0.isEmpty }
            if let language = desktop.field("lang") { query.append("lang=\(Percent.encode(language))") }
            let suffix = query.isEmpty ? "" : "?" + query.joined(separator: "&")
            return .go(to: "/console/cases/\(reference.text)\(suffix)")
        } catch  where Problem(error).status.kind != .serverError || !note.isEmpty {
            return try await GuidePage.page(desktop, trouble: error, note: note)
        }
    }
}
