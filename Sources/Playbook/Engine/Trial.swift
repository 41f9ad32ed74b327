public import Canonical

/// Runs the scenarios of a set of playbooks: what `playbook test` says, and what publishing asks for.
public struct Trial: Sendable {
    /// How the scenarios of one playbook went.
    public struct Report: Sendable {
        /// The playbook.
        public let playbook: Playbook
        /// The file that it came from.
        public let file: String
        /// How each scenario went.
        public let results: [ScenarioResult]
        /// What they reached.
        public let coverage: ScenarioCoverage
        /// What is wrong, with its place.
        public let findings: [Finding]

        /// Whether every scenario passed and every step and branch was reached.
        public var passed: Bool { findings.isEmpty }
    }

    /// The reports, in the order of the playbooks.
    public let reports: [Report]

    /// Runs the scenarios of checked playbooks; calls are looked up among them and in `known`.
    ///
    /// Business days are those of the scenario's jurisdiction: `case.jurisdiction` among its inputs, else the first that
    /// the playbook serves. Which days these are, a set among `parameters` says, else the program.
    public init(_ playbooks: [LoadedPlaybook], known: [LoadedPlaybook] = [], parameters: [ParameterSet] = []) {
        var library: [String: Playbook] = [:]
        for loaded in known + playbooks {
            library["\(loaded.playbook.id) \(loaded.playbook.version)"] = loaded.playbook
        }
        let named = parameters.reduce(into: [:]) { $0[$1.jurisdiction] = $1.calendar ?? $0[$1.jurisdiction] }
        reports = playbooks.map { loaded in
            Trial.report(loaded, library) { scenario in
                let jurisdiction = scenario.jurisdiction(in: loaded.playbook)
                return jurisdiction.flatMap { named[$0] } ?? .of(jurisdiction: jurisdiction)
            }
        }
    }

    /// Whether all passed.
    public var passed: Bool { reports.allSatisfy(\.passed) }

    /// Everything that keeps the playbooks from being published, as errors.
    public var errors: [Finding] {
        reports.flatMap(\.findings).map { finding in
            var error = finding
            error.severity = .error
            return error
        }
    }

    private static func report(
        _ loaded: LoadedPlaybook, _ library: [String: Playbook], _ calendar: (Scenario) -> BusinessCalendar
    ) -> Report {
        do throws(LinkError) {
            let program = try Program(loaded.playbook) { id, version in library["\(id) \(version)"] }
            let (results, coverage, findings) = ScenarioRunner.runAll(of: program, calendarOf: calendar)
            return Report(
                playbook: loaded.playbook, file: loaded.file, results: results, coverage: coverage,
                findings: findings.map { finding in
                    var placed = finding
                    placed.file = loaded.file
                    return placed
                })
        } catch {
            let finding = Finding(
                "not-linkable", file: loaded.file, at: .start, message: "The playbook cannot be run: \(error).",
                hint: "Run the linter; it names the place.")
            return Report(
                playbook: loaded.playbook, file: loaded.file, results: [],
                coverage: ScenarioCoverage(of: loaded.playbook, by: []), findings: [finding])
        }
    }
}

extension Scenario {
    /// Whose rules it plays by; nil when neither it nor the playbook says so.
    func jurisdiction(in playbook: Playbook) -> String? {
        if case .string(let code)? = inputs["jurisdiction"]?.value { return code }
        return playbook.jurisdictions?.first
    }
}

extension Trial.Report {
    /// The contract of `playbook test --json` for one playbook.
    public var json: JSON {
        [
            "playbook": .string(playbook.id), "version": .string(playbook.version.description), "file": .string(file),
            "passed": .bool(passed),
            "scenarios": .array(
                results.map { result in
                    [
                        "name": .string(result.name), "passed": .bool(result.failures.isEmpty),
                        "failures": .array(result.failures.map { .string($0.message) }),
                    ]
                }),
            "coverage": [
                "steps": ["reached": .int(Int64(coverage.steps.reached)), "total": .int(Int64(coverage.steps.total))],
                "branches": [
                    "reached": .int(Int64(coverage.branches.reached)), "total": .int(Int64(coverage.branches.total)),
                ],
            ], "findings": .array(findings.map(\.json)),
        ]
    }
}
