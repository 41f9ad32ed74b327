public import Canonical

/// One entry of the audit log, version 1: who did what to which case and when, without any personal data.
///
/// Its canonical bytes are what is stored, hashed, exported and shown; nothing is ever serialised a second time from
/// columns. Personal data takes part only as a ``Commitment``.
public struct Leaf: Sendable, Equatable {
    /// Who acted.
    public struct Actor: Sendable, Hashable {
        /// What sort of actor: `staff`, `system`, `service` and so on.
        public let kind: String
        /// The pseudonymous id, never a name.
        public let id: String
        /// The session in which the action happened.
        public let session: String?
        /// The place of the action in its session, from 1.
        public let n: Int64?

        /// An actor outside of any session.
        public init(kind: String, id: String) { (self.kind, self.id, session, n) = (kind, id, nil, nil) }

        /// An actor in a session, with the place of this action in it.
        public init(kind: String, id: String, session: String, n: Int64) {
            (self.kind, self.id, self.session, self.n) = (kind, id, session, n)
        }
    }

    /// The place of an entry in the chain of its case.
    public struct CasePlace: Sendable, Hashable {
        /// The case.
        public let id: String
        /// The place in the case, from 1.
        public let seq: Int64
        /// The leaf hash of the case's previous entry, ``TreeHash/zero`` for the first one.
        public let prev: LeafHash

        /// The place `seq` of the case, after the entry with the hash `prev`.
        public init(id: String, seq: Int64, prev: LeafHash) { (self.id, self.seq, self.prev) = (id, seq, prev) }
    }

    /// The longest leaf in bytes, a limit of tlog-tiles.
    public static let maximumLength = 65_535

    /// The origin of the log to which the entry belongs.
    public let log: String
    /// The id of the entry, unique in the log.
    public let id: String
    /// When it happened.
    public let ts: Timestamp
    /// What happened.
    public let type: EntryType
    /// Who did it.
    public let actor: Actor
    /// The place in the chain of the case, when the entry belongs to one.
    public let `case`: CasePlace?
    /// The pseudonymous id of the person concerned.
    public let subject: String?
    /// Why personal data was needed.
    public let purpose: String?
    /// Facts that are not personal data; empty when there are none.
    public let data: JSON.Members
    /// Commitments to personal data and free text, by path; empty when there are none.
    public let commit: [String: Commitment]

    /// A new entry.
    ///
    /// - Throws: ``LeafError`` when an id, a key or a value is not allowed by the format or by the type's schema, or
    ///   when the leaf is too long.
    public init(
        log: String, id: String, ts: Timestamp, type: EntryType, actor: Actor, case: CasePlace? = nil,
        subject: String? = nil, purpose: String? = nil, data: JSON.Members = [:], commit: [String: Commitment] = [:]
    ) throws(LeafError) {
        self.init(
            unchecked: log, id: id, ts: ts, type: type, actor: actor, case: `case`, subject: subject, purpose: purpose,
            data: data, commit: commit)
        try checkIdentifiers()
        try checkSchema()
        let length = canonicalBytes.count
        if length > Leaf.maximumLength { throw .tooLong(length) }
    }

    init(
        unchecked log: String, id: String, ts: Timestamp, type: EntryType, actor: Actor, case: CasePlace?,
        subject: String?, purpose: String?, data: JSON.Members, commit: [String: Commitment]
    ) {
        (self.log, self.id, self.ts, self.type, self.actor) = (log, id, ts, type, actor)
        (self.case, self.subject, self.purpose, self.data, self.commit) = (`case`, subject, purpose, data, commit)
    }

    /// The leaf as a JSON value.
    public var json: JSON {
        .members([
            "v": 1, "log": .string(log), "id": .string(id), "ts": .string(ts.description),
            "type": .string(type.rawValue), "actor": actor.json, "case": `case`?.json,
            "subject": subject.map(JSON.string), "purpose": purpose.map(JSON.string),
            "data": data.isEmpty ? nil : .object(data),
            "commit": commit.isEmpty ? nil : .object(JSON.Members(mapping: commit) { .string($0.base64) }),
        ])
    }

    /// The bytes that are stored, hashed and exported.
    public var canonicalBytes: [UInt8] { json.canonicalBytes }

    /// The hash of the canonical bytes.
    public var hash: LeafHash { LeafHash(leaf: canonicalBytes) }
}

extension Leaf.Actor {
    fileprivate var json: JSON {
        .members([
            "kind": .string(kind), "id": .string(id), "session": session.map(JSON.string), "n": n.map(JSON.int),
        ])
    }
}

extension Leaf.CasePlace {
    fileprivate var json: JSON { ["id": .string(id), "seq": .int(seq), "prev": .string(prev.base64)] }
}

extension Leaf {
    private func checkIdentifiers() throws(LeafError) {
        func check(_ text: String?, _ field: String) throws(LeafError) {
            if let text, !Code.isValid(text) { throw .malformed(field) }
        }
        try check(log, "log")
        try check(id, "id")
        try check(type.rawValue, "type")
        try check(actor.kind, "actor.kind")
        try check(actor.id, "actor.id")
        try check(actor.session, "actor.session")
        try check(`case`?.id, "case.id")
        try check(subject, "subject")
        try check(purpose, "purpose")
        if let n = actor.n, !(1...LeafNumber.maximum).contains(n) { throw .malformed("actor.n") }
        if let place = `case` {
            if !(1...LeafNumber.maximum).contains(place.seq) { throw .malformed("case.seq") }
            if (place.seq == 1) != (place.prev == .zero) { throw .malformed("case.prev") }
        }
        if !(1...9999).contains(ts.day.civil.year) { throw .malformed("ts") }
    }
}

/// Whole numbers that every JSON reader keeps exactly.
enum LeafNumber {
    static let maximum: Int64 = (1 << 53) - 1
    static func isValid(_ number: Int64) -> Bool { number >= -maximum && number <= maximum }
}

/// Member names `[a-z][a-z0-9_]{0,31}`.
enum LeafKey {
    static func isValid(_ key: String) -> Bool {
        guard let first = key.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z"), key.utf8.count <= 32
        else { return false }
        return key.utf8.allSatisfy(isPart)
    }

    static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Code strings `[A-Za-z0-9_.:/@+-]{1,128}`: wide enough for ids and enumerations, too narrow for free text.
enum Code {
    static func isValid(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(isPart)
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
