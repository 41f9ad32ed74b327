import Canonical

/// One verification on its way.
struct BundleRun {
    let newest: TrustedCheckpoint
    let options: BundleVerifier.Options
    var findings: Findings
    private var chain: ChainVerifier
    private var range = CompactRange()
    private var openings = OpeningBook()
    private var signed: SignedSizes
    private var times: WitnessTimes
    private var runs: ChainVerifier.Runs?
    private let first: UInt64
    private let rememberedSize: UInt64

    init(newest: TrustedCheckpoint, options: BundleVerifier.Options, state: BundleState?, findings: Findings) {
        (self.newest, self.options, self.findings) = (newest, options, findings)
        let origin = newest.checkpoint.origin
        chain = ChainVerifier(
            origin: origin, size: state?.range.size ?? 0, erased: state?.erased ?? [:], runs: state?.runs,
            room: options.room)
        if let state {
            if !state.origin.utf8.elementsEqual(origin.utf8) {
                self.findings.add(.origin, "the remembered state is about the log \(state.origin)")
            }
            range = state.range
        }
        (first, rememberedSize) = (range.size, state?.range.size ?? 0)
        (signed, times) = (SignedSizes(), WitnessTimes(skew: options.maximumSkew))
    }

    mutating func addCheckpoints(
        _ source: some BundleSource, kept: [BundleVerifier.KeptCheckpoint], policy: WitnessPolicy
    ) throws {
        for checkpoint in kept { add(checkpoint.name, checkpoint.bytes, policy) }
        for name in try source.olderCheckpoints() {
            guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(where: { $0 == 0x2F || $0 == 0 }) else {
                findings.add(.input, "a checkpoint with the name \(name) is not inside of the bundle")
                continue
            }
            if let bytes = try source.contents(.olderCheckpoint(name)) { add(name, bytes, policy) }
        }
        let (before, claimed) = (rememberedSize, newest.checkpoint.size)
        if before > claimed {
            findings.add(.rollback, "verified \(before) entries before, the log now claims \(claimed)")
        }
        signed.add(newest)
        times.add(newest)
        signed.begin(at: first, root: range.root, &findings)
        times.begin()
    }

    private mutating func add(_ name: String, _ bytes: [UInt8], _ policy: WitnessPolicy) {
        do throws(NoteError) {
            let trusted = try TrustedCheckpoint(name: name, bytes: bytes, policy: policy)
            let (checkpoint, claimed) = (trusted.checkpoint, newest.checkpoint)
            if !checkpoint.origin.utf8.elementsEqual(claimed.origin.utf8) {
                findings.add(.origin, "\(name): a checkpoint of the log \(checkpoint.origin)")
            } else if checkpoint.size > claimed.size {
                findings.add(.rollback, "\(name) has size \(checkpoint.size), the log now claims \(claimed.size)")
            } else {
                signed.add(trusted)
                times.add(trusted)
            }
        } catch { findings.add(Finding(error, of: name)) }
    }

    mutating func readOpenings(_ source: some BundleSource) throws {
        guard let stream = try source.open(.openings) else { return }
        var reader = LineReader(stream)
        var place = 0
        try reader.forEach { line, _ in
            openings.add(line, place: place, into: &findings)
            place += 1
        }
    }

    mutating func readEntries(_ source: some BundleSource) throws {
        guard let stream = try source.open(.entries) else { throw BundleInputError.missing(.entries) }
        var reader = LineReader(stream)
        try reader.forEach { line, isComplete in
            if !isComplete { findings.add(.leafForm, index: range.size, "the last line has no newline") }
            entry(line)
        }
    }

    private mutating func entry(_ line: UnsafeBufferPointer<UInt8>) {
        let index = range.size
        let hash = LeafHash(leaf: UnsafeRawBufferPointer(line))
        if let leaf = chain.check(line, hash: hash, into: &findings) {
            if let time = leaf.time { times.check(time, index: index, &findings) }
            if !openings.isEmpty { openings.visit(leaf, bytes: line, index: index) }
        }
        range.append(hash)
        if range.size == signed.nextSize { signed.compare(range.root, &findings) }
    }

    mutating func conclude() {
        let (size, claimed) = (range.size, newest.checkpoint.size)
        if size < claimed {
            findings.add(.truncated, "\(size) entries, but the checkpoint commits to \(claimed)")
        }
        if size > claimed {
            findings.add(.unsealed, "\(size) entries, but the checkpoint commits to only \(claimed)")
        }
        runs = chain.finish(keeping: options.isRemembering, into: &findings)
        openings.report(erased: chain.erased, into: &findings)
        if let now = options.now, let last = newest.witnessTimes.last {
            let (age, overflow) = now.seconds.subtractingReportingOverflow(last)
            if !overflow && age > options.maximumAge { findings.add(.stale, "the newest witness time is \(age) s old") }
        }
    }

    var report: BundleReport {
        var report = BundleReport(findings: findings)
        report.summary.origin = newest.checkpoint.origin
        report.summary.first = first
        report.summary.size = range.size
        report.summary.root = newest.checkpoint.root
        report.summary.cases = Int(clamping: chain.caseCount)
        report.summary.openings = openings.count
        report.summary.checkpoints = signed.count
        report.summary.erasedSubjects = chain.erased.count
        report.summary.witnessTimes = newest.witnessTimes
        report.summary.hasExtensions = !newest.checkpoint.extensions.isEmpty
        if findings.isEmpty, let runs {
            report.state = BundleState(
                origin: newest.checkpoint.origin, range: range, erased: chain.erased, runs: runs)
        }
        return report
    }
}
