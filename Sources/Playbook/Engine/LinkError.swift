/// Why a playbook cannot be run. The checker finds all of this with its place first.
public enum LinkError: Error, Sendable, Equatable {
    /// A called playbook is not there.
    case unknownPlaybook(String, Version, step: String)
    /// Playbooks call each other in a circle.
    case callsItself([String])
    /// Two steps of one playbook have one id.
    case duplicateStep(String, playbook: String)
    /// A condition is refused.
    case condition(ConditionError, step: String, playbook: String)
    /// A name is declared nowhere.
    case unknownVariable(String, step: String, playbook: String)
    /// A type is declared nowhere.
    case unknownType(String, playbook: String)
    /// A clock counts from something that cannot be.
    case unknownAnchor(String, step: String, playbook: String)
    /// An end stands where the flow goes on.
    case endInside(step: String, playbook: String)
    /// A loop runs over something that has no count.
    case notCountable(String, step: String, playbook: String)
    /// The called playbook has no such input or output.
    case unknownParameter(String, step: String, playbook: String)
    /// A parallel step without branches, a checklist without items, a question without options.
    case empty(step: String, playbook: String)
    /// There are more steps, loops and calls counted in full, than can be run.
    case tooLarge(limit: Int)
    /// Blocks are nested deeper than can be run.
    case tooDeep(limit: Int)
}
