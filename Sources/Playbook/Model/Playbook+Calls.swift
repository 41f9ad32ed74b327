extension Playbook {
    /// The other playbooks that this one calls, once for each place.
    public var calls: [Step.Call] {
        allSteps.compactMap { if case .call(let call) = $0.step.kind { call } else { nil } }
    }

    /// How many steps are written in it, those inside of other steps and of interrupts included.
    public var stepCount: Int { allSteps.count }
}
