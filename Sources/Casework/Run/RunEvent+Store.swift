internal import Canonical
internal import Playbook
internal import Postgres

extension RunEvent {
    /// Reads an event back; what is personal of it is opened with the key of the person.
    init(stored row: Row, subject: Subject) throws {
        let sealed: [UInt8]? = try row["personal"]
        let personal = try sealed.map {
            try JSON(parsing: subject.key.openBytes($0, table: "run_event", column: "personal"))
        }
        try self.init(public: JSON(parsing: row["event", as: [UInt8].self]), personal: personal)
    }

    /// The question and the answer when the event brings one.
    var answer: (path: StepPath, answer: Answer)? {
        switch kind {
        case .answered(let path, let answer, _, _): (path, answer)
        case .corrected(let path, _, let new, _, _): (path, new)
        default: nil
        }
    }
}

extension StepPath {
    /// The path in the letters that an audit entry allows: `!danger#2/call` is `interrupt:danger:2/call`.
    var auditCode: String {
        var code = ""
        for character in text {
            switch character {
            case "!": code += "interrupt:"
            case "#", "[": code += ":"
            case "]": continue
            default: code.append(character)
            }
        }
        return String(code.prefix(128))
    }
}
