/// Where a step of a run stands.
public enum StepState: String, Sendable, Hashable, CaseIterable {
    /// Not reached. A step that was done before a correction and is not reached again yet is pending, with its record.
    case pending
    /// Open: somebody works on it. A step with others inside is active while they are.
    case active
    /// Open: an event or a time is awaited.
    case waiting
    /// Done.
    case done
    /// Not needed, by its own rule or by a person with a reason. Counts as success.
    case skipped
    /// It could not be done, with a reason.
    case cannot
    /// It was done, and a correction led elsewhere.
    case superseded
    /// Another case was taken, the branch was called off, or the run is over.
    case dead
    /// It was done on old data: somebody must look.
    case review
}
