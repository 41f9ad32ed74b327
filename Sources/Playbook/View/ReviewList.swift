public import Canonical

/// What people must look at: steps and parameters that rest on general knowledge, and those whose day has come.
public struct ReviewList: Sendable {
    /// Who must look.
    public enum Reader: String, Sendable, Hashable, CaseIterable {
        /// For law, banks, operators and offices.
        case lawyer
        /// For words that touch distress and support.
        case psychologist
    }

    /// One step or parameter.
    public struct Item: Sendable, Hashable {
        /// The day by which it must be looked at; nil when nobody set one.
        public var due: Day?
        /// Who must look.
        public var reader: Reader
        /// Whether it rests on knowledge that nobody has checked.
        public var isUnchecked: Bool
        /// The playbook and its version, or `parameters/RU`.
        public var playbook: String
        /// The version.
        public var version: Version
        /// The path of the step, or the name of the parameter.
        public var path: String
        /// What it rests on.
        public var sources: [String]
        /// Its words.
        public var text: Text?
        /// The file and the line.
        public var file: String
        /// Where it stands.
        public var place: Place

        /// The contract of `playbook review --json`.
        public var json: JSON {
            .members([
                "due": due.map { .string($0.description) }, "reader": .string(reader.rawValue),
                "unchecked": .bool(isUnchecked), "playbook": .string(playbook),
                "version": .string(version.description), "path": .string(path),
                "sources": .array(sources.map(JSON.string)), "text": text.map(Canonicalizer.json),
                "file": .string(file), "line": .int(Int64(place.line)),
            ])
        }
    }

    /// The items, those that are due first; what has no day comes last.
    public let items: [Item]

    /// All that rests on `K`, and all that falls due by a day.
    public init(_ playbooks: [LoadedPlaybook], parameters: [(set: ParameterSet, file: String)] = [], by day: Day) {
        var items: [Item] = []
        for loaded in playbooks { items += ReviewList.items(of: loaded, by: day) }
        for (set, file) in parameters { items += ReviewList.items(of: set, file: file, by: day) }
        self.items = items.sorted { left, right in
            let (a, b) = (left.due?.number ?? .max, right.due?.number ?? .max)
            return (a, left.playbook, left.file, left.place) < (b, right.playbook, right.file, right.place)
        }
    }

    private static func items(of loaded: LoadedPlaybook, by day: Day) -> [Item] {
        let playbook = loaded.playbook
        let cited = playbook.allSteps.flatMap(\.step.sources).filter { $0 != "K" }
        let usual = reader(of: cited) ?? .lawyer
        return playbook.allSteps.compactMap { path, step in
            let due = step.reviewBy.flatMap { Day($0) } ?? playbook.reviewBy
            let isUnchecked = step.sources.contains("K")
            let isDue = !step.sources.isEmpty && due.map { $0 <= day } == true
            guard isUnchecked || isDue else { return nil }
            return Item(
                due: due, reader: reader(of: step.sources.filter { $0 != "K" }) ?? usual, isUnchecked: isUnchecked,
                playbook: playbook.id, version: playbook.version, path: path, sources: step.sources,
                text: step.mainText ?? step.detail, file: loaded.file, place: step.place)
        }
    }

    private static func items(of set: ParameterSet, file: String, by day: Day) -> [Item] {
        set.values.values.compactMap { parameter in
            let due = parameter.reviewBy ?? set.reviewBy
            let isUnchecked = parameter.sources.contains("K")
            guard isUnchecked || (!parameter.sources.isEmpty && due.map { $0 <= day } == true) else { return nil }
            return Item(
                due: due, reader: reader(of: parameter.sources.filter { $0 != "K" }) ?? .lawyer,
                isUnchecked: isUnchecked, playbook: "parameters/\(set.jurisdiction)", version: set.version,
                path: parameter.name, sources: parameter.sources, text: parameter.words, file: file,
                place: parameter.place)
        }
    }

    /// Who reads what rests on these facts: `S-` facts are about people, all others about rules. Nil without facts.
    private static func reader(of sources: [String]) -> Reader? {
        if sources.isEmpty { return nil }
        let people = sources.count { $0.hasPrefix("S-") }
        return people * 2 >= sources.count ? .psychologist : .lawyer
    }

    /// The contract of `playbook review --json`.
    public var json: JSON {
        [
            "items": .array(items.map(\.json)), "unchecked": .int(Int64(items.count(where: \.isUnchecked))),
            "by_reader": .object(
                JSON.Members(
                    uniqueKeysWithValues: Reader.allCases.map { reader in
                        (reader.rawValue, .int(Int64(items.count { $0.reader == reader })))
                    })),
        ]
    }
}
