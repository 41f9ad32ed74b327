import Canonical

/// Makes a playbook of this desk of a CACAO file that ``CACAOCheck`` found sound.
///
/// Each step is looked at once. Branches are followed to their ends or to the step where they meet again; what cannot
/// be written as blocks is refused.
final class CACAOImport {
    /// The most blocks in each other: what the reader of playbooks takes, and what the stack bears.
    static let maximumDepth = 14

    /// The file.
    let root: CACAONode
    /// What was found.
    let log: FindingLog
    /// What the import may do.
    let options: CACAO.Options
    /// The steps by identifier.
    let steps: [String: CACAONode]
    /// The languages under which foreign words stand.
    let languages: [String]
    /// What the extension says of the playbook; nil when somebody else wrote it.
    let shell: JSON?
    /// How many ways lead to the steps to which more than one does.
    private(set) var joins: [String: Int] = [:]
    private var visited: Set<String> = []
    private var names: Set<String> = []
    private var numbers: [String: Int] = [:]
    /// The question that gives each variable its value, where it surely was asked.
    var asked: [String: Question] = [:]
    private(set) var hasFailed = false

    /// A question that stands for a variable.
    struct Question {
        /// The id of the step.
        var id: String
        /// What the variable holds.
        var type: String
    }

    /// Steps up to an end, or up to a step where other ways arrive as well.
    struct Block {
        var steps: [JSON] = []
        /// Where other ways arrive; nil when the block is at its end.
        var join: String?
        /// How many of the ways of this block arrive there.
        var arrivals = 0
    }

    /// Where the walk goes on behind a step.
    enum Way {
        /// To this step, or to the end when there is none.
        case next(String?)
        /// To a step where all ways have met.
        case into(String)
        /// To a step where ways from outside of this block arrive too; so many arrive from here.
        case join(String, Int)
        /// The block ends.
        case end
    }

    /// Begins with a file that was checked.
    init(_ root: CACAONode, log: FindingLog, options: CACAO.Options) {
        (self.root, self.log, self.options) = (root, log, options)
        let members = root["workflow"]?.members ?? []
        steps = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        shell = root["playbook_extensions"]?[CACAO.extensionID]?["playbook"]?.json
        let own = shell?["languages"]?.array?.compactMap(\.string)
        languages = own ?? options.languages.map(\.code)
        for member in members {
            names.formUnion(member.value.nativeNames)
            for edge in member.value.edges where steps[edge.target]?["type"]?.string != "end" {
                joins[edge.target, default: 0] += 1
            }
        }
        joins = joins.filter { $0.value > 1 }
    }

    /// The playbook; nil and a finding when it cannot be written as one.
    func playbook() -> Playbook? {
        let form = shell.flatMap(restored) ?? foreign()
        checkNothingIsLost()
        guard !hasFailed else { return nil }
        let playbook: Playbook
        do {
            playbook = try PlaybookFile.load(canonical: form.canonicalBytes)
        } catch {
            refuse(error.findings)
            return nil
        }
        // JSON may hold characters that no file of ours does; what is imported is a file of ours.
        let mistakes = PlaybookFile.read(PlaybookSource(file: "", bytes: form.canonicalBytes)).log.findings
            .filter { $0.severity == .error }
        guard mistakes.isEmpty else {
            refuse(mistakes)
            return nil
        }
        if shell != nil { compare(playbook) }
        return playbook
    }

    private func refuse(_ findings: [Finding]) {
        for finding in findings {
            fail("bad-import", at: root.place, path: finding.path, finding.message, hint: finding.hint)
        }
    }

    /// A step that no block has taken in would be lost without a word.
    private func checkNothingIsLost() {
        guard !hasFailed else { return }
        let left = steps.filter { $0.value["type"]?.string != "end" && !visited.contains($0.key) }
        guard let (id, step) = left.min(by: { $0.value.place < $1.value.place }) else { return }
        fail(
            "not-block-structured", at: step.place, path: "workflow/\(id)",
            "This step belongs to no block: the ways that lead to it do not meet where they parted.",
            hint: "Let each branch end in an end step of its own.")
    }

    /// Adds an error and ends the import.
    func fail(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        hasFailed = true
        log.add(code, at: place, path: path, message: message, hint: hint)
    }

    /// Adds a warning.
    func warn(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, .warning, at: place, path: path, message: message, hint: hint)
    }
}

// MARK: - The walk

extension CACAOImport {
    /// The steps from `start` on.
    func block(_ start: String?, depth: Int) -> Block {
        var block = Block()
        var next = start
        var entered: String?
        while let id = next, let step = steps[id], !hasFailed {
            if joins[id] != nil, entered != id {
                (block.join, block.arrivals) = (id, 1)
                return block
            }
            // Whose ends a playbook does not keep apart are ends all the same.
            guard step["type"]?.string == "end" || visit(id), isShallow(depth, step, id) else { break }
            switch read(step, id: id, depth: depth, into: &block.steps) {
            case .next(let other): next = other
            case .into(let other): (next, entered) = (other, other)
            case .join(let other, let arrivals):
                (block.join, block.arrivals) = (other, arrivals)
                return block
            case .end: return block
            }
        }
        return block
    }

