internal import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

extension Desk {
    /// Destroys what is held on a person whose erasure was approved, in one transaction with `subject.erased`.
    ///
    /// The key goes first of all: what backups still have of the sealed values cannot be opened without it, and the backups'
    /// own copy of the wrapped key dies with the epoch of the key-encryption key. The skeleton of the case stays: codes,
    /// times, sums, and the steps of its runs without their words.
    func destroy(_ reference: CaseReference, party: Int, by actor: Actor) async throws -> JSON {
        let caseNo = reference.caseNo
        let before: [SQL] = [
            Erasure.selectOpen(caseNo, party: party), Retention.select, RunRecord.selectEvents(caseNo),
            "SELECT path, sealed FROM privacy.own_phones(\(caseNo), \(Int32(clamping: party))::smallint)",
            """
            SELECT (SELECT count(*) FROM privacy.value v WHERE v.case_no = p.case_no AND v.subject = p.subject) AS held,
                (SELECT count(*) FROM privacy.opening o WHERE o.case_no = p.case_no AND o.subject = p.subject) AS openings,
                (SELECT k.version FROM privacy.subject_key k WHERE k.case_no = p.case_no AND k.subject = p.subject) AS version
            FROM casework.party p WHERE p.case_no = \(caseNo) AND p.party_no = \(Int32(clamping: party))
            """,
        ]
        return try await read(reference, by: actor, also: before) { file, at in
            let person = try file.party(party)
            guard let erasure = try file.extra[0].rows.first.map(Erasure.init), erasure.state == "APPROVED" else {
                throw DeskError.noSuchPart(reference: reference.text, part: "approved erasure of person", number: party)
            }
            let backup = try Retention.periods(file.extra[1])[.backup]
            let cleanBy = at.adding(days: backup?.days ?? 35)
            let counts = try file.extra[4].only("casework.party")
            let categories = DataCategory.destroyed(party: party).map(\.rawValue)
            let (held, openings): (Int64, Int64) = (try counts["held"], try counts["openings"])
            let version: Int64 = try counts["version"]
            file.statements.append(
                """
                UPDATE privacy.erasure SET categories = \(categories), value_count = \(Int32(held)),
                    opening_count = \(Int32(openings)), key_version = \(Int32(version)), backups_clean_by = \(cleanBy)
                WHERE request = \(erasure.request)
                """)
            let events = party == 1 ? try file.extra[2].rows.map { try ErasedEvent($0, file.subject) } : []
            let own = try ownDigests(file.extra[3].rows, file.subject)
            file.statements.append(
                """
                SELECT privacy.destroy(\(erasure.request), \(at), (\(events.map(\.run))::bigint[])::smallint[],
                    \(events.map(\.seq))::bigint[], \(events.map(\.bytes))::bytea[], \(own)::bytea[], \(reference.text))
                """)
            let data: JSON.Members = [
                "request": .string(erasure.request), "basis": .string(erasure.basis.rawValue), "system": "redress",
                "categories": .array(categories.map(JSON.string)), "method": "KEY_AND_VALUES_DESTROYED",
                "approved_by": .string(erasure.decidedBy ?? actor.id), "values": .int(held), "openings": .int(openings),
                "backups_clean_by": .string(cleanBy.wholeSecondsText), "key_version": .int(version),
            ]
            return Change(
                answer: { file, receipt in
                    [
                        "ref": .string(file.now.reference.text), "party": .int(Int64(party)), "state": "ERASED",
                        "request": .string(erasure.request), "erased_at": .string(at.description),
                        "values": .int(held), "openings": .int(openings),
                        "backups_clean_by": .string(cleanBy.wholeSecondsText), "receipt": .string(receipt.base64),
                    ]
                }, entry: Draft(type: .subjectErased, subject: person.subject, data: data))
        }
    }

    /// How the person's own phone would stand among the traces, should somebody have put it there.
    private func ownDigests(_ openings: [Row], _ subject: Subject) throws -> [[UInt8]] {
        try openings.flatMap { row -> [[UInt8]] in
            let bytes = try subject.key.openBytes(row["sealed"], table: "opening", column: row["path"])
            guard let phone = try JSON(parsing: bytes)["value"]?.string else { return [] }
            return BlindIndex(keys).values(of: phone, column: "indicator").map(\.bytes)
        }
    }
}

/// A run event as it is stored after its person was erased: whole, without words, and with nothing sealed.
private struct ErasedEvent: Sendable {
    let run: Int64
    let seq: Int64
    let bytes: [UInt8]

    init(_ row: Row, _ subject: Subject) throws {
        run = try row["run_no"]
        seq = try row["seq"]
        bytes = try RunEvent(stored: row, subject: subject).erased(keeping: Self.caseCodes).json.canonicalBytes
    }

    /// Inputs that the case gives its run and that are codes or times.
    private static let caseCodes: Set<String> = ["reference", "channel", "language", "jurisdiction", "scam_type"]
}
