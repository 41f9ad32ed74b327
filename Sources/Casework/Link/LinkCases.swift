public import Canonical
internal import Ledger
internal import Postgres

/// Says that two cases belong together, or that they do not after all. Both keep their histories, and both get an entry
/// `case.linked`. Whoever has the one may link it; nothing of the other is shown to him by that.
public struct LinkCases: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.link"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let other: CaseReference
    private let kind: LinkKind
    private let isRemoved: Bool
    private let key: RequestKey?

    /// A link of this kind between two cases.
    public init(
        _ reference: CaseReference, _ other: CaseReference, kind: LinkKind, isRemoved: Bool = false,
        key: RequestKey? = nil
    ) {
        (self.reference, self.other, self.kind, self.isRemoved, self.key) = (reference, other, kind, isRemoved, key)
    }

    /// Does it, in the transaction that writes its entries.
    ///
    /// - Throws: ``DeskError/sameCase(reference:)``; ``DeskError/malformed(field:problem:value:)`` for a merge, which has an
    ///   operation of its own.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard kind != .merged else {
            let others = LinkKind.allCases.filter { $0 != .merged }.map(\.rawValue)
            throw DeskError.malformed(field: "kind", problem: .range(others.joined(separator: ", ")))
        }
        return try await desk.changeBoth(reference, other, by: actor, key: key) { pair, at in
            try pair.first.demandAccess(actor)
            try pair.first.demandLiving()
            try pair.first.demandPerson()
            let ends = [(pair.first.before, other), (pair.second.before, reference)]
            let statements = ends.map { one, another in
                isRemoved
                    ? CaseLink.remove(one.caseNo, to: another, kind, at: at, by: actor)
                    : CaseLink.insert(one.caseNo, to: another, kind, at: at, by: actor)
            }
            pair.first.statements.append(statements[0])
            pair.second.statements.append(statements[1])
            return PairChange(
                first: draft(to: other), second: draft(to: reference),
                answer: { pair, receipt in
                    var members = CaseSummary.members(pair.first, receipt: receipt)
                    members["link"] = [
                        "ref": .string(other.text), "kind": .string(kind.rawValue), "removed": .bool(isRemoved),
                    ]
                    return .object(members)
                })
        }
    }

    private func draft(to other: CaseReference) -> Draft {
        Draft(
            type: .caseLinked,
            data: [
                "other_case": .string("c-\(other.caseNo)"), "link": .string(kind.rawValue),
                "result": isRemoved ? "removed" : "linked",
            ])
    }
}
