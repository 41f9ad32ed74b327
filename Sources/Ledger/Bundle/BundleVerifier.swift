public import Canonical

/// Verifies an export bundle without the database and without the program that wrote it.
///
/// It trusts nothing but the policy, the checkpoints that the auditor kept, and the state that it wrote itself. Memory
/// grows with the openings and the erased subjects, not with the entries, cases and sessions: what is too much is put
/// aside.
public struct BundleVerifier: Sendable {
    /// What the auditor decides beside the policy.
    public struct Options: Sendable {
        /// How many seconds the clocks of log and witnesses may differ.
        public var maximumSkew: Int64 = 300
        /// How old the newest witness time may be in seconds.
        public var maximumAge: Int64 = 86_400
        /// The present, without which nothing is stale.
        public var now: Timestamp?
        /// How many findings of one code are kept.
        public var findingLimit = 50
        /// Where to put aside what is too much for the memory.
        public var room = ChainVerifier.Room()
        /// Whether the report is to have a state for the next time.
        public var isRemembering = true

        /// Five minutes of skew, a day of age, no present.
        public init(now: Timestamp? = nil) { self.now = now }
    }

    /// A checkpoint that the auditor kept from an earlier time.
    public struct KeptCheckpoint: Sendable {
        /// A name for the findings.
        public let name: String
        /// The note.
        public let bytes: [UInt8]

        /// A checkpoint that was kept under this name.
        public init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    }

    /// Whom the auditor trusts.
    public let policy: WitnessPolicy
    /// What else the auditor decides.
    public let options: Options

    /// A verifier with this policy.
    public init(policy: WitnessPolicy, options: Options = Options()) { (self.policy, self.options) = (policy, options) }

    /// Verifies a bundle; findings never stop it, so that the auditor sees them all, unless there is no checkpoint to
    /// trust.
    public func verify(
        _ source: some BundleSource, kept: [KeptCheckpoint] = [], state: BundleState? = nil
    ) -> BundleReport {
        var findings = Findings(limit: options.findingLimit)
        guard let newest = newest(source, &findings) else { return BundleReport(findings: findings) }
        var run = BundleRun(newest: newest, options: options, state: state, findings: findings)
        do {
            try run.addCheckpoints(source, kept: kept, policy: policy)
            try run.readOpenings(source)
            try run.readEntries(source)
            run.conclude()
        } catch {
            run.findings.add(.input, "the bundle cannot be read: \(error)")
        }
        return run.report
    }

    /// Verifies a bundle with a policy that is still to be read.
    public static func verify(
        _ source: some BundleSource, policy: [UInt8], kept: [KeptCheckpoint] = [], state: BundleState? = nil,
        options: Options = Options()
    ) -> BundleReport {
        do throws(NoteError) {
            return BundleVerifier(policy: try WitnessPolicy(parsing: policy), options: options)
                .verify(source, kept: kept, state: state)
        } catch {
            var findings = Findings()
            findings.add(Finding(error, of: "policy"))
            return BundleReport(findings: findings)
        }
    }

    private func newest(_ source: some BundleSource, _ findings: inout Findings) -> TrustedCheckpoint? {
        do {
            guard let bytes = try source.contents(.checkpoint) else { throw BundleInputError.missing(.checkpoint) }
            return try TrustedCheckpoint(name: "checkpoint", bytes: bytes, policy: policy)
        } catch let error as NoteError {
            findings.add(Finding(error, of: "checkpoint"))
        } catch {
            findings.add(.input, "the bundle cannot be read: \(error)")
        }
        return nil
    }
}

/// A checkpoint whose signatures were verified.
struct TrustedCheckpoint {
    let name: String
    let checkpoint: Checkpoint
    let witnessTimes: [Int64]

    init(name: String, bytes: [UInt8], policy: WitnessPolicy) throws(NoteError) {
        let signed = try SignedCheckpoint(parsing: bytes)
        (self.name, checkpoint, witnessTimes) = (name, signed.checkpoint, try signed.verify(by: policy))
    }
}
