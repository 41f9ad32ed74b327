/// Follows the chains and counters inside of the leaves: cases, sessions, ids, genesis and head snapshots.
///
/// Feed it all leaves of a log in order, from an export or from the store. It never stops at a finding, and goes on from
/// what the leaf claims, so that one fault is one finding.
public struct ChainVerifier: Sendable {
    struct CaseHead: Sendable, Equatable {
        var number: Int64
        var hash: LeafHash
    }

    /// The origin to which all leaves must belong.
    public let origin: String
    /// How many leaves the verifier has seen, which is the index of the next one.
    public private(set) var size: UInt64 = 0

    var cases: [ByteText: CaseHead] = [:]
    var sessions: [ByteText: Int64] = [:]
    var erased: [ByteText: UInt64] = [:]
    var ids: Set<Fingerprint> = []
    private let originText: [UInt8]

    /// A verifier for the log `origin`, before its first leaf.
    public init(origin: String) {
        self.origin = origin
        originText = LeafText.canonicalContent(of: origin)
    }

    init(origin: String, size: UInt64) {
        self.init(origin: origin)
        self.size = size
    }

    /// The same chains, but demanding another origin.
    func continued(for origin: String) -> ChainVerifier {
        var verifier = ChainVerifier(origin: origin, size: size)
        (verifier.cases, verifier.sessions, verifier.erased, verifier.ids) = (cases, sessions, erased, ids)
        return verifier
    }

    /// The number of cases seen.
    public var caseCount: Int { cases.count }

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
        if let id = leaf.id, !ids.insert(Fingerprint(bytes, id)).inserted {
            findings.add(.duplicate, index: index, "entry id \(scanner.string(id)) occurs twice")
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
        if let log = leaf.log, !scanner.bytes[log].elementsEqual(originText) {
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
        let last = cases.updateValue(
            CaseHead(number: place.number, hash: hash), forKey: ByteText(scanner.bytes, place.id))
        let expected = last ?? CaseHead(number: 0, hash: .zero)
        if place.number != expected.number + 1 {
            findings.add(
                .caseGap, index: index,
                "case \(scanner.string(place.id)): entry \(place.number) follows entry \(expected.number)")
        }
        let text = UnsafeBufferPointer(rebasing: scanner.bytes[place.previous])
        if TreeHash(base64: text) != expected.hash {
            findings.add(
                .caseChain, index: index,
                "case \(scanner.string(place.id)): entry \(place.number) does not name its predecessor")
        }
    }

    private mutating func checkSession(
        _ leaf: ScannedLeaf, _ scanner: LeafScanner, _ index: UInt64, _ findings: inout Findings
    ) {
        guard let session = leaf.session, let number = leaf.sessionNumber else { return }
        let last = sessions.updateValue(number, forKey: ByteText(scanner.bytes, session)) ?? 0
        if number != last + 1 {
            findings.add(
                .sessionGap, index: index,
                "session \(scanner.string(session)): action \(number) follows action \(last)")
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
        if claimed != CaseHeads(root: caseHeads.root, count: UInt64(cases.count), size: index) {
            findings.add(.caseHeads, index: index, "snapshot of the case heads differs from the entries before it")
        }
    }

    /// The tree over the heads of all cases seen so far.
    public var caseHeads: CaseHeadTree {
        CaseHeadTree(cases.map { (id: $0.key.content, seq: $0.value.number, head: $0.value.hash) })
    }
}
