/// Clocks, and names outside of conditions.
extension PlaybookCheck {
    /// Notes that `name` is read here; reports a name that there is not, or that nothing can have written yet.
    @discardableResult
    func checkRead(_ name: String, _ state: FlowState, at place: Place, path: String) -> Bool {
        guard let index = table.index(of: name), !table.isDoneAt(name) else {
            if !table.opaque.contains(name) {
                reportUnlessEcho(
                    "unknown-variable", at: place, path: path, "There is no variable '\(name.shortened)'.",
                    hint: Spelling.hint(for: name, among: table.readableNames, verb: "Known are"))
            }
            return false
        }
        used.insert(index)
        if state[index] == .unset {
            report(
                "read-before-assigned", at: place, path: path, "Nothing above can have given '\(name)' a value.",
                hint: "Move the step below what asks for it.")
            return false
        }
        return true
    }

    /// The clock of a step.
    func checkDeadline(of step: Step, _ state: FlowState, path: String) {
        guard let deadline = step.deadline else { return }
        checkAnchor(deadline.due, state, path: path)
        let place = self.place(of: "deadline", in: path, step)
        if let warn = deadline.warn, !warn.isSurelyShorter(than: deadline.due.after) {
            report(
                "warn-after-deadline", at: place, path: path,
                "The warning after \(warn) does not come before the deadline after \(deadline.due.after).",
                hint: "Warn earlier.")
        }
        if let later = deadline.escalateLater, !deadline.due.after.isSurelyShorter(than: later.after) {
            report(
                "escalation-before-deadline", at: place, path: path,
                "The second telling after \(later.after) does not come after the deadline of \(deadline.due.after).",
                hint: "Tell later.")
        }
    }

    /// What a clock counts from: a moment that is surely known here.
    func checkAnchor(_ offset: Offset, _ state: FlowState, path: String) {
        guard let name = offset.from, name != "opened" else { return }
        guard let index = table.index(of: name) else {
            if !table.opaque.contains(name) {
                let names = table.variables.filter { $0.type == .timestamp && $0.name != "now" }.map(\.name)
                reportUnlessEcho(
                    "unknown-anchor", at: offset.place, path: path, "There is no moment '\(name.shortened)'.",
                    hint: Spelling.hint(for: name, among: ["opened"] + names, verb: "Known are"))
            }
            return
        }
        used.insert(index)
        guard table[index].type == .timestamp, name != "now" else {
            report(
                "anchor-not-timestamp", at: offset.place, path: path,
                "'\(name)' is \(name == "now" ? "every moment" : table[index].type.conditionName), not a moment.",
                hint: "Count from a timestamp, from '<step>.done_at' or from 'opened'.")
            return
        }
        if state[index] != .answered {
            report(
                "anchor-unassigned", at: offset.place, path: path, "'\(name)' may have no value here.",
                hint: "Let the step apply only when it has one, or count from 'opened'.")
        }
    }

    /// A pause that counts from the same moment as the clock of a step above it, and is over first: who does that step
    /// in time finds nothing left to wait for.
    func checkWaits(in steps: [Step], path: String) {
        // Of one moment, the longest clock in fixed units and the longest in business days.
        var clocks: [String: [Bool: Step]] = [:]
        for step in steps {
            if case .wait(let wait) = step.kind, let moment = wait.until.from, let above = clocks[moment] {
                for step in above.values {
                    guard let due = step.deadline?.due.after, wait.until.after.isSurelyNoLonger(than: due) else {
                        continue
                    }
                    report(
                        "deadline-after-wait", at: place(of: "deadline", in: "\(path)/\(step.id)", step),
                        path: "\(path)/\(step.id)",
                        "'\(step.id)' is due \(due) after '\(moment)', when the wait that follows is over after \(wait.until.after).",
                        hint: "Let the wait take longer, or count it from '\(step.id).done_at'.")
                }
            }
            guard let due = step.deadline?.due, let moment = due.from, moment != "opened" else { continue }
            let isBusiness = due.after.unit == .businessDays
            let longest = clocks[moment]?[isBusiness]?.deadline?.due.after
            if longest?.isSurelyShorter(than: due.after) ?? true { clocks[moment, default: [:]][isBusiness] = step }
        }
    }

    /// What callers may take.
    func checkOutputs(_ end: FlowState) {
        for output in playbook.outputs {
            var state = end
            state.isDead = false
            checkRead(output.from, state, at: output.place, path: "outputs")
        }
    }
}

extension Span {
    /// Whether it ends before `other` in every calendar; false as well when that depends on the calendar.
    func isSurelyShorter(than other: Span) -> Bool {
        if unit == other.unit { return amount < other.amount }
        guard let own = longestMinutes else { return false }
        return own < other.shortestMinutes
    }

    /// Whether it is over when `other` is, in every calendar.
    func isSurelyNoLonger(than other: Span) -> Bool {
        if self == other || isSurelyShorter(than: other) { return true }
        guard let own = longestMinutes else { return false }
        return own <= other.shortestMinutes
    }

    /// Of business days nothing is the longest.
    private var longestMinutes: Int? {
        switch unit {
        case .minutes: amount
        case .hours: amount * 60
        case .days: amount * 24 * 60
        case .businessDays: nil
        case .months: amount * 31 * 24 * 60
        }
    }

    /// So many business days are at least so many days, and a month at least 28.
    private var shortestMinutes: Int {
        switch unit {
        case .minutes: amount
        case .hours: amount * 60
        case .days, .businessDays: amount * 24 * 60
        case .months: amount * 28 * 24 * 60
        }
    }
}
