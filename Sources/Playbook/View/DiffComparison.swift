import Canonical

/// Compares two playbooks that are taken apart.
struct DiffComparison {
    private let old: DiffSide
    private let new: DiffSide
    /// Blocks of the new playbook by the names that they have in the old one.
    private let names: [String: String]

    /// Compares `old` with `new`.
    init(_ old: DiffSide, _ new: DiffSide) {
        self.old = old
        self.new = new
        names = DiffComparison.matchedCases(old, new)
    }

    /// What changed of the playbook itself.
    var header: [PlaybookDiff.Change] { changes(nil, old.header, new.header, nil) }

    /// Steps that went, came, moved or changed: in the order of the new file, those that went first.
    var steps: [PlaybookDiff.Change] {
        var changes: [PlaybookDiff.Change] = []
        for id in old.order where new.parts[id] == nil {
            guard let part = old.parts[id] else { continue }
            changes.append(
                .init(kind: .removed, step: id, field: nil, old: part.whole, new: nil, place: part.step.place))
        }
        let moved = self.moved
        for id in new.order {
            guard let part = new.parts[id] else { continue }
            let place = part.step.place
            guard let before = old.parts[id] else {
                changes.append(.init(kind: .added, step: id, field: nil, old: nil, new: part.whole, place: place))
                continue
            }
            if moved.contains(id) {
                changes.append(
                    .init(
                        kind: .moved, step: id, field: nil, old: .string(position(of: id, in: old)),
                        new: .string(position(of: id, in: new)), place: place))
            }
            changes += self.changes(id, before.structure, part.structure, place)
        }
        return changes
    }

    /// Wording of steps that both have, and of the playbook itself.
    var texts: [PlaybookDiff.Change] {
        let (before, after) = (old.texts, new.texts)
        let (left, right) = (Dictionary(grouping: before) { $0.key.step }, Dictionary(grouping: after) { $0.key.step })
        func part(_ side: [String?: [(key: DiffSide.TextKey, value: JSON)]], _ step: String?) -> JSON.Members {
            JSON.Members((side[step] ?? []).map { ($0.key.field, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        var changes = self.changes(nil, part(left, nil), part(right, nil), nil)
        for id in new.order where old.parts[id] != nil {
            changes += self.changes(id, part(left, id), part(right, id), new.parts[id]?.step.place)
        }
        return changes
    }

    /// Version, sources, days of review, scenarios.
    var aside: [PlaybookDiff.Change] {
        var changes = self.changes(nil, old.asideOfPlaybook, new.asideOfPlaybook, nil)
        for id in new.order {
            guard let before = old.parts[id], let after = new.parts[id] else { continue }
            changes += self.changes(id, before.aside, after.aside, after.step.place)
        }
        return changes
    }

    private func changes(_ step: String?, _ before: JSON.Members, _ after: JSON.Members, _ place: Place?)
        -> [PlaybookDiff.Change]
    {
        Set(before.keys).union(after.keys).sorted().compactMap { field in
            let (one, other) = (before[field], after[field])
            if one == other { return nil }
            let kind: PlaybookDiff.Change.Kind = one == nil ? .added : other == nil ? .removed : .changed
            return .init(kind: kind, step: step, field: field, old: one, new: other, place: place)
        }
    }

    private func position(of id: String, in side: DiffSide) -> String {
        guard let part = side.parts[id], let index = side.blocks[part.block]?.firstIndex(of: id) else { return "" }
        return "\(part.block)[\(index)]"
    }
}

extension DiffComparison {
    /// The steps that both have and that stand in another block, or in another order among those that stay.
    private var moved: Set<String> {
        var moved: Set<String> = []
        for (block, ids) in new.blocks {
            let before = old.blocks[names[block] ?? block] ?? []
            let places = Dictionary(before.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            let common = ids.filter { old.parts[$0] != nil }
            moved.formUnion(common.filter { places[$0] == nil })
            let staying = common.filter { places[$0] != nil }
            let kept = Set(DiffComparison.longestRise(staying.compactMap { places[$0] }))
            moved.formUnion(staying.filter { !kept.contains(places[$0] ?? -1) })
        }
        return moved
    }

    /// One of the longest rising selections of different numbers: what can stay where it is.
    static func longestRise(_ numbers: [Int]) -> [Int] {
        var ends: [Int] = []
        var previous = Array(repeating: -1, count: numbers.count)
        for (index, number) in numbers.enumerated() {
            let position = ends.firstIndex { numbers[$0] > number } ?? ends.count
            if position > 0 { previous[index] = ends[position - 1] }
            if position == ends.count { ends.append(index) } else { ends[position] = index }
        }
        var rise: [Int] = []
        var index = ends.last ?? -1
        while index >= 0 {
            rise.append(numbers[index])
            index = previous[index]
        }
        return rise.reversed()
    }

    /// The cases of decisions that both have, so that a new case in front does not move the steps of all others.
    private static func matchedCases(_ old: DiffSide, _ new: DiffSide) -> [String: String] {
        var names: [String: String] = [:]
        for (id, part) in new.parts {
            guard case .decide(let after) = part.step.kind, case .decide(let before)? = old.parts[id]?.step.kind else {
                continue
            }
            var free = Array(before.cases.indices)
            var open: [Int] = []
            for (index, option) in after.cases.enumerated() {
                if let match = free.firstIndex(where: { before.cases[$0].when?.source == option.when?.source }) {
                    names[name(id, after, index)] = name(id, before, free.remove(at: match))
                } else {
                    open.append(index)
                }
            }
            for index in open {
                names[name(id, after, index)] =
                    free.isEmpty ? "\(id)/new\(index)" : name(id, before, free.removeFirst())
            }
        }
        return names
    }

    private static func name(_ id: String, _ decision: Step.Decision, _ index: Int) -> String {
        "\(id)/\(decision.cases[index].when == nil ? "else" : "case\(index + 1)")"
    }
}
