/// The contents of the files of an export bundle. Writing them is up to the caller.
public enum BundleWriter {
    /// The line of a leaf in `entries.jsonl`.
    public static func entryLine(_ leaf: [UInt8]) -> [UInt8] { leaf + [0x0A] }

    /// The line of an opening in `openings.jsonl`.
    public static func openingLine(_ opening: Opening) -> [UInt8] { opening.canonicalBytes + [0x0A] }

    /// A name under `checkpoints/` that sorts by size.
    public static func name(of checkpoint: Checkpoint) -> String {
        let digits = String(checkpoint.size)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }

    /// A small bundle as a whole.
    public static func bundle(
        leaves: some Sequence<[UInt8]>, checkpoint: SignedCheckpoint, older: [SignedCheckpoint] = [],
        openings: [Opening]? = nil
    ) -> MemoryBundle {
        var bundle = MemoryBundle(files: [
            .entries: leaves.flatMap(entryLine), .checkpoint: checkpoint.bytes,
        ])
        for checkpoint in older {
            bundle.files[.olderCheckpoint(name(of: checkpoint.checkpoint))] = checkpoint.bytes
        }
        if let openings { bundle.files[.openings] = openings.flatMap(openingLine) }
        return bundle
    }
}
