public import Canonical
internal import Ledger
internal import Playbook

/// Records what became of one step and answers the guide after it. Writes `case.step_recorded`.
public struct RecordStep: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.record"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let step: String
    private let report: StepReport
    private let language: String?
    private let showsTrail: Bool
    private let key: RequestKey?

    /// Records a report for the step at a path, or with an id that only one open step has.
    ///
    /// `showsTrail` lists in the answer what was done before, for a screen that goes back.
    public init(
        _ reference: CaseReference, step: String, report: StepReport, language: String? = nil, showsTrail: Bool = false,
        key: String? = nil
    ) {
        self.showsTrail = showsTrail
        self.reference = reference
        self.step = step
        self.report = report
        self.language = language
        self.key = key.map {
            RequestKey(
                $0,
                request: [
                    "operation": .string(Self.name), "ref": .string(reference.text), "step": .string(step),
                    "report": report.json,
                ])
        }
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let path = try file.path(of: step)
            let language = Language(self.language ?? file.now.language)
            let command = try report.command(for: path, in: file, at: at, language: language)
            let events = try file.step(command, at: at, by: actor)
            file.moveOn()
            return Change(
                answer: { file, receipt in
                    GuideDocument.json(file, language: language, at: at, receipt: receipt, trail: showsTrail)
                },
                entry: file.entry(for: path, report: report, events: events))
        }.json
    }
}

extension CaseFile {
    /// The path that somebody means: the path itself, or the id of the only open step that has it, or else of the step
    /// that was worked on last; that one is not open, and will be refused as such.
    func path(of step: String) throws(DeskError) -> StepPath {
        guard let record = run else { throw .noRun(reference: before.reference.text) }
        let open = record.run.openSteps(in: record.program).map(\.path)
        if open.contains(StepPath(step)) { return StepPath(step) }
        let named = open.filter { $0.id == step }
        if named.count == 1 { return named[0] }
        let earlier = named.isEmpty ? record.run.steps(in: record.program).last { $0.path.id == step } : nil
        return earlier?.path ?? StepPath(step)
    }

    /// The first work on a case takes it out of the state in which nobody has looked at it.
    mutating func moveOn() {
        if now.status == .new || now.status == .reopened { now.status = .inProgress }
    }

    fileprivate func entry(for path: StepPath, report: StepReport, events: [RunEvent]) -> Draft {
        Draft(
            type: .caseStepRecorded,
            data: [
                "step": .string(path.auditCode), "result": .string(report.code), "run_seq": .int(Int64(run?.seq ?? 0)),
                "events": .int(Int64(events.count)),
            ],
            committed: report.committed)
    }
}
