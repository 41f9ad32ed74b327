import Canonical

/// Steps that this program exported.
extension CACAOImport {
    /// A step as it was, with its blocks from the workflow.
    func restore(
        _ native: CACAONode, _ own: CACAONode, _ step: CACAONode, id: String, depth: Int, into list: inout [JSON]
    ) -> Way {
        guard var form = native.json?.object else {
            mismatch(step, id: id, "The extension holds no step.")
            return .end
        }
        var way = Way.next(step["type"]?.string == "end" ? nil : step.successor)
        if form["parallel"] != nil {
            way = restoreParallel(&form, step, id: id, depth: depth)
        } else if form["repeat"] != nil {
            way = restoreLoop(&form, step, id: id, depth: depth)
        } else if own["blocks"]?.bool == true {
            guard let (blocks, next) = branches(of: step, id: id, depth: depth) else { return .end }
            way = next
            fill(&form, blocks, step, id: id)
        }
        list.append(.object(form))
        return way
    }

    private func fill(_ form: inout JSON.Members, _ blocks: [String: Block], _ step: CACAONode, id: String) {
        var left = blocks.filter { !$0.value.steps.isEmpty }
        func take(_ key: String) -> JSON {
            if blocks[key] == nil { mismatch(step, id: id, "The branch '\(key)' is missing.") }
            return .array(left.removeValue(forKey: key)?.steps ?? [])
        }
        if let cases = form["cases"]?.array {
            form["cases"] = .array(
                cases.enumerated().map { index, option in
                    var option = option.object ?? [:]
                    let isElse = option["else"] != nil
                    option[isElse ? "else" : "then"] = take(isElse ? "default" : "case\(index + 1)")
                    return .object(option)
                })
        } else if form["wait"] != nil {
            form["on_timeout"] = take("timeout")
        } else {
            let result = ["done", "cannot"].filter { left[$0] != nil }.map { ($0, take($0)) }
            if !result.isEmpty { form["result"] = .object(JSON.Members(result, uniquingKeysWith: { one, _ in one })) }
        }
        if let other = left.keys.min() { mismatch(step, id: id, "The branch '\(other)' has no place in the step.") }
    }

    private func restoreParallel(_ form: inout JSON.Members, _ step: CACAONode, id: String, depth: Int) -> Way {
        let blocks = blocks((step["next_steps"]?.elements ?? []).map(\.string), depth: depth)
        let branches = form["branches"]?.array ?? []
        if blocks.count < branches.count || blocks.dropFirst(branches.count).contains(where: { !$0.steps.isEmpty }) {
            mismatch(step, id: id, "There are \(blocks.count) branches, not \(branches.count).")
        }
        form["branches"] = .array(
            zip(branches, blocks).map { branch, block in
                .object((branch.object ?? [:]).merging(["steps": .array(block.steps)]) { _, new in new })
            })
        return merge(blocks, successor: step.successor, of: step, id: id)
    }

    private func restoreLoop(_ form: inout JSON.Members, _ step: CACAONode, id: String, depth: Int) -> Way {
        guard let next = step.successor, let loop = steps[next], loop["type"]?.string == "while-condition", visit(next)
        else {
            mismatch(step, id: id, "Its repetition is missing.")
            return .end
        }
        let blocks = blocks([loop["on_true"]?.string], depth: depth)
        form["steps"] = .array(blocks[0].steps)
        return merge(blocks, successor: loop.successor, of: loop, id: next)
    }
}

extension CACAONode {
    /// The id that a step of ours has, when this is one.
    fileprivate static let idKeys = PlaybookReading.kinds.map(\.key) + ["as"]

    /// The names that a step of ours takes.
    var nativeNames: [String] {
        guard let native = self["step_extensions"]?[CACAO.extensionID]?["native"] else { return [] }
        return CACAONode.idKeys.compactMap { native[$0]?.string }
    }
}
