extension Step {
    /// The key of the file that says the kind: `say`, `do`, `repeat`.
    public var kindKey: String {
        switch kind {
        case .say: "say"
        case .ask: "ask"
        case .action: "do"
        case .checklist: "checklist"
        case .decide: "decide"
        case .wait: "wait"
        case .parallel: "parallel"
        case .loop: "repeat"
        case .call: "call"
        case .refer: "refer"
        case .escalate: "escalate"
        case .end: "end"
        }
    }
}
