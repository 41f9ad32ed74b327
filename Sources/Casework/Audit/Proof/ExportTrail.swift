internal import Canonical
internal import Ledger
internal import Postgres

/// Where an export goes, file by file, as the format names them.
public protocol BundleSink {
    /// Says how many bytes a file will have, before the first of them, where that is known.
    func expect(_ size: Int64, in file: String) async throws
    /// Adds to a file of the bundle; the first call makes it.
    func append(_ bytes: [UInt8], to file: String) async throws
}

extension BundleSink {
    /// A directory does not want to know it.
    public func expect(_ size: Int64, in file: String) async throws {}
}

/// Exports the log as a bundle that anybody can verify with a policy file and nothing else. Writes `audit.exported`, which
/// is part of the bundle.
///
/// With openings the personal data behind the commitments goes along: that needs the right to reveal too, a purpose, and
/// the approval of a second person (``RequestOpenings``, ``DecideOpenings``).
public struct ExportTrail: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.export"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let first: Int64?
    private let last: Int64?
    private let request: String?

    /// The entries from `first` up to and including `last`, all when nothing is said. A range is for looking and for
    /// verifying with a state that reaches to its beginning; only an export from 0 to the end verifies by itself.
    public init(from first: Int64? = nil, to last: Int64? = nil) {
        (self.first, self.last, request) = (first, last, nil)
    }

    /// With the openings for which the actor has asked under this id, and a second person has agreed; the entries are
    /// those of the request.
    public init(openingsOf request: String) { (first, last, self.request) = (nil, nil, request) }

    /// Does it: the entry is written and the log is signed; the files come when they are asked for.
    ///
    /// - Throws: ``DeskError/noSigner``, ``DeskError/noOpeningExport(_:)``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> TrailBundle {
        if let first, let last, first > last { throw DeskError.malformed(field: "from", problem: .range("0…to")) }
        guard let keeper = desk.keeper, keeper.signer != nil else { throw DeskError.noSigner }
        let approved = try await approved(desk, actor)
        let (from, to) = (approved?.first ?? first, approved?.last ?? last)
        // A log that was closed or stopped is shown as it is.
        if request == nil, try await keeper.status().stopReason != nil {
            return try await TrailBundle(desk, actor, from: from ?? 0, to: to, request: nil)
        }
        try await desk.write(
            Draft(
                type: .auditExported, purpose: approved?.purpose.rawValue,
                data: JSON.members([
                    "from": from.map(JSON.int), "to": to.map(JSON.int), "with_openings": .bool(approved != nil),
                    "approved_by": approved?.decidedBy.map(JSON.string), "request": request.map(JSON.string),
                    "format": "bundle",
                ]).object ?? [:]), by: actor,
            statements: request.map { [OpeningExport.move($0, to: "EXPORTED", at: desk.now(), by: actor)] } ?? [])
        _ = try await keeper.checkpoint(withCaseHeads: true)
        try await keeper.askWitnesses()
        return try await TrailBundle(desk, actor, from: from ?? 0, to: to, request: request)
    }

    private func approved(_ desk: Desk, _ actor: Actor) async throws -> OpeningExport? {
        guard let request else { return nil }
        guard Permission.reveal.isGranted(to: actor) else { throw DeskError.notAllowed(.reveal) }
        let approved = try await OpeningExport.find(request, state: "APPROVED", at: desk)
        guard approved.requestedBy == actor.id else { throw DeskError.noOpeningExport(request) }
        return approved
    }
}
