internal import Canonical
internal import Playbook

extension CaseFile {
    /// Takes over what answers told about the case: the facts that their questions name.
    mutating func learnFacts(_ events: [RunEvent], _ record: RunRecord) {
        for event in events {
            guard let (path, answer) = event.answer, let fact = record.program.step(at: path)?.fact else { continue }
            switch answer {
            case .value(let value): learn(fact, value)
            case .none: now.facts[fact] = nil
            }
        }
    }

    /// Codes and numbers are kept as facts; texts are personal and stay sealed in the run.
    private mutating func learn(_ fact: String, _ value: Value) {
        switch (fact, value) {
        case ("scam_type", .string(let code)): now.scamType = ScamType(rawValue: code.uppercased()) ?? now.scamType
        case ("safe_to_contact", .string(let code)): now.isSafeToContact = code != "no"
        case ("discovered_at", .timestamp(let moment)): now.discoveredAt = moment
        case (_, .string(let code)) where Self.codeFacts.contains(fact): now.facts[fact] = .string(code)
        case (_, .list(let values)) where Self.codeFacts.contains(fact): now.facts[fact] = .array(values.map(\.json))
        case (_, .int), (_, .bool), (_, .money), (_, .timestamp): now.facts[fact] = value.json
        default: break
        }
    }

    /// Facts whose text is a code of a list, not somebody's words.
    private static let codeFacts: Set<String> = [
        "ongoing", "attack_stage", "tx_state", "awareness", "victim_status", "wrap_up", "risk_flag", "vulnerability",
        "access_compromised",
    ]

    /// What the priority rule looks at.
    var priorityFacts: PriorityFacts {
        func code<C: Code>(_ fact: String) -> C? {
            now.facts[fact]?.string.flatMap { C(rawValue: $0.uppercased()) }
        }
        func codes<C: Code>(_ fact: String) -> [C] {
            let texts = now.facts[fact]?.array?.compactMap(\.string) ?? now.facts[fact]?.string.map { [$0] } ?? []
            return texts.compactMap { C(rawValue: $0.uppercased()) }
        }
        var sent = payments.map { PriorityFacts.Payment(state: $0.state, sentAt: $0.sentAt, amount: $0.minor) }
        if sent.isEmpty, let state: PaymentState = code("tx_state") {
            let at = now.facts["paid_at"]?.string.flatMap(Timestamp.init)
            sent = [PriorityFacts.Payment(state: state, sentAt: at)]
        }
        // What was recorded of an access counts more than what was said of it at the beginning.
        let (open, secured): ([AccessKind], [AccessKind]) = (codes("access_open"), codes("access_secured"))
        let told: [AccessKind] = codes("access_compromised").filter { !secured.contains($0) && !open.contains($0) }
        let access =
            (open + told).map { PriorityFacts.Access(kind: $0, revoked: false) }
            + secured.map { PriorityFacts.Access(kind: $0, revoked: true) }
        return PriorityFacts(
            distress: Int(now.facts["distress"]?.int ?? 0), riskFlags: Set(codes("risk_flag")),
            ongoing: code("ongoing") ?? .nothing, payments: sent, access: access,
            loanCoolingUntil: now.facts["loan_cooling_until"]?.string.flatMap(Timestamp.init),
            vulnerabilities: Set(codes("vulnerability")), scamType: now.scamType, attackStage: code("attack_stage"))
    }
}
