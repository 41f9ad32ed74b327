internal import Canonical
internal import Casework
internal import Hummingbird

/// The queue: most urgent first, what is overdue in red.
enum QueuePage {
    private struct Line {
        let ref: String
        let priority: String
        let level: String
        let scam: String
        let status: String
        let assignee: String?
        let next: Shown.Moment?
        let opened: Shown.Moment?
        let steps: String
    }
    private struct Tab {
        let label: String
        let address: String
        let isCurrent: Bool
    }
    private struct Body {
        let tabs: [Tab]
        let lines: [Line]
        let isEmpty: Bool
        let next: String?
    }

    private static let views: [(name: String, query: String)] = [
        ("mine", "view=mine"), ("free", "view=free"), ("everyone", "view=everyone"), ("overdue", "view=overdue"),
        ("closedToo", "view=closedToo"),
    ]

    @Sendable static func show(_ desktop: Desktop) async throws -> Reply {
        let view = desktop.call.parameter("view") ?? "everyone"
        var filter = ListCases.Filter()
        switch view {
        case "mine": filter.assignee = desktop.actor.id
        case "free": filter.assignee = "-"
        case "overdue": filter.isOverdue = true
        case "closedToo": filter.includesClosed = true
        default: break
        }
        filter.after = desktop.call.parameter("cursor").flatMap(ListCases.Cursor.init)
        return try await list(filter, view, desktop)
    }

    /// By phone: in a form's body, so that neither the history nor a log keeps it.
    @Sendable static func search(_ desktop: Desktop) async throws -> Reply {
        var filter = ListCases.Filter()
        do {
            filter.phone = try CaseRoutes.phone(desktop.field("phone") ?? "", in: "RU")
        } catch {
            return try await list(ListCases.Filter(), "everyone", desktop, trouble: desktop.told(error))
        }
        filter.includesClosed = true
        return try await list(filter, "", desktop)
    }

    /// By number: a mistyped one is told on the queue.
    @Sendable static func find(_ desktop: Desktop) async throws -> Reply {
        do {
            let text = String((desktop.call.parameter("ref") ?? "")[...].trimmed)
            return .go(to: "/console/cases/\(try CaseReference.read(text).text)")
        } catch {
            return try await list(ListCases.Filter(), "everyone", desktop, trouble: desktop.told(error))
        }
    }

    private static func list(_ filter: ListCases.Filter, _ view: String, _ desktop: Desktop, trouble: String? = nil)
        async throws -> Reply
    {
        let answer: JSON
        do { answer = try await desktop.perform(ListCases(filter)) } catch let error as DeskError {
            let empty = Body(tabs: [], lines: [], isEmpty: true, next: nil)
            return Page.reply(
                "queue", desktop.frame(trouble: desktop.told(error)), empty, status: Problem(error).status)
        }
        let lines = (answer["cases"]?.array ?? []).map { line($0, desktop.shown) }
        let tabs = views.map { name, query in
            Tab(label: Words.say(name, desktop.tongue), address: "/console?\(query)", isCurrent: name == view)
        }
        let next = answer["next"]?.string.map { "/console?view=\(view)&cursor=\(Percent.encode($0))" }
        let body = Body(tabs: tabs, lines: lines, isEmpty: lines.isEmpty, next: next)
        return Page.reply(
            "queue", desktop.frame(trouble: trouble), body, status: trouble == nil ? .ok : .unprocessableContent)
    }

    private static func line(_ current: JSON, _ shown: Shown) -> Line {
        let priority = current["priority"]?.string ?? ""
        let steps = current["steps"]
        return Line(
            ref: current["ref"]?.string ?? "", priority: priority, level: priority.lowercased(),
            scam: shown.name(current["scam_type"]?.string, "scam_type"),
            status: shown.name(current["status"]?.string, "case_status"), assignee: current["assignee"]?.string,
            next: shown.moment(current["next_due_at"]?.string), opened: shown.moment(current["opened_at"]?.string),
            steps: "\(steps?["done"]?.int ?? 0) / \((steps?["done"]?.int ?? 0) + (steps?["open"]?.int ?? 0))")
    }
}
