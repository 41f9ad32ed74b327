public import Canonical

/// What a migration would do to one run: how much of a change it is, and why.
public struct MigrationPlan: Sendable, Equatable {
    /// How much of a change a migration is.
    public enum Sort: String, Sendable, Hashable, CaseIterable {
        /// The versions differ in wording alone: nothing moves.
        case textOnly = "text-only"
        /// What was done stands, and the same steps are open.
        case safe
        /// Something new, or something again, must be asked, done or looked at.
        case needsAnswers = "needs-answers"
        /// Something that was done would be lost, or the new version cannot run here.
        case impossible
    }

    /// One thing that makes it so.
    public struct Reason: Sendable, Hashable {
        /// The stable code.
        public let code: Code
        /// The step, interrupt or input that it is about.
        public let about: String?

        /// One thing that makes it so.
        public init(code: Code, about: String? = nil) { (self.code, self.about) = (code, about) }

        /// What there is to say.
        public enum Code: String, Sendable, Hashable, CaseIterable {
            /// Nothing but wording differs.
            case sameStructure = "same-structure"
            /// Everything stands as it stood.
            case sameState = "same-state"
            /// The clock of an open step is set anew.
            case newClock = "new-clock"
            /// A step opens that was not open.
            case opens
            /// A step that was worked on opens again.
            case asksAgain = "asks-again"
            /// A step that was open is not open any more.
            case closes
            /// Somebody must look at a step that was done.
            case review
            /// What was recorded waits until what is open before it is done.
            case held
            /// What was recorded does not count any more.
            case superseded
            /// A step that was worked on is not in the new version, or is of another kind.
            case stepGone = "step-gone"
            /// An interrupt that was raised is not in the new version.
            case interruptGone = "interrupt-gone"
            /// The new version needs something that the case does not know.
            case inputMissing = "input-missing"
            /// What the case knows is of another type than the new version declares.
            case wrongInput = "wrong-input"
            /// The run would be over.
            case runEnds = "run-ends"
            /// The run is over and would have another outcome.
            case outcomeChanges = "outcome-changes"
            /// The run has not begun.
            case notStarted = "not-started"
        }
    }

    /// How much of a change it is.
    public let sort: Sort
    /// Why, in the order of the playbook; never empty.
    public let reasons: [Reason]

    /// What a migration would do to one run.
    public init(sort: Sort, reasons: [Reason]) { (self.sort, self.reasons) = (sort, reasons) }
}

extension MigrationPlan.Reason {
    /// One sentence for a person.
    public var sentence: String {
        let it = about ?? "It"
        return switch code {
        case .sameStructure: "The versions differ in wording alone."
        case .sameState: "What was done stands, and the same steps are open."
        case .newClock: "The clock of \(it) is set anew."
        case .opens: "\(it) opens."
        case .asksAgain: "\(it) opens again: what was recorded does not fit the new version."
        case .closes: "\(it) is not open any more."
        case .review: "\(it) was done on other grounds: somebody must look."
        case .held: "\(it) counts again when what is open before it is done."
        case .superseded: "\(it) does not count any more: the new version leads elsewhere."
        case .stepGone: "\(it) was worked on and is not in the new version."
        case .interruptGone: "The interrupt \(it) was raised and is not in the new version."
        case .inputMissing: "The new version needs \(it), which the case does not know."
        case .wrongInput: "The new version declares \(it) with another type."
        case .runEnds: "The run would be over."
        case .outcomeChanges: "The run is over and would have another outcome."
        case .notStarted: "The run has not begun."
        }
    }

    /// `{"code", "step", "message"}`
    public var json: JSON {
        .members(["code": .string(code.rawValue), "step": about.map(JSON.string), "message": .string(sentence)])
    }

    /// How much of a change this alone makes.
    var sort: MigrationPlan.Sort {
        switch code {
        case .sameStructure: .textOnly
        case .sameState, .newClock: .safe
        case .opens, .asksAgain, .closes, .review, .held, .superseded: .needsAnswers
        case .stepGone, .interruptGone, .inputMissing, .wrongInput, .runEnds, .outcomeChanges, .notStarted: .impossible
        }
    }
}

