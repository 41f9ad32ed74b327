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
        switch (minutes, other.minutes) {
        case (let own?, let others?): own < others
        case (nil, nil): amount < other.amount
        // So many business days are at least so many days.
        case (let own?, nil): own < other.amount * 24 * 60
        case (nil, _?): false
        }
    }

    private var minutes: Int? {
        switch unit {
        case .minutes: amount
        case .hours: amount * 60
        case .days: amount * 24 * 60
        case .businessDays: nil
        }
    }
}
