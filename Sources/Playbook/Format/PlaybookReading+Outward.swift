/// Steps that reach out of the playbook, its end, and clocks.
extension PlaybookReading {
    /// A call.
    func call(_ fields: Fields) -> Step.Kind? {
        let playbook = fields.string("call")
        var with: [String: Expression] = [:]
        for member in fields.mapping("with") {
            with[member.key] = expression(member.value, path: fields.path)
        }
        var take: [String: String] = [:]
        for member in fields.mapping("take") {
            guard let name = variableName(member, root: "o.", path: fields.path) else { continue }
            map.note("take.\(name)", of: fields.path, at: member.place)
            take[name] = string(member.value, path: fields.path)
        }
        guard let version = fields.required("version").flatMap({ self.version($0, path: fields.path) }), let playbook
        else { return nil }
        return .call(Step.Call(playbook: playbook, version: version, with: with, take: take))
    }

    /// A referral.
    func referral(_ fields: Fields) -> Step.Kind? {
        let to = fields.requiredString("to")
        let text = fields.text("text")
        let needs = fields.strings("needs")
        let hint = "Write 'consent: required', or 'consent: not_needed' where the law allows it without."
        let consent = fields.required("consent", "referral-without-consent", hint: hint)
            .flatMap { word($0, Step.Referral.Consent.self, path: fields.path) }
        guard let to, let consent else { return nil }
        return .refer(Step.Referral(to: to, text: text, consent: consent, needs: needs))
    }

    /// An escalation.
    func escalation(_ fields: Fields) -> Step.Kind? {
        let reason = fields.requiredText("reason")
        let severity = fields.required("severity")
            .flatMap { word($0, Step.Escalation.Severity.self, path: fields.path) }
        guard let to = fields.requiredString("to"), let severity, let reason else { return nil }
        return .escalate(Step.Escalation(to: to, severity: severity, reason: reason))
    }

    /// An end.
    func end(_ fields: Fields) -> Step.Kind? {
        .end(Step.End(outcome: fields.expression("outcome"), aborts: fields.flag("abort") ?? false))
    }

    /// The clock of a step.
    func deadline(_ node: YAMLNode, path: String) -> Deadline? {
        guard let fields = Fields(node, path: path, reading: self) else { return nil }
        fields.refuseOthers(than: ["within", "from", "warn", "on_breach", "then", "pausable"])
        let from = fields.string("from")
        let place = fields.optional("from")?.place ?? node.place
        let warn = fields.span("warn")
        let escalateTo = fields.optional("on_breach").flatMap { breach($0, path: path) }
        let later = fields.optional("then").flatMap { laterRung($0, path: path) }
        let isPausable = fields.flag("pausable") ?? false
        guard let within = fields.required("within").flatMap({ span($0, path: path) }) else { return nil }
        return Deadline(
            due: Offset(after: within, from: from, place: place), warn: warn, escalateTo: escalateTo,
            escalateLater: later, isPausable: isPausable)
    }

    private func breach(_ node: YAMLNode, path: String) -> String? {
        guard let fields = Fields(node, path: path, reading: self) else { return nil }
        fields.refuseOthers(than: ["escalate"])
        return fields.requiredString("escalate")
    }

    private func laterRung(_ node: YAMLNode, path: String) -> Deadline.Escalation? {
        guard let fields = Fields(node, path: path, reading: self) else { return nil }
        fields.refuseOthers(than: ["after", "escalate"])
        let to = fields.requiredString("escalate")
        guard let after = fields.required("after").flatMap({ span($0, path: path) }), let to else { return nil }
        return Deadline.Escalation(after: after, to: to)
    }
}
