/// The verdict on a bundle.
public struct BundleReport: Sendable {
    /// What was looked at.
    public struct Summary: Sendable, Equatable {
        /// The log.
        public internal(set) var origin = ""
        /// The index of the first entry that was looked at.
        public internal(set) var first: UInt64 = 0
        /// The number of entries up to the last one that was looked at.
        public internal(set) var size: UInt64 = 0
        /// The root that is signed in the newest checkpoint.
        public internal(set) var root = TreeHash.emptyRoot
        /// The number of cases.
        public internal(set) var cases = 0
        /// The number of openings that could be read.
        public internal(set) var openings = 0
        /// The number of checkpoints that were compared with the entries.
        public internal(set) var checkpoints = 0
        /// The number of subjects whose data was erased.
        public internal(set) var erasedSubjects = 0
        /// The times of the witnesses of the newest checkpoint in Unix seconds.
        public internal(set) var witnessTimes: [Int64] = []
        /// Whether the checkpoint has lines about which nobody can say anything.
        public internal(set) var hasExtensions = false
    }

    /// What is wrong.
    public internal(set) var findings: Findings
    /// What was looked at.
    public internal(set) var summary = Summary()
    /// What to remember for the next time; only of a bundle without findings, and when asked for.
    public internal(set) var state: BundleState?

    /// Whether nothing is wrong.
    public var isOK: Bool { findings.isEmpty }
}
