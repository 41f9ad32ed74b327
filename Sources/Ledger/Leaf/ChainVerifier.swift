/// Follows the chains and counters inside of the leaves: cases, sessions, ids, genesis and head snapshots.
///
/// Feed it all leaves of a log in order, from an export or from the store. It never stops at a finding, and goes on from
/// what the leaf claims, so that one fault is one finding.
///
/// Its memory does not grow with the log: ids are put aside in sorted runs, and so are cases and sessions when there are
/// many. Ids that occur twice, and breaks in chains that were put aside, are found by ``finish(into:)``.
public struct ChainVerifier: Sendable {
    /// Room for what is put aside, and how much of it stays in memory.
    public struct Room: Sendable {
        /// Where to put what is too much for the memory.
        public var space: any SpillSpace
        /// How many cases, and how many sessions, are kept in memory: about 200 bytes each. Of ids four times as many
        /// are kept, 28 bytes each.
        public var keysInMemory: Int

        /// Room beside the memory, for 16,384 cases in it: about 11 MiB in all, and fewer misses of the processor's caches
        /// than with more.
        public init(_ space: any SpillSpace = MemorySpill(), keysInMemory: Int = 1 << 14) {
            (self.space, self.keysInMemory) = (space, keysInMemory)
        }
    }

    /// The ends of all chains in sorted runs.
    struct Runs: Sendable {
        let cases: SortedRun
        let sessions: SortedRun
        let ids: SortedRun
    }

    /// The origin to which all leaves must belong.
    public let origin: String
    /// How many leaves the verifier has seen, which is the index of the next one.
    public private(set) var size: UInt64 = 0
    /// The number of cases seen; known after ``finish(into:)``.
    public private(set) var caseCount: UInt64 = 0

    private(set) var erased: [ByteText: UInt64] = [:]
    private var cases: ChainBook<CaseStretch>
    private var sessions: ChainBook<SessionStretch>
    private var ids: IDBook
    private let originText: [UInt8]
    private var failure: (any Error)?

    /// A verifier for the log `origin`, before its first leaf.
    public init(origin: String, room: Room = Room()) {
        self.init(origin: origin, size: 0, erased: [:], runs: nil, room: room)
    }

    init(origin: String, size: UInt64, erased: [ByteText: UInt64], runs: Runs?, room: Room) {
        (self.origin, self.size, self.erased) = (origin, size, erased)
        originText = LeafText.canonicalContent(of: origin)
        let (space, limit) = (room.space, room.keysInMemory)
        cases = ChainBook(space, limit: limit, run: runs?.cases)
        sessions = ChainBook(space, limit: limit, run: runs?.sessions)
        ids = IDBook(space, limit: limit.multipliedReportingOverflow(by: 4).partialValue, run: runs?.ids)
    }

    /// Reports what can only be known after the last leaf. Call it once.
    public mutating func finish(into findings: inout Findings) { _ = finish(keeping: false, into: &findings) }

    /// The same; the runs are what the next verification begins with, when they are kept.
    mutating func finish(keeping isKept: Bool, into findings: inout Findings) -> Runs? {
        do {
            if let failure { throw failure }
            let (count, cases) = try cases.finish(keeping: isKept, &findings)
            caseCount = count
            let sessions = try sessions.finish(keeping: isKept, &findings).run
            let ids = try ids.finish(keeping: isKept, &findings)
            if let cases, let sessions, let ids { return Runs(cases: cases, sessions: sessions, ids: ids) }
        } catch {
            findings.add(.input, "what was put aside while verifying cannot be written or read: \(error)")
        }
        return nil
    }

    /// Goes on when there is no room, so that the entries are all looked at; ``finish(into:)`` reports it.
    private mutating func aside(_ body: (inout ChainVerifier) throws -> Void) {
        guard failure == nil else { return }
        do { try body(&self) } catch { failure = error }
    }

    /// Checks the next leaf of the log.
    ///
    /// - Returns: its leaf hash.
    @discardableResult
    public mutating func check(_ leaf: [UInt8], into findings: inout Findings) -> LeafHash {
        let hash = LeafHash(leaf: leaf)
        leaf.withUnsafeBufferPointer { _ = check($0, hash: hash, into: &findings) }
        return hash
    }

