public import Canonical

extension Simulation {
    /// One thing that happened, for people.
    public struct Line: Sendable, Hashable {
        /// When.
        public let at: Timestamp
        /// The stable name of the event: ``RunEvent/name``.
        public let event: String
        /// The step, when it is about one.
        public let path: StepPath?
        /// What it says: the words of the step that opens, the answer, the way that was taken.
        public let words: String

        /// `2026-01-10T09:00:00Z  answered  money_way  Наличные курьеру`
        public var text: String {
            [at.wholeSecondsText, event, path?.text ?? "", words].filter { !$0.isEmpty }.joined(separator: "  ")
        }

        /// `{"at", "event", "path", "words"}`
        public var json: JSON {
            .members([
                "at": .string(at.description), "event": .string(event), "path": path.map { .string($0.text) },
                "words": words.isEmpty ? nil : .string(words),
            ])
        }
    }

    /// What happened so far, event by event.
    public var transcript: [Line] {
        events.map { Line(at: $0.at, event: $0.name, path: $0.path, words: words(of: $0)) }
    }

    private func words(of event: RunEvent) -> String {
        let tongue = Tongue(language: language)
        switch event.kind {
        case .activated(let path), .shown(let path, _), .escalated(_, _, let path):
            return program.step(at: path)?.mainText?.wording(in: language) ?? ""
        case .answered(let path, let answer, _, _): return words(of: answer, at: path)
        case .corrected(let path, let old, let new, _, let reason):
            return "\(words(of: old, at: path)) → \(words(of: new, at: path)) (\(reason))"
        case .decided(let path, _, let chosen, let reason):
            return [way(chosen, at: path, tongue), reason ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
        case .itemChecked(_, let item, .done): return item
        case .itemChecked(_, let item, .notApplicable(let reason)): return "\(item): \(reason)"
        case .actionReported(_, .cannot(let reason)), .skipped(_, let reason): return reason
        case .actionReported(_, .done): return "done"
        case .referred(_, let to, _, let reference):
            return [to, reference ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        case .waitSatisfied(_, let values):
            return values.sorted { $0.key < $1.key }
                .map { "\($0.key) = \($0.value.words(in: language, as: nil))" }.joined(separator: ", ")
        case .interruptRaised(let id, _), .interruptEnded(let id, _): return id
        case .timerFired(_, let rung):
            return [rung.description, rung.role.map(tongue.role) ?? ""].filter { !$0.isEmpty }.joined(separator: " → ")
        case .clockSet(_, let clock): return clock.due.wholeSecondsText
        case .branchCalledOff(_, let branch): return branch
        case .ended(let outcome): return outcome ?? ""
        case .timersPaused(let reason): return reason
        case .migrated(let migration): return "\(migration.from.version) → \(migration.to.version)"
        case .started, .learned, .reconfirmed, .timersResumed, .notApplicable, .reopened: return ""
        }
    }

    private func words(of answer: Answer, at path: StepPath) -> String {
        guard case .value(let value) = answer, case .ask(let ask)? = program.step(at: path)?.kind else {
            if case .none(let none) = answer { return none.rawValue }
            return ""
        }
        return value.words(in: language, as: ask.type)
    }

    private func way(_ chosen: Int?, at path: StepPath, _ tongue: Tongue) -> String {
        guard let chosen, case .decide(let decision)? = program.step(at: path)?.kind,
            decision.cases.indices.contains(chosen), let playbook = program.playbook(of: path)
        else { return "—" }
        return SketchBook(playbook, language).label(of: decision.cases[chosen])
    }
}