    private func isShallow(_ depth: Int, _ step: CACAONode, _ id: String) -> Bool {
        if depth <= CACAOImport.maximumDepth { return true }
        fail(
            "too-deep", at: step.place, path: "workflow/\(id)",
            "The branches are more than \(CACAOImport.maximumDepth) levels deep.")
        return false
    }

    /// Notes that a step was looked at; false and a finding when it was before.
    func visit(_ id: String) -> Bool {
        if visited.insert(id).inserted { return true }
        fail(
            "not-block-structured", at: steps[id]?.place ?? root.place, path: "workflow/\(id)",
            "Two ways that do not belong together lead to this step.",
            hint: "Let each branch end in an end step of its own.")
        return false
    }

    /// The blocks of several branches; what is asked in one of them is not known behind them.
    func blocks(_ starts: [String?], depth: Int) -> [Block] {
        let before = asked
        var result: [Block] = []
        var touched: Set<String> = []
        for start in starts {
            asked = before
            result.append(block(start, depth: depth + 1))
            touched.formUnion(asked.filter { before[$0.key]?.id != $0.value.id }.map(\.key))
        }
        asked = before.filter { !touched.contains($0.key) }
        return result
    }

    /// Where the walk goes on behind branches.
    func merge(_ blocks: [Block], successor: String?, of step: CACAONode, id: String) -> Way {
        let targets = Set(blocks.compactMap(\.join))
        guard let target = targets.first else { return .next(successor) }
        let isCommon = successor == target || successor == nil && blocks.allSatisfy { $0.join == target }
        guard targets.count == 1, isCommon else {
            if !hasFailed {
                fail(
                    "not-block-structured", at: step.place, path: "workflow/\(id)",
                    "The branches of this step go on in different places.",
                    hint: "Let each branch end in an end step of its own.")
            }
            return .end
        }
        let arrivals = blocks.reduce(successor == target ? 1 : 0) { $0 + $1.arrivals }
        return arrivals == joins[target] ? .into(target) : .join(target, arrivals)
    }

    private func read(_ step: CACAONode, id: String, depth: Int, into list: inout [JSON]) -> Way {
        // Without the rest of the extension nothing could be compared: then what is seen counts.
        if shell != nil, let own = step["step_extensions"]?[CACAO.extensionID] {
            if own["part"]?.string == "again" { return .next(step.successor) }
            if let native = own["native"] {
                return restore(native, own, step, id: id, depth: depth, into: &list)
            }
        }
        if let delay = step["delay"] { list += wait(delay, id: id) }
        if step["on_failure"] != nil, step["type"]?.string != "action" {
            fail(
                "unsupported-failure", at: step["on_failure"]?.place ?? step.place, path: "workflow/\(id)",
                "Only an action can fail here.", hint: "Use on_completion.")
            return .end
        }
        switch step["type"]?.string {
        case "start": return .next(step.successor)
        case "action": return action(step, id: id, depth: depth, into: &list)
        case "playbook-action": return call(step, id: id, into: &list)
        case "parallel": return parallel(step, id: id, depth: depth, into: &list)
        case "if-condition": return condition(step, id: id, depth: depth, into: &list)
        case "switch-condition": return choice(step, id: id, depth: depth, into: &list)
        case "while-condition": return loop(step, id: id, depth: depth, into: &list)
        default: return .end
        }
    }
}

// MARK: - Words

extension CACAOImport {
    /// A name for a step that no other step has.
    func name(_ words: String?, else other: String) -> String {
        let base = CACAOImport.slug(words ?? "", separator: "_") ?? other
        var name = base
        while !names.insert(name).inserted {
            // Counted on from the last one of that name: a thousand steps may have no name at all.
            numbers[base, default: 1] += 1
            name = "\(base)_\(numbers[base, default: 1])"
        }
        return name
    }

    /// Small letters and digits of `words`, the rest as `separator`; nil when nothing is left.
    static func slug(_ words: String, separator: Character) -> String? {
        var slug = ""
        for character in words.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != separator {
                slug.append(separator)
            }
            if slug.utf8.count >= 48 { break }
        }
        while slug.last == separator { slug.removeLast() }
        guard let first = slug.first else { return nil }
        return first.isLetter ? slug : "s\(separator)\(slug)"
    }

    /// Foreign words under every language of the playbook.
    func text(_ words: String) -> JSON {
        // Two braces would begin a placeholder of ours.
        var plain = ""
        for character in words {
            if character == "{", plain.last == "{" { plain.append(" ") }
            plain.append(character)
        }
        return .object(JSON.Members(languages.map { ($0, .string(plain)) }, uniquingKeysWith: { first, _ in first }))
    }

    /// One of the fixed words of this import, in each language.
    func words(_ english: String, _ russian: String) -> JSON {
        let members = languages.map { ($0, JSON.string($0 == "ru" ? russian : english)) }
        return .object(JSON.Members(members, uniquingKeysWith: { first, _ in first }))
    }
}