    /// Checks the next leaf; returns what was read of it, unless it cannot be read.
    mutating func check(
        _ bytes: UnsafeBufferPointer<UInt8>, hash: LeafHash, into findings: inout Findings
    ) -> ScannedLeaf? {
        let index = size
        size += 1
        if bytes.count > Leaf.maximumLength {
            findings.add(.leafForm, index: index, "leaf of \(bytes.count) bytes is longer than \(Leaf.maximumLength)")
        }
        var scanner = LeafScanner(bytes)
        let leaf: ScannedLeaf
        do throws(LeafError) { leaf = try scanner.leaf() } catch {
            findings.add(.leafForm, index: index, "not a canonical leaf: \(error)")
            return nil
        }
        checkForm(leaf, scanner, index, &findings)
        if let id = leaf.id {
            aside { try $0.ids.add(Fingerprint(bytes, id), index: index, &findings) }
        }
        checkType(leaf, scanner, index, &findings)
        checkCase(leaf, scanner, hash, index, &findings)
        checkSession(leaf, scanner, index, &findings)
        noteSpecialTypes(leaf, scanner, index, &findings)
        return leaf
    }

    private func checkForm(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ index: UInt64, _ findings: inout Findings
    ) {
        if let fault = leaf.fault { findings.add(.leafForm, index: index, "not a leaf of version 1: \(fault)") }
        if let version = leaf.version, version != 1 {
            findings.add(.leafForm, index: index, "unknown entry version \(version)")
        }
        if let log = leaf.log, originText.withUnsafeBufferPointer({ Bytes.order($0, scanner[log]) != 0 }) {
            findings.add(.origin, index: index, "entry belongs to the log \(scanner.string(log))")
        }
    }

    private func checkType(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ index: UInt64, _ findings: inout Findings
    ) {
        guard let type = leaf.type else { return }
        let opens = scanner.matches(type, "log.opened")
        if index == 0 && !opens { findings.add(.genesis, index: index, "entry 0 is not log.opened") }
        if index > 0 && opens { findings.add(.genesis, index: index, "a second log.opened") }
    }

    private mutating func checkCase(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ hash: LeafHash, _ index: UInt64, _ findings: inout Findings
    ) {
        guard let place = leaf.casePlace else { return }
        let previous = TreeHash(base64: scanner[place.previous])
        let entry = CaseStretch(number: place.number, previous: previous, hash: hash, index: index)
        aside { verifier throws in
            try LeafText.withContent(of: scanner[place.id]) { try verifier.cases.add($0, entry, &findings) }
        }
    }

    private mutating func checkSession(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ index: UInt64, _ findings: inout Findings
    ) {
        guard let session = leaf.session, let number = leaf.sessionNumber else { return }
        let action = SessionStretch(number: number, index: index)
        aside { verifier throws in
            try LeafText.withContent(of: scanner[session]) { try verifier.sessions.add($0, action, &findings) }
        }
    }

    private mutating func noteSpecialTypes(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ index: UInt64, _ findings: inout Findings
    ) {
        guard let type = leaf.type else { return }
        if scanner.matches(type, "subject.erased"), let subject = leaf.subject {
            erased[ByteText(scanner.bytes, subject)] = index
        }
        guard scanner.matches(type, "audit.case_heads") else { return }
        let claimed = leaf.data.flatMap { CaseHeads(data: scanner.string($0)) }
        aside { verifier throws in
            var range = CompactRange()
            let count = try verifier.cases.forEach(&findings) { id, head in
                range.append(LeafHash(leaf: CaseHeadTree.line(case: Array(id), seq: head.number, head: head.hash)))
            }
            if claimed != CaseHeads(root: range.root, count: count, size: index) {
                findings.add(.caseHeads, index: index, "snapshot of the case heads differs from the entries before it")
            }
        }
    }

    /// The tree over the heads of all cases seen so far.
    ///
    /// - Throws: what reading back what was put aside throws.
    public mutating func caseHeads() throws -> CaseHeadTree {
        var heads: [(id: String, seq: Int64, head: LeafHash)] = []
        var findings = Findings()
        _ = try cases.forEach(&findings) { id, head in
            heads.append((String(decoding: id, as: UTF8.self), head.number, head.hash))
        }
        return CaseHeadTree(heads)
    }
}
