public import Canonical
internal import Ledger
internal import Playbook

/// Says why a step is there, or why it is not: the answers and cases that led to it or shut it out. Writes `case.guided`.
public struct ExplainStep: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.why"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let reference: CaseReference
    private let step: String

    /// Explains the step at a path, or with an id that only one step has.
    public init(_ reference: CaseReference, step: String) { (self.reference, self.step) = (reference, step) }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor) { file, _ in
            guard let record = file.run else { throw DeskError.noRun(reference: file.before.reference.text) }
            let path = record.anyPath(of: step)
            guard let explanation = record.run.why(path, in: record.program) else {
                throw DeskError.refused(.unknownStep(path, suggestion: record.nearestOpen(to: path)))
            }
            var members = explanation.json.object ?? [:]
            members["ref"] = .string(file.now.reference.text)
            let answer = JSON.object(members)
            return Change(
                answer: { _, _ in answer },
                entry: Draft(type: .caseGuided, data: ["action": "explained", "step": .string(path.auditCode)]))
        }
    }
}

extension RunRecord {
    /// The path that somebody means: the path itself, or the id of the only step of the program that has it.
    fileprivate func anyPath(of step: String) -> StepPath {
        if program.step(at: StepPath(step)) != nil { return StepPath(step) }
        let named = program.paths.filter { $0.id == step }
        return named.count == 1 ? named[0] : StepPath(step)
    }
}
