internal import Ledger
internal import Postgres

/// The check of the sealed part of a store: indexes without gaps, the tiles, the root, and every checkpoint.
struct SealedCheck {
    struct Found {
        let code: String
        let index: Int64?
        let message: String
    }
    private struct Kept {
        let size: UInt64
        let root: [UInt8]
        let note: [UInt8]
    }

    private(set) var range = CompactRange()
    private var group = CompactRange()
    private var next: Int64 = 0
    /// The hashes over every 256 entries, as they were when they were sealed.
    private var groups: [[UInt8]] = []
    private var checkpoints: [Kept] = []
    private var state: (size: Int64, root: [UInt8])?

    mutating func append(_ hash: LeafHash, at position: Int64, id: String) -> [Found] {
        var found: [Found] = []
        if position != next {
            let missing =
                position == next + 1
                ? "the entry with index \(next) is missing" : "the entries \(next) to \(position - 1) are missing"
            found.append(Found(code: "LOG_GAP", index: next, message: "\(missing); entry \(id) follows"))
        }
        next = position + 1
        range.append(hash)
        group.append(hash)
        if group.size == 256 {
            let number = Int(range.size / 256) - 1
            if number < groups.count, groups[number] != group.root.bytes {
                let first = number * 256
                found.append(
                    Found(
                        code: "ROOT", index: Int64(first),
                        message: "the entries \(first) to \(first + 255) are not those that were sealed"))
            }
            group = CompactRange()
        }
        while let kept = checkpoints.first, kept.size <= range.size {
            if kept.size == range.size, kept.root != range.root.bytes {
                found.append(
                    Found(
                        code: "ROOT", index: Int64(kept.size),
                        message: "the first \(kept.size) entries do not give the root that was signed"))
            }
            checkpoints.removeFirst()
        }
        return found
    }

    /// Reads what the entries are compared with.
    mutating func open(in transaction: Transaction) async throws -> [Found] {
        var found: [Found] = []
        let results = try await transaction.run([
            "SELECT n, data FROM audit.tile WHERE level = 1 ORDER BY n",
            "SELECT size, root, note FROM audit.checkpoint ORDER BY size", "SELECT size, root FROM audit.log_state",
        ])
        for row in results[0].rows {
            let data: [UInt8] = try row["data"]
            if try row["n", as: Int.self] * 256 != groups.count {
                found.append(Found(code: "ROOT", index: nil, message: "a tile of the tree is missing"))
                break
            }
            groups += stride(from: 0, to: data.count, by: 32).map { Array(data[$0..<min($0 + 32, data.count)]) }
        }
        for row in results[1].rows {
            let kept = Kept(size: UInt64(try row["size", as: Int64.self]), root: try row["root"], note: try row["note"])
            let signed = try? SignedCheckpoint(parsing: kept.note)
            if signed?.checkpoint.size != kept.size || signed?.checkpoint.root.bytes != kept.root {
                found.append(
                    Found(
                        code: "COLUMN_MISMATCH", index: nil,
                        message: "the checkpoint of size \(kept.size) says something else"))
            }
            checkpoints.append(kept)
        }
        if let row = results[2].rows.first { state = (try row["size"], try row["root"]) }
        return found
    }

    /// What is left to say after the last entry.
    func close() -> [Found] {
        var found: [Found] = []
        guard let state else { return [Found(code: "TRUNCATED", index: nil, message: "the log has no state")] }
        if Int64(range.size) != state.size {
            found.append(
                Found(
                    code: Int64(range.size) < state.size ? "TRUNCATED" : "UNSEALED", index: nil,
                    message: "the log has \(range.size) entries, its state says \(state.size)"))
        }
        if range.root.bytes != state.root {
            found.append(Found(code: "ROOT", index: nil, message: "the entries do not give the root of the log"))
        }
        for kept in checkpoints {
            found.append(
                Found(
                    code: "TRUNCATED", index: nil,
                    message: "\(range.size) entries, but a checkpoint commits to \(kept.size)"))
        }
        return found
    }
}

extension StoreCheck {
    mutating func openLog(in transaction: Transaction) async throws { note(try await log.open(in: transaction)) }

    mutating func closeLog(in transaction: Transaction) async throws { note(log.close()) }
}
