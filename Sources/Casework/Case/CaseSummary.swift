internal import Canonical
internal import Ledger
internal import Playbook

/// The part of a case that every answer about it begins with.
enum CaseSummary {
    static func json(_ file: CaseFile, receipt: LeafHash? = nil) -> JSON { .object(members(file, receipt: receipt)) }

    static func members(_ file: CaseFile, receipt: LeafHash?) -> JSON.Members {
        var members = members(file.now)
        members["playbook"] = file.run.map { record in
            [
                "id": .string(record.program.playbook.id),
                "version": .string(record.program.playbook.version.description),
                "digest": .string(Digest.hexadecimal(record.digest)),
            ]
        }
        members["receipt"] = receipt.map { .string($0.base64) }
        return members
    }

    /// What the queue shows of a case.
    static func members(_ current: Case) -> JSON.Members {
        JSON.members([
            "ref": .string(current.reference.text), "status": .string(current.status.rawValue),
            "priority": .string(current.priority.rawValue),
            "priority_reasons": .array(current.priorityReasons.map(JSON.string)),
            "channel": .string(current.channel.rawValue), "jurisdiction": .string(current.jurisdiction.rawValue),
            "language": .string(current.language), "scam_type": current.scamType.map { .string($0.rawValue) },
            "assignee": current.assignee.map(JSON.string), "opened_at": .string(current.openedAt.description),
            "opened_by": .string(current.openedBy), "updated_at": .string(current.updatedAt.description),
            "revision": .int(Int64(current.revision)), "safe_to_contact": .bool(current.isSafeToContact),
            "steps": [
                "open": .int(Int64(current.openSteps)), "mandatory_open": .int(Int64(current.mandatoryOpen)),
                "done": .int(Int64(current.doneSteps)),
            ],
            "next_due_at": current.nextDueAt.map { .string($0.description) },
            "outcome": current.outcome.map { .string($0.rawValue) },
            "closed_at": current.closedAt.map { .string($0.description) },
            "merged_into": current.mergedInto.map { .string($0.text) },
        ]).object ?? [:]
    }
}
