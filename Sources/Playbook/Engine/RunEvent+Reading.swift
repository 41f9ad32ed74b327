public import Canonical

/// Why an event cannot be read: the member that is missing or is not of its form.
public struct EventError: Error, Sendable, Equatable {
    /// The name of the member.
    public let member: String
    /// The member that is missing or is not of its form.
    public init(member: String) { self.member = member }
}

extension RunEvent {
    /// Reads the written form.
    public init(json: JSON) throws(EventError) {
        let reader = EventReader(json: json)
        self.init(at: try reader.moment("at"), try reader.kind(try reader.text("event")))
    }
}

/// Takes an event apart.
private struct EventReader {
    let json: JSON

    func text(_ member: String) throws(EventError) -> String {
        guard let text = json[member]?.string else { throw EventError(member: member) }
        return text
    }

    func moment(_ member: String) throws(EventError) -> Timestamp {
        guard let moment = Timestamp(try text(member)) else { throw EventError(member: member) }
        return moment
    }

    private func optionalMoment(_ member: String) throws(EventError) -> Timestamp? {
        json[member] == nil ? nil : try moment(member)
    }

    private func bool(_ member: String) throws(EventError) -> Bool {
        guard let value = json[member]?.bool else { throw EventError(member: member) }
        return value
    }

    private func number(_ member: String) throws(EventError) -> Int {
        guard let value = json[member]?.int, (0...1_000_000).contains(value) else { throw EventError(member: member) }
        return Int(value)
    }

    private func optionalNumber(_ member: String) throws(EventError) -> Int? {
        json[member] == nil ? nil : try number(member)
    }

    private func path() throws(EventError) -> StepPath { StepPath(try text("path")) }
    private func language() throws(EventError) -> Language { Language(try text("language")) }

    private func values(_ member: String) throws(EventError) -> [String: Value] {
        guard let members = json[member]?.object else { throw EventError(member: member) }
        let values = members.compactMapValues { Value(tagged: $0) }
        guard values.count == members.count else { throw EventError(member: member) }
        return values
    }

    private func answer(_ member: String) throws(EventError) -> Answer {
        guard let answer = json[member].flatMap({ Answer(tagged: $0) }) else { throw EventError(member: member) }
        return answer
    }

    func kind(_ name: String) throws(EventError) -> RunEvent.Kind {
        switch name {
        case "started": .started(inputs: try values("inputs"), language: try language())
        case "learned": .learned(inputs: try values("inputs"))
        case "shown": .shown(try path(), language: try language())
        case "answered":
            .answered(
                try path(), try answer("answer"), isPersonal: try bool("is_personal"), language: try language())
        case "item_checked": .itemChecked(try path(), item: try text("item"), try item())
        case "action_reported": .actionReported(try path(), try report())
        case "skipped": .skipped(try path(), reason: try text("reason"))
        case "decided":
            .decided(
                try path(), recommended: try optionalNumber("recommended"), chosen: try optionalNumber("chosen"),
                reason: json["reason"]?.string)
        case "referred":
            .referred(
                try path(), to: try text("to"), hasConsent: try bool("has_consent"),
                reference: json["reference"]?.string)
        case "wait_satisfied": .waitSatisfied(try path(), values: try values("values"))
        case "corrected":
            .corrected(
                try path(), old: try answer("old"), new: try answer("new"), isPersonal: try bool("is_personal"),
                reason: try text("reason"))
        default: try kindThatFollows(name)
        }
    }

    private func kindThatFollows(_ name: String) throws(EventError) -> RunEvent.Kind {
        switch name {
        case "interrupt_raised": .interruptRaised(try text("interrupt"), number: try number("number"))
        case "interrupt_ended": .interruptEnded(try text("interrupt"), number: try number("number"))
        case "reconfirmed": .reconfirmed(try path())
        case "timer_fired": .timerFired(try path(), try rung())
        case "clock_set": .clockSet(try path(), try clock())
        case "timers_paused": .timersPaused(reason: try text("reason"))
        case "timers_resumed": .timersResumed
        case "activated": .activated(try path())
        case "not_applicable": .notApplicable(try path())
        case "escalated": .escalated(to: try text("to"), severity: try severity(), try path())
        case "branch_called_off": .branchCalledOff(try path(), branch: try text("branch"))
        case "ended": .ended(outcome: json["outcome"]?.string)
        case "reopened": .reopened
        case "migrated": .migrated(try migration())
        default: throw EventError(member: "event")
        }
    }

    private func migration() throws(EventError) -> Migration {
        guard let from = Migration.Version(json: json["from"]) else { throw EventError(member: "from") }
        guard let to = Migration.Version(json: json["to"]) else { throw EventError(member: "to") }
        var map: [StepPath: StepPath] = [:]
        for (old, new) in json["map"]?.object ?? [:] {
            guard let new = new.string else { throw EventError(member: "map") }
            map[StepPath(old)] = StepPath(new)
        }
        return Migration(
            from: from, to: to, map: map, inputs: json["inputs"] == nil ? [:] : try values("inputs"),
            reason: json["reason"]?.string ?? "")
    }

    private func item() throws(EventError) -> ItemOutcome {
        switch try text("result") {
        case "done": .done
        case "not_applicable": .notApplicable(reason: try text("reason"))
        default: throw EventError(member: "result")
        }
    }

    private func report() throws(EventError) -> RunEvent.Report {
        switch try text("result") {
        case "done": .done
        case "cannot": .cannot(reason: try text("reason"))
        default: throw EventError(member: "result")
        }
    }

    private func severity() throws(EventError) -> Step.Escalation.Severity {
        guard let severity = Step.Escalation.Severity(rawValue: try text("severity")) else {
            throw EventError(member: "severity")
        }
        return severity
    }

    private func rung() throws(EventError) -> Rung {
        switch try text("rung") {
        case "warn": .warn
        case "breach": .breach
        case "timeout": .timeout
        case "escalate": .escalate(role: try text("role"))
        case "later": .later(role: try text("role"))
        default: throw EventError(member: "rung")
        }
    }

    private func clock() throws(EventError) -> StepClock {
        StepClock(
            anchor: try moment("anchor"), warn: try optionalMoment("warn"), due: try moment("due"),
            later: try optionalMoment("later"), isPausable: try bool("is_pausable"))
    }
}
