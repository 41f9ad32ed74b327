extension DeskError {
    /// What the desk tells a person about its trail.
    var trailExplanation: Explanation {
        switch self {
        case .trailStopped:
            Explanation(
                .conflict, "trail-stopped",
                "Nothing can be recorded: the signer or a witness knows a longer history than this store has.",
                wayOut: "Compliance decides what to do: see “After a restore” in docs/audit.md.")
        case .noSigner:
            Explanation(
                .unreachable, "no-signer", "There is nobody here who signs checkpoints.",
                wayOut: "Start a signer (redress audit signer) and name its socket in REDRESS_SIGNER.")
        case .signerAway:
            Explanation(
                .unreachable, "signer-away", "The signer cannot be reached.",
                wayOut: "Check that redress audit signer runs and that REDRESS_SIGNER names its socket.")
        case .signerRefused(let reason):
            Explanation(
                .conflict, "signer-refused", "The signer refuses: \(reason).",
                wayOut: "See “After a restore” in docs/audit.md.")
        case .noSuchEntry(let id):
            Explanation(
                .notFound, "no-such-entry",
                "The trail has no entry \(id.echoed(or: id.hasPrefix("at ") ? id : "like that")).",
                wayOut:
                    "Compare it with what you were given; if it is right, an entry is missing: run redress audit verify."
            )
        default: Explanation(.fault, "internal", "Something went wrong inside of Redress.")
        }
    }
}

extension TrailFault {
    /// What is the matter with the trail.
    var explanation: Explanation {
        switch self {
        case .entryChanged(let entry):
            Explanation(
                .fault, "entry-changed", "The waiting entry \(entry) is not what was appended; nothing more is sealed.",
                wayOut: "Run redress audit verify and call compliance.")
        case .stateChanged:
            Explanation(
                .fault, "log-changed", "The kept state of the log does not give its root; nothing more is sealed.",
                wayOut: "Run redress audit verify and call compliance.")
        case .proofFails:
            Explanation(
                .fault, "proof-fails", "The stored hashes do not lead to the root of the log; no proof is given.",
                wayOut: "Run redress audit verify and call compliance.")
        case .longerHistory(let known, let size, let who):
            Explanation(
                .conflict, "longer-history", "The \(who) knows \(known) entries, this store has \(size): it is older.",
                wayOut: "See “After a restore” in docs/audit.md.")
        case .otherHistory(let who):
            Explanation(
                .conflict, "other-history", "The \(who) knows another history than this store's.",
                wayOut: "See “After a restore” in docs/audit.md.")
        }
    }
}
