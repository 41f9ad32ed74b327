internal import Canonical
internal import Casework

/// Makes the page of a case from its guide.
struct GuideView {
    private let guide: JSON
    private let desktop: Desktop
    private let language: String?
    private let ref: String
    private let shown: Shown
    private let base: String

    init(_ guide: JSON, _ desktop: Desktop, language: String?) {
        (self.guide, self.desktop, self.language) = (guide, desktop, language)
        ref = guide["ref"]?.string ?? ""
        base = "/console/cases/\(ref)"
        shown = desktop.shown
    }

    func body(step wanted: String?, note: String) -> GuidePage.Body {
        let open = guide["open"]?.array ?? []
        let current = open.first { $0["path"]?.string == wanted } ?? open.first
        let others = open.filter { $0["path"] != current?["path"] }.map(other)
        let mandatory = guide["steps"]?["mandatory_open"]?.int ?? 0
        let isClosed = guide["status"]?.string == "CLOSED"
        let isMine = guide["assignee"]?.string == desktop.actor.id
        let interrupts = isClosed ? [] : interrupts
        let past = past
        return GuidePage.Body(
            ref: ref, title: guide["title"]?.string ?? "", priority: guide["priority"]?.string ?? "",
            level: (guide["priority"]?.string ?? "").lowercased(),
            status: shown.name(guide["status"]?.string, "case_status"), assignee: guide["assignee"]?.string,
            isMine: isMine,
            mayChange: Permission.workOnCase.isGranted(to: desktop.actor) && !isClosed, isClosed: isClosed,
            isFinished: open.isEmpty && !isClosed, mandatoryOpen: String(mandatory), hasMandatoryOpen: mandatory > 0,
            campaigns: campaigns, hasCampaigns: !campaigns.isEmpty,
            outcome: guide["outcome"]?.string.map { shown.name($0, "outcome") },
            outcomes: shown.options("outcome", chosen: guide["outcome"]?.string),
            scams: shown.options("scam_type", chosen: guide["scam_type"]?.string), interrupts: interrupts,
            hasInterrupts: !interrupts.isEmpty, languages: languages, language: spoken,
            step: isClosed ? nil : current.map(step),
            others: others, hasOthers: !others.isEmpty && !isClosed, past: past, hasPast: !past.isEmpty, note: note,
            key: Randomness.hexadecimal(12), revision: String(guide["revision"]?.int ?? 0))
    }

    /// “Phone +7 928 ***-**-67: 11 more cases this week”.
    private var campaigns: [String] {
        (guide["campaigns"]?.array ?? []).flatMap { seen -> [String] in
            func line(_ name: String, _ count: Int64?) -> String? {
                guard let count, count > 0 else { return nil }
                return "\(name): \(Words.say("moreThisWeek", desktop.tongue)) \(count)"
            }
            let type = shown.name(seen["type"]?.string, "indicator_type")
            return [
                line("\(type) \(seen["masked"]?.string ?? "")", seen["cases_this_week"]?.int),
                seen["site"]?.string.flatMap { line($0, seen["site_cases_this_week"]?.int) },
            ].compactMap(\.self)
        }
    }

    private var spoken: String { guide["guide_language"]?.string ?? "ru" }

    private var languages: [Shown.Option] {
        [("ru", "Русский"), ("en", "English")].map {
            Shown.Option(value: $0.0, label: $0.1, isChosen: $0.0 == spoken)
        }
    }

    /// The side paths, danger to life first whatever the order of the file: it has the first key on every page.
    private var interrupts: [GuidePage.SidePath] {
        let all = guide["interrupts"]?.array ?? []
        let ordered = all.filter { $0["id"] == "danger" } + all.filter { $0["id"] != "danger" }
        return ordered.enumerated().map { number, path in
            GuidePage.SidePath(
                value: path["id"]?.string ?? "", label: path["label"]?.string ?? "",
                key: number < 9 ? "F\(number + 1)" : "")
        }
    }

    private func step(_ step: JSON) -> GuidePage.Step {
        let kind = step["kind"]?.string ?? ""
        let question = Question(step, desktop.tongue)
        let isAsked = step["answer"] != nil || question.hasItems || question.hasChoices
        return GuidePage.Step(
            path: step["path"]?.string ?? "", head: Words.say(Self.heads[kind] ?? kind, desktop.tongue),
            text: step["text"]?.string ?? "", detail: step["detail"]?.string, why: step["why"]?.string,
            isMandatory: step["mandatory"]?.bool ?? false, isReview: step["review"]?.bool ?? false,
            isAction: !isAsked && kind != "say" && kind != "refer", isSpoken: kind == "say",
            isReferral: kind == "refer",
            hasOtherWay: ["do", "refer", "wait", "checklist"].contains(kind),
            due: shown.moment(step["deadline"]?["due_at"]?.string), question: question,
            typed: desktop.field("step") == step["path"]?.string ? desktop.field("answer") ?? "" : "",
            key: Randomness.hexadecimal(12))
    }

    private static let heads = [
        "say": "sayAloud", "ask": "ask", "do": "doIt", "checklist": "check", "decide": "decide", "wait": "wait",
        "refer": "refer", "escalate": "escalate",
    ]

    private func other(_ step: JSON) -> GuidePage.Other {
        let path = step["path"]?.string ?? ""
        return GuidePage.Other(
            address: address("step", path),
            head: Words.say(Self.heads[step["kind"]?.string ?? ""] ?? "", desktop.tongue),
            text: step["text"]?.string ?? "", isMandatory: step["mandatory"]?.bool ?? false,
            due: shown.moment(step["deadline"]?["due_at"]?.string))
    }

    /// What was done, the last thing first.
    private var past: [GuidePage.Past] {
        let mayCorrect = Permission.workOnCase.isGranted(to: desktop.actor) && guide["status"]?.string != "CLOSED"
        return (guide["trail"]?.array ?? []).reversed().compactMap { step in
            guard let text = step["text"]?.string else { return nil }
            let isAnswered = step["answer"] != nil
            return GuidePage.Past(
                text: text, answer: step["answer"].map { Self.text(of: $0, step) },
                correct: isAnswered && mayCorrect
                    ? "\(base)/correct?step=\(Percent.encode(step["path"]?.string ?? ""))&lang=\(spoken)" : nil)
        }
    }

    /// An answer as a person reads it.
    static func text(of answer: JSON, _ step: JSON) -> String {
        if let label = step["answer_label"]?.string { return label }
        switch answer {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .array(let values): return values.map { text(of: $0, .null) }.joined(separator: ", ")
        case .object:
            guard let minor = answer["minor"]?.int, let currency = answer["currency"]?.string else {
                return answer.canonicalText
            }
            return "\(minor / 100) \(currency)"
        default: return answer.canonicalText
        }
    }

    private func address(_ name: String, _ value: String) -> String {
        "\(base)?\(name)=\(Percent.encode(value))" + (language.map { "&lang=\($0)" } ?? "")
    }
}
