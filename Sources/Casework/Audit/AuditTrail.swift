internal import Canonical
internal import Ledger
internal import Postgres

/// Writes entries: asks for the place, builds the leaf, appends it. Always inside of the transaction of the change.
struct AuditTrail: Sendable {
    /// The name of the log, part of every leaf.
    let origin: String
    /// Where the sessions of this program stand.
    let counters = SessionCounters()

    /// Locks the place of the next entry. Must run before anything of the case is read for the change.
    static func place(caseNo: Int64?, session: String) -> SQL {
        "SELECT case_seq, case_head, session_n FROM audit.next_place(\(caseNo), \(session))"
    }

    /// Reads the answer of ``place(caseNo:session:)``.
    static func place(_ result: QueryResult) throws -> EntryPlace { try place(result.only("audit.next_place")) }

    static func place(_ row: Row) throws -> EntryPlace {
        EntryPlace(
            caseSeq: try row.decode(Int64?.self, "case_seq"),
            caseHead: try row.decode([UInt8]?.self, "case_head").flatMap { LeafHash($0) },
            sessionN: try row.decode(Int64.self, "session_n"))
    }

    /// Builds the entry that tells of `draft` at this place.
    func prepare(_ draft: Draft, caseNo: Int64?, by actor: Actor, at: Timestamp, place: EntryPlace) throws
        -> PreparedEntry
    {
        let id = RandomID.entry()
        var openings: [Opening] = []
        var commitments: [String: Commitment] = [:]
        for (path, value) in draft.committed {
            guard let salt = Salt(Digest.random(32)) else { continue }
            let opening = Opening(entry: id, path: path, salt: salt, value: value)
            openings.append(opening)
            commitments[path] = try opening.commitment()
        }
        var casePlace: Leaf.CasePlace?
        if let caseNo, let seq = place.caseSeq, let head = place.caseHead {
            casePlace = Leaf.CasePlace(id: "c-\(caseNo)", seq: seq + 1, prev: head)
        }
        let leaf = try Leaf(
            log: origin, id: id, ts: at, type: draft.type,
            actor: Leaf.Actor(kind: actor.kind.rawValue, id: actor.id, session: actor.session, n: place.sessionN + 1),
            case: casePlace, subject: draft.subject, purpose: draft.purpose, data: draft.data, commit: commitments)
        counters.note(place.sessionN + 1, of: actor.session)
        return PreparedEntry(leaf: leaf, openings: openings)
    }

    /// The statement that appends it.
    static func append(_ entry: PreparedEntry, caseNo: Int64?, session: String, place: EntryPlace) -> SQL {
        let leaf = entry.leaf
        return """
            SELECT audit.append(\(leaf.id), \(caseNo), \(leaf.case?.seq), \(session), \(place.sessionN + 1), \
            \(leaf.subject), \(leaf.type.rawValue), \(leaf.ts), \(entry.bytes), \(place.caseHead?.bytes), \(place.sent))
            """
    }
}

extension QueryResult {
    /// The one row of a statement that always answers one.
    func only(_ what: String) throws -> Row {
        guard let row = rows.first else { throw StoreFault.noRow(what) }
        return row
    }
}

/// The store does not hold what its own rules promise: a fault of the program or of somebody's hand, not of a user.
enum StoreFault: Error, Equatable {
    /// A statement that always answers a row answered none.
    case noRow(String)
    /// A stored value cannot be read back.
    case unreadable(String)
}
