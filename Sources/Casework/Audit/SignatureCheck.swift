internal import Canonical
internal import Ledger
internal import Postgres

/// The check of what stands below every kept checkpoint: the signatures of the log, and the cosignatures of witnesses.
///
/// It runs after the entries were read, because the trail itself tells of keys that are no longer in use. The roots were
/// compared with the entries by then.
struct SignatureCheck {
    /// What was looked at.
    struct Count {
        /// How many checkpoints the store keeps.
        var kept: Int64 = 0
        /// How many of them a known key has signed.
        var signed: Int64 = 0
        /// How many cosignatures of known witnesses verify.
        var cosigned: Int64 = 0
        /// Checkpoints and cosignatures of which nobody here knows the key.
        var unchecked: Int64 = 0

        var json: JSON {
            [
                "kept": .int(kept), "signed": .int(signed), "cosignatures": .int(cosigned),
                "unchecked": .int(unchecked),
            ]
        }
    }

    private(set) var count = Count()
    private let keys: HouseKeys
    private var cursor: StoreCursor
    /// The note that was looked at last, and its text when it is a checkpoint.
    private var last: (size: Int64, note: [UInt8], text: String?)?

    init(_ keys: HouseKeys, in transaction: Transaction) async throws {
        self.keys = keys
        // What has no partner in the other table was put there by hand.
        cursor = try await StoreCursor(
            "signatures",
            over: """
                SELECT c.size, c.note, s.size AS cosigned, s.witness, s.at, s.line
                FROM audit.checkpoint c FULL JOIN audit.cosignature s ON s.size = c.size
                ORDER BY coalesce(c.size, s.size), c.note, s.witness
                """, batch: 1_000, in: transaction)
    }

    /// Checks the next ones; nil when all were.
    mutating func next() async throws -> [SealedCheck.Found]? {
        let rows = try await cursor.nextBatch()
        if rows.isEmpty { return nil }
        var found: [SealedCheck.Found] = []
        for row in rows {
            found += checkCheckpoint(row)
            found += checkCosignature(row)
        }
        return found
    }

    private mutating func checkCheckpoint(_ row: Row) -> [SealedCheck.Found] {
        // A row that cannot be read was named when the roots were compared.
        guard let size = try? row["size", as: Int64.self], let note = try? row["note", as: [UInt8].self],
            last.map({ $0.size != size || $0.note != note }) ?? true
        else { return [] }
        count.kept += 1
        last = (size, note, nil)
        do throws(NoteError) {
            let signed = try SignedCheckpoint(parsing: note)
            last?.text = signed.note.text
            if try keys.isSigned(signed) { count.signed += 1 } else { count.unchecked += 1 }
            return []
        } catch { return [Self.found(error, size, "the checkpoint of size \(size)")] }
    }

    private mutating func checkCosignature(_ row: Row) -> [SealedCheck.Found] {
        guard let size = try? row["cosigned", as: Int64.self] else { return [] }
        guard let name = try? row["witness", as: String.self], let line = try? row["line", as: String.self],
            let at = try? row["at", as: Timestamp.self]
        else { return [SealedCheck.Found("COLUMN_MISMATCH", at: size, "a cosignature of size \(size) cannot be read")] }
        let what = "the cosignature of \(name) of size \(size)"
        guard (try? row["size", as: Int64.self]) != nil else {
            return [SealedCheck.Found("COLUMN_MISMATCH", at: size, "\(what) belongs to no checkpoint")]
        }
        guard let text = last?.text else { return [] }
        do throws(NoteError) {
            let note = try SignedNote(parsing: Array((text + "\n" + line).utf8))
            guard note.signatures.count == 1 else { throw .signatureCount(note.signatures.count) }
            return try check(note.signatures[0], over: text, by: name, at, size, what)
        } catch { return [Self.found(error, size, what)] }
    }

    private mutating func check(
        _ signature: SignedNote.Signature, over text: String, by name: String, _ at: Timestamp, _ size: Int64,
        _ what: String
    ) throws(NoteError) -> [SealedCheck.Found] {
        guard let witness = keys.witnesses.first(where: { $0.key.isNamed(by: signature) }) else {
            // A witness that is asked has one key; of one that is no longer asked nobody here has it.
            if keys.witnesses.contains(where: { $0.name == name }) { throw .notSigned(origin: name) }
            count.unchecked += 1
            return []
        }
        guard let seconds = Cosignature.time(of: signature, over: text, by: witness.key) else {
            throw .signature(of: witness.key.name)
        }
        guard at.seconds == seconds else {
            return [SealedCheck.Found("COLUMN_MISMATCH", at: size, "\(what) has another time than its row")]
        }
        count.cosigned += 1
        return []
    }

    private static func found(_ error: NoteError, _ size: Int64, _ what: String) -> SealedCheck.Found {
        let finding = Finding(error, of: what)
        return SealedCheck.Found(finding.code.rawValue, at: size, finding.message)
    }
}
