import Canonical

/// The pages of `docs/playbooks`: one a playbook, and an index, in Markdown, from the files themselves.
///
/// A page holds the graph, the clocks, the steps with the beginning of their words, the facts, the days of review and the
/// scenarios. Nothing in it depends on the day or the machine, so that a page is up to date when it is the same text.
public struct PlaybookPages: Sendable {
    private let playbooks: [LoadedPlaybook]
    private let callers: [String: [String]]
    private let folder: String
    private static let english: Language = "en"
    private static let russian: Language = "ru"
    /// The most characters of a step's words on a page: the file has the rest.
    private static let shown = 110

    /// The pages of a library.
    ///
    /// - Parameter folder: The way from the pages to the folder that the files' names begin in.
    public init(_ playbooks: [LoadedPlaybook], folder: String) {
        self.playbooks = playbooks.sorted {
            ($0.playbook.id, $0.playbook.version) < ($1.playbook.id, $1.playbook.version)
        }
        self.folder = folder
        var callers: [String: Set<String>] = [:]
        for loaded in playbooks {
            for call in loaded.playbook.calls { callers[call.playbook, default: []].insert(loaded.playbook.id) }
        }
        self.callers = callers.mapValues { $0.sorted() }
    }

    /// Every page by its file name.
    public var pages: [String: String] {
        var pages = ["README.md": index]
        for loaded in playbooks { pages["\(loaded.playbook.id).md"] = page(loaded) }
        return pages
    }

    // MARK: - The index

    private var index: String {
        var lines = [
            "# The playbooks", "", "Made by `redress playbook pages` from the files in `Playbooks/`; do not edit.", "",
        ]
        for (title, isModule) in [("Playbooks", false), ("Modules", true)] {
            lines += [
                "## \(title)", "",
                "| playbook | что это | where | steps | words a sentence ru, en | unchecked | review by |",
            ]
            lines.append("|---|---|---|---|---|---|---|")
            for loaded in playbooks where loaded.playbook.isModule == isModule {
                let playbook = loaded.playbook
                let steps = playbook.allSteps
                let reading = playbook.readability
                let averages = [Self.russian, Self.english].compactMap { reading[$0]?.average }.joined(separator: ", ")
                let unchecked = steps.count { $0.step.sources.contains("K") }
                lines.append(
                    row([
                        "[\(playbook.title.wording(in: Self.english))](\(playbook.id).md)",
                        playbook.title.wording(in: Self.russian),
                        playbook.jurisdictions?.joined(separator: ", ") ?? "all", "\(steps.count)", averages,
                        "\(unchecked)", firstReview(playbook)?.description ?? "–",
                    ]))
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private func firstReview(_ playbook: Playbook) -> Day? {
        let days =
            playbook.allSteps.compactMap { $0.step.reviewBy.flatMap { Day($0) } }
            + [playbook.reviewBy].compactMap { $0 }
        return days.min { $0.number < $1.number }
    }

    // MARK: - One page

    private func page(_ loaded: LoadedPlaybook) -> String {
        let playbook = loaded.playbook
        return
            (head(loaded) + graph(playbook) + clocks(playbook) + steps(playbook) + facts(playbook)
            + scenarios(playbook)).joined(separator: "\n") + "\n"
    }

    private func head(_ loaded: LoadedPlaybook) -> [String] {
        let playbook = loaded.playbook
        var lines = [
            "# \(playbook.title.wording(in: Self.english)) · \(playbook.title.wording(in: Self.russian))", "",
            "`\(playbook.id)` \(playbook.version) · \(playbook.jurisdictions?.joined(separator: ", ") ?? "everywhere")"
                + " · [the file](\(folder)\(loaded.file))", "",
        ]
        if let applies = playbook.applies { lines += ["Fits when `\(applies.source)`.", ""] }
        let called = Set(playbook.calls.map(\.playbook)).sorted()
        if !called.isEmpty { lines += ["Calls \(links(called)).", ""] }
        if let callers = callers[playbook.id] { lines += ["Called by \(links(callers)).", ""] }
        return lines
    }

    private func links(_ ids: [String]) -> String {
        ids.map { "[\($0)](\($0).md)" }.joined(separator: ", ")
    }

    private func graph(_ playbook: Playbook) -> [String] {
        ["## Graph", "", "```mermaid", PlaybookGraph.outline(playbook) + "```", ""]
    }

    private func clocks(_ playbook: Playbook) -> [String] {
        let tongue = Tongue(language: Self.english)
        let rows = playbook.allSteps.compactMap { _, step -> String? in
            if let deadline = step.deadline { return row(["`\(step.id)`", tongue.deadline(deadline)]) }
            if case .wait(let wait) = step.kind { return row(["`\(step.id)`", "waits \(tongue.offset(wait.until))"]) }
            return nil
        }
        return rows.isEmpty ? [] : ["## Deadlines", "", "| step | clock |", "|---|---|"] + rows + [""]
    }

    private func steps(_ playbook: Playbook) -> [String] {
        ["## Steps", "", "| step | | English | по-русски | facts |", "|---|---|---|---|---|"]
            + playbook.allSteps.map { path, step in
                let depth = path.split(separator: "/").count - 2
                let side = path.hasPrefix("interrupts/") ? "⚡ " : ""
                return row([
                    "\(side)\(String(repeating: "· ", count: max(0, min(depth, 12))))`\(step.id)`",
                    step.kindKey + (step.isMandatory ? " !" : ""), words(of: step, in: Self.english),
                    words(of: step, in: Self.russian), step.sources.joined(separator: " "),
                ])
            } + [
                "",
                "`!`: a case is not closed while the step is open. `⚡`: a side path. `{{…}}`: a value of the case, or of the jurisdiction's parameters.",
                "",
            ]
    }

    private func words(of step: Step, in language: Language) -> String {
        if case .call(let call) = step.kind { return language == Self.english ? links([call.playbook]) : "" }
        if case .end(let end) = step.kind {
            return language == Self.english ? end.outcome.map { "`\($0.source)`" } ?? "" : ""
        }
        guard let text = step.mainText else { return "" }
        let words = text.wording(in: language)
        guard words.count > Self.shown else { return words }
        let cut = words.prefix(Self.shown)
        return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + " …"
    }

    private func facts(_ playbook: Playbook) -> [String] {
        var users: [String: [String]] = [:]
        for (_, step) in playbook.allSteps { for source in step.sources { users[source, default: []].append(step.id) } }
        if users.isEmpty { return [] }
        var lines = ["## Facts and days of review", ""]
        let cited = users.keys.filter { $0 != "K" }.sorted()
        if !cited.isEmpty { lines += ["Rests on \(cited.joined(separator: ", ")).", ""] }
        if let unchecked = users["K"] {
            lines += ["Not checked by anybody yet (`K`): \(unchecked.map { "`\($0)`" }.joined(separator: ", ")).", ""]
        }
        var days: [String: Int] = [:]
        for (_, step) in playbook.allSteps where !step.sources.isEmpty {
            days[step.reviewBy ?? playbook.reviewBy?.description ?? "no day", default: 0] += 1
        }
        lines +=
            ["| review by | steps |", "|---|---|"]
            + days.sorted { $0.key < $1.key }.map { row([$0.key, "\($0.value)"]) }
        return lines + [""]
    }

    private func scenarios(_ playbook: Playbook) -> [String] {
        if playbook.scenarios.isEmpty { return [] }
        return ["## Scenarios", ""] + playbook.scenarios.map { "* \($0.name)" }
    }

    private func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }.joined(separator: " | ") + " |"
    }
}
