import Canonical
import Playbook

/// What `playbook test` says about files: findings of the linter first, then how the scenarios went.
struct PlaybookTrial {
    let findings: [Finding]
    let trial: Trial

    static func run(_ sources: [PlaybookSource]) -> PlaybookTrial {
        let shipped = ShippedParameters.missing(in: sources)
        let judgement = Library.judge(sources, parameters: shipped, desk: .standard)
        let trial = Trial(judgement.playbooks, parameters: shipped + judgement.parameters.map(\.set))
        return PlaybookTrial(findings: judgement.findings.filter { $0.severity == .error }, trial: trial)
    }

    var passed: Bool { findings.isEmpty && trial.passed }

    var json: JSON {
        [
            "passed": .bool(passed), "playbooks": .array(trial.reports.map(\.json)),
            "findings": .array(findings.map(\.json)),
        ]
    }

    var lines: [String] {
        findings.map(\.line)
            + trial.reports.flatMap { report in
                let failed = report.results.filter { !$0.passed }.count
                let (steps, branches) = (report.coverage.steps, report.coverage.branches)
                return [
                    "\(report.passed ? "ok  " : "FAIL") \(report.playbook.id) \(report.playbook.version): "
                        + "\(report.results.count) scenarios, \(failed) failed; "
                        + "steps \(steps.reached)/\(steps.total), branches \(branches.reached)/\(branches.total)"
                ] + report.findings.map { "     \($0.line)" }
            }
    }
}
