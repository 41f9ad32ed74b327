public import Canonical

/// What changed between two versions of a playbook, step by step, for structure and for wording apart.
///
/// Steps are told apart by their ids. ``structure`` is empty exactly when the structure digests of two checked versions
/// are equal; then running cases can follow. Both versions must be ones that the checker accepts: ids are unique there.
public struct PlaybookDiff: Sendable, Equatable {
    /// One thing that changed.
    public struct Change: Sendable, Hashable {
        /// What happened to it.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// Only the new version has it.
            case added
            /// Only the old version has it.
            case removed
            /// It stands in another block, or in another place of its block.
            case moved
            /// It has another value.
            case changed
        }
        /// What happened.
        public let kind: Kind
        /// The id of the step; nil for the playbook itself.
        public let step: String?
        /// The key that changed: `deadline.within`, `cases[0].when`, `text.ru`; nil for a step as a whole.
        public let field: String?
        /// What it was; of a step that moved, where it stood.
        public let old: JSON?
        /// What it is; of a step that moved, where it stands.
        public let new: JSON?
        /// Where the step begins in the new file, in the old one when it was removed.
        public let place: Place?
    }

    /// The names of the versions.
    public let from: Library.Key
    /// The names of the versions.
    public let to: Library.Key
    /// What steers a run: steps, their order, conditions, types, clocks.
    public let structure: [Change]
    /// The wording of what both versions have. The words of a new step are in its own change.
    public let text: [Change]
    /// What neither steers nor is shown: version, sources, days of review, scenarios.
    public let aside: [Change]

    /// Compares two versions.
    public init(from old: Playbook, to new: Playbook) {
        from = old.key
        to = new.key
        let (left, right) = (DiffSide(old), DiffSide(new))
        let comparison = DiffComparison(left, right)
        structure = comparison.header + comparison.steps
        text = comparison.texts
        aside = comparison.aside
    }

    /// Whether there is no difference at all.
    public var isEmpty: Bool { structure.isEmpty && text.isEmpty && aside.isEmpty }
    /// Whether something changed, and nothing that steers a run: running cases can follow without a plan.
    public var isTextOnly: Bool { structure.isEmpty && !isEmpty }
}

extension PlaybookDiff {
    /// The contract of `playbook diff --json`.
    public var json: JSON {
        func name(_ key: Library.Key) -> JSON {
            ["playbook": .string(key.id), "version": .string(key.version.description)]
        }
        return [
            "from": name(from), "to": name(to), "text_only": .bool(isTextOnly), "identical": .bool(isEmpty),
            "structure": .array(structure.map(\.json)), "text": .array(text.map(\.json)),
            "aside": .array(aside.map(\.json)),
        ]
    }

    /// The same for people, a line for each change under a heading for each part that has some.
    public var lines: [String] {
        if isEmpty { return ["\(from.id) \(from.version) and \(to.id) \(to.version) are the same."] }
        var lines = ["\(from.id) \(from.version) → \(to.id) \(to.version)"]
        if isTextOnly { lines[0] += ": wording only, running cases can follow" }
        for (title, changes) in [("structure", structure), ("text", text), ("aside", aside)] where !changes.isEmpty {
            lines.append("\(title):")
            lines += changes.map { "  " + $0.line }
        }
        return lines
    }
}

extension PlaybookDiff.Change {
    /// `{"change", "step", "field", "old", "new", "line"}`; what does not apply is absent.
    public var json: JSON {
        .members([
            "change": .string(kind.rawValue), "step": step.map { .string($0) }, "field": field.map { .string($0) },
            "old": old, "new": new, "line": place.map { .int(Int64($0.line)) },
        ])
    }

    /// `~ call_bank deadline.within: 15m → 10m`
    public var line: String {
        let sign =
            switch kind {
            case .added: "+"
            case .removed: "-"
            case .moved: ">"
            case .changed: "~"
            }
        let name = [step, field].compactMap { $0 }.joined(separator: " ")
        func words(_ json: JSON?) -> String { json.map { $0.string ?? $0.canonicalText } ?? "nothing" }
        if kind == .changed || kind == .moved { return "\(sign) \(name): \(words(old)) → \(words(new))" }
        if field != nil { return "\(sign) \(name): \(words(new ?? old))" }
        let what = (new ?? old)?["kind"]?.string.map { " (\($0))" } ?? ""
        return "\(sign) \(name)\(what)"
    }
}