extension Run {
    /// What a migration would do; nothing is changed.
    public func plan(
        _ migration: Migration, at time: Timestamp, from old: Program, to new: Program, calendar: BusinessCalendar
    ) -> MigrationPlan {
        var after = self
        do throws(Refusal) {
            _ = try after.migrate(migration, at: time, from: old, to: new, calendar: calendar)
        } catch {
            return MigrationPlan(sort: .impossible, reasons: [error.hindrance])
        }
        if migration.map.isEmpty, old.structureDigest == new.structureDigest {
            return MigrationPlan(sort: .textOnly, reasons: [.init(code: .sameStructure, about: nil)])
        }
        var reasons = MigrationComparison(self, after, migration, old, new).reasons()
        if reasons.allSatisfy({ $0.sort == .safe }) { reasons.insert(.init(code: .sameState, about: nil), at: 0) }
        let order: [MigrationPlan.Sort] = [.safe, .needsAnswers, .impossible]
        let sort = order.last { sort in reasons.contains { $0.sort == sort } } ?? .safe
        return MigrationPlan(sort: sort, reasons: reasons)
    }
}

extension Refusal {
    fileprivate var hindrance: MigrationPlan.Reason {
        switch self {
        case .inputMissing(let name): .init(code: .inputMissing, about: "case.\(name)")
        case .wrongInput(let name): .init(code: .wrongInput, about: "case.\(name)")
        default: .init(code: .notStarted, about: nil)
        }
    }
}

/// A run before and after a migration, step by step.
private struct MigrationComparison {
    let before: Run
    let after: Run
    let old: Program
    let new: Program
    let carrier: RunCarrier

    init(_ before: Run, _ after: Run, _ migration: Migration, _ old: Program, _ new: Program) {
        var carrier = RunCarrier(before, migration, from: old, to: new)
        _ = carrier.carried()
        (self.before, self.after, self.old, self.new, self.carrier) = (before, after, old, new, carrier)
    }

    func reasons() -> [MigrationPlan.Reason] {
        var reasons: [MigrationPlan.Reason] = []
        for raise in before.raises {
            let id = old.sides[raise.side].id
            if carrier.place(ofSide: id) == nil { reasons.append(.init(code: .interruptGone, about: id)) }
        }
        if after.isEnded, !before.isEnded { reasons.append(.init(code: .runEnds, about: nil)) }
        if after.isEnded, before.isEnded, after.outcome != before.outcome {
            reasons.append(.init(code: .outcomeChanges, about: nil))
        }
        for instance in before.instancesInOrder(old) where before.code(of: instance, in: old).isWork {
            if let code = change(of: instance) { reasons.append(reason(code, instance)) }
        }
        let carried = Set(carrier.places.values)
        for instance in after.instancesInOrder(new) where !carried.contains(instance) && isOpen(instance, after) {
            guard after.code(of: instance, in: new).isWork else { continue }
            reasons.append(.init(code: .opens, about: after.path(of: instance, in: new).text))
        }
        return reasons
    }

    private func reason(_ code: MigrationPlan.Reason.Code, _ instance: Int) -> MigrationPlan.Reason {
        let place = carrier.places[instance]
        let path = place.map { after.path(of: $0, in: new) } ?? before.path(of: instance, in: old)
        return .init(code: code, about: path.text)
    }

    private func isOpen(_ instance: Int, _ run: Run) -> Bool {
        run.live[instance].state == .active || run.live[instance].state == .waiting
    }

    /// What becomes of one step of the old version; nil when nothing does.
    private func change(of instance: Int) -> MigrationPlan.Reason.Code? {
        let wasRecorded = before.live[instance].isRecorded
        let wasOpen = isOpen(instance, before)
        guard let place = carrier.places[instance] else {
            let record = before.marks[instance].record
            let isOutward = record >= 0 && before.code(of: instance, in: old).isOutward
            return wasRecorded || isOutward || hasPart(instance) ? .stepGone : wasOpen ? .closes : nil
        }
        if isOpen(place, after) {
            if wasRecorded || carrier.reopened.contains(instance) { return .asksAgain }
            if !wasOpen { return .opens }
            return dues(place, after, new) == dues(instance, before, old) ? nil : .newClock
        }
        if after.needsReview(place, in: new), !before.needsReview(instance, in: old) { return .review }
        if wasRecorded { return lost(place) }
        return wasOpen ? .closes : nil
    }

    /// Whether some items of a checklist are dealt with.
    private func hasPart(_ instance: Int) -> Bool { isOpen(instance, before) && !before.checked(at: instance).isEmpty }

    private func lost(_ place: Int) -> MigrationPlan.Reason.Code? {
        switch after.state(of: place, in: new) {
        case .superseded, .dead: .superseded
        case .pending: .held
        case .done, .skipped, .cannot, .review, .active, .waiting: nil
        }
    }

    private func dues(_ instance: Int, _ run: Run, _ program: Program) -> [Timestamp] {
        run.timers(of: instance, in: program).map(\.at)
    }
}
