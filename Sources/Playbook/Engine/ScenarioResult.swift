/// How a scenario went.
public struct ScenarioResult: Sendable, Equatable {
    /// Something that did not come true.
    public struct Failure: Sendable, Equatable {
        /// One sentence.
        public let message: String
        /// Where the expectation or the value stands.
        public let place: Place
    }
    /// The name of the scenario.
    public let name: String
    /// What did not come true; empty when it passed.
    public internal(set) var failures: [Failure] = []
    /// The steps that were reached, in order.
    public internal(set) var visited: [StepPath] = []
    /// The cases and results that were taken of steps of the playbook itself.
    public internal(set) var branches: Set<ScenarioBranch> = []
    /// The ids of the steps of the playbook itself that were reached.
    public internal(set) var steps: Set<String> = []
    /// The outcome of the run.
    public internal(set) var outcome: String?
    /// Everything that happened.
    public internal(set) var events: [RunEvent] = []

    /// Whether everything came true.
    public var passed: Bool { failures.isEmpty }

    init(name: String) { self.name = name }
}

/// One way that a step can go.
public struct ScenarioBranch: Sendable, Hashable {
    /// The step.
    public let step: String
    /// The number of the case; of an action 0 for done and 1 for cannot, of a wait 0 for the timeout and 1 for the event.
    public let number: Int
}

/// What all scenarios of a playbook have reached.
public struct ScenarioCoverage: Sendable, Equatable {
    /// How many steps and branches there are, and how many of them were reached.
    public let steps: (reached: Int, total: Int)
    /// How many branches there are, and how many of them were taken.
    public let branches: (reached: Int, total: Int)
    /// `uncovered-step` and `uncovered-branch`.
    public let findings: [Finding]

    /// By value.
    public static func == (left: ScenarioCoverage, right: ScenarioCoverage) -> Bool {
        left.steps == right.steps && left.branches == right.branches && left.findings == right.findings
    }

    /// The coverage of a playbook by the results of its scenarios.
    public init(of playbook: Playbook, by results: [ScenarioResult]) {
        var survey = CoverageSurvey(
            steps: results.reduce(into: []) { $0.formUnion($1.steps) },
            branches: results.reduce(into: []) { $0.formUnion($1.branches) })
        survey.walk(playbook.steps, isReached: true)
        for interrupt in playbook.interrupts {
            // A side path is a branch of its own: its steps are told one by one.
            survey.walk(interrupt.steps, isReached: true)
        }
        steps = (survey.reachedSteps, survey.totalSteps)
        branches = (survey.takenBranches, survey.totalBranches)
        findings = survey.findings
    }
}

/// Compares what there is with what was reached.
private struct CoverageSurvey {
    let steps: Set<String>
    let branches: Set<ScenarioBranch>
    var reachedSteps = 0
    var totalSteps = 0
    var takenBranches = 0
    var totalBranches = 0
    var findings: [Finding] = []

    init(steps: Set<String>, branches: Set<ScenarioBranch>) { (self.steps, self.branches) = (steps, branches) }

    /// - Parameter isReached: whether what contains the steps was reached; if not, that is told already.
    mutating func walk(_ list: [Step], isReached: Bool) {
        for step in list {
            let isThere = steps.contains(step.id)
            totalSteps += 1
            if isThere { reachedSteps += 1 }
            if isReached, !isThere { report("uncovered-step", step, step.place, "no scenario reaches \(step.id)") }
            for (number, block) in step.blocks.enumerated() {
                guard let name = step.branchName(number, block) else {
                    walk(block.steps, isReached: isThere)
                    continue
                }
                totalBranches += 1
                let isTaken = branches.contains(ScenarioBranch(step: step.id, number: number))
                if isTaken { takenBranches += 1 }
                if isThere, !isTaken {
                    let place = step.place(ofBranch: number)
                    report("uncovered-branch", step, place, "no scenario takes \(name) of \(step.id)")
                }
                walk(block.steps, isReached: isTaken)
            }
        }
    }

    private mutating func report(_ code: String, _ step: Step, _ place: Place, _ message: String) {
        findings.append(
            Finding(code, .warning, at: place, path: step.id, message: message, hint: "add a scenario that does"))
    }
}

extension Step {
    /// What a block is called when it is a way that the step can go; nil for blocks that always run, and for empty
    /// results of an action.
    fileprivate func branchName(_ number: Int, _ block: (role: Program.Role, steps: [Step])) -> String? {
        switch (kind, block.role) {
        case (.decide(let decision), _): decision.cases[number].when == nil ? "the else case" : "case \(number + 1)"
        case (.action, .done): block.steps.isEmpty ? nil : "the result done"
        case (.action, .cannot): block.steps.isEmpty ? nil : "the result cannot"
        case (.wait, _): block.steps.isEmpty ? nil : "the timeout"
        default: nil
        }
    }

    fileprivate func place(ofBranch number: Int) -> Place {
        if case .decide(let decision) = kind { decision.cases[number].place } else { place }
    }
}
