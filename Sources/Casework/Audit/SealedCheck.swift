internal import Ledger
internal import Postgres

/// The check of the sealed part of a store: indexes without gaps, every tile, the root with its edge, and every checkpoint.
struct SealedCheck {
    struct Found {
        let code: String
        let index: Int64?
        let message: String

        init(_ code: String, at index: Int64? = nil, _ message: String) {
            (self.code, self.index, self.message) = (code, index, message)
        }
    }
    private struct Kept {
        let size: UInt64
        let root: [UInt8]
    }

    /// The log whose checkpoints are kept.
    let origin: String
    /// What the signer signed last; nil when nobody says.
    private let remembered: Checkpoint?
    private(set) var range = CompactRange()
    private var edge = TileEdge()
    private var next: Int64 = 0
    /// How many hashes of each level were compared with the stored tiles.
    private var compared: [Int: UInt64] = [:]
    private var checkpoints: StoreCursor?
    /// Checkpoints up to where the entries were read, and the first one behind.
    private var waiting: [Kept] = []

    init(origin: String, remembered: Checkpoint?) { (self.origin, self.remembered) = (origin, remembered) }

    /// Begins to read what the entries are compared with.
    mutating func open(in transaction: Transaction) async throws {
        checkpoints = try await StoreCursor(
            "checkpoints", over: "SELECT size, root, note FROM audit.checkpoint ORDER BY size", batch: 1_000,
            in: transaction)
    }

    /// Reads the checkpoints up to a size, and looks whether their rows say what their notes say.
    mutating func readCheckpoints(upTo size: UInt64) async throws -> [Found] {
        var found: [Found] = []
        while waiting.last?.size ?? 0 <= size, let row = try await checkpoints?.next() {
            guard let stored = try? row["size", as: Int64.self], let kept = UInt64(exactly: stored),
                let root = try? row["root", as: [UInt8].self], let note = try? row["note", as: [UInt8].self]
            else {
                found.append(Found("COLUMN_MISMATCH", "a checkpoint cannot be read"))
                continue
            }
            let signed = try? SignedCheckpoint(parsing: note)
            let text = signed?.checkpoint
            if text?.origin != origin || text?.size != kept || text?.root.bytes != root {
                found.append(Found("COLUMN_MISMATCH", "the checkpoint of size \(kept) says something else"))
            }
            waiting.append(Kept(size: kept, root: root))
        }
        return found
    }

    /// Takes the next entry of the log.
    mutating func append(_ hash: LeafHash, at position: Int64, id: String) -> [Found] {
        var found: [Found] = []
        if position != next {
            let missing =
                position == next &+ 1
                ? "the entry with index \(next) is missing" : "the entries \(next) to \(position &- 1) are missing"
            found.append(Found("LOG_GAP", at: next, "\(missing); entry \(id) follows"))
        }
        next = position &+ 1
        range.append(hash)
        edge.append(hash)
        if let remembered, remembered.size == range.size, remembered.root != range.root {
            found.append(
                Found("FORK", at: Int64(range.size), "the signer signed other \(range.size) entries than these"))
        }
        while let kept = waiting.first, kept.size <= range.size {
            if kept.size == range.size, kept.root != range.root.bytes {
                found.append(
                    Found(
                        "ROOT", at: Int64(kept.size),
                        "the first \(kept.size) entries do not give the root that was signed"))
            }
            waiting.removeFirst()
        }
        return found
    }

    /// Compares the hashes over 256 entries, and those over 256 of them, with the tiles as they were sealed.
    mutating func compareTiles(in transaction: Transaction) async throws -> [Found] {
        let filled = edge.takeFilled()
        if filled.isEmpty { return [] }
        let rows = try await transaction.query(
            """
            SELECT w.place, t.data FROM unnest(\(filled.map { Int32($0.level) }), \(filled.map { Int64($0.index) }))
                WITH ORDINALITY AS w (level, n, place)
            JOIN audit.tile t ON t.level = w.level AND t.n = w.n
            """)
        var stored: [Int: [UInt8]] = [:]
        for row in rows { stored[Int(try row["place", as: Int64.self]) - 1] = try row["data"] }
        return filled.enumerated().flatMap { compare($0.element, stored[$0.offset]) }
    }

    private mutating func compare(_ tile: TileEdge.Filled, _ stored: [UInt8]?) -> [Found] {
        let first = tile.index * 256
        let start = max(compared[tile.level] ?? 0, first)
        compared[tile.level] = first + UInt64(tile.hashes.count)
        guard let stored, stored.count >= tile.hashes.count * 32 else {
            return [Found("ROOT", "the tile \(tile.index) of level \(tile.level) is missing or cut")]
        }
        return (Int(start - first)..<tile.hashes.count).compactMap { place in
            guard stored[place * 32..<place * 32 + 32].elementsEqual(tile.hashes[place].bytes) else {
                let width = UInt64(1) << UInt64(8 * tile.level)
                let entry = (first + UInt64(place)) * width
                return Found(
                    "ROOT", at: Int64(entry),
                    "the entries \(entry) to \(entry + width - 1) are not those that were sealed")
            }
            return nil
        }
    }

    /// What is left to say after the last entry.
    mutating func close(in transaction: Transaction) async throws -> [Found] {
        var found = try await readCheckpoints(upTo: range.size)
        if let remembered, remembered.size > range.size {
            found.append(Found("ROLLBACK", "\(range.size) entries, but the signer has signed \(remembered.size)"))
        }
        let results = try await transaction.run([
            "SELECT size, root, frontier FROM audit.log_state",
            "SELECT level, count(*) AS tiles, sum(octet_length(data)) AS length FROM audit.tile GROUP BY level ORDER BY level",
        ])
        found += compareState(results[0].rows)
        found += try compareSizes(results[1].rows)
        // More than a page of them says no more.
        while !waiting.isEmpty, found.count < 1_000 {
            for kept in waiting where kept.size > range.size {
                found.append(Found("TRUNCATED", "\(range.size) entries, but a checkpoint commits to \(kept.size)"))
            }
            waiting = []
            found += try await readCheckpoints(upTo: range.size + 1)
        }
        return found
    }

    private func compareState(_ rows: [Row]) -> [Found] {
        guard let row = rows.first else { return [Found("TRUNCATED", "the log has no state")] }
        guard let size = try? row["size", as: Int64.self], let root = try? row["root", as: [UInt8].self],
            let frontier = try? row["frontier", as: [UInt8].self]
        else { return [Found("COLUMN_MISMATCH", "the state of the log cannot be read")] }
        var found: [Found] = []
        if Int64(range.size) != size {
            found.append(
                Found(
                    Int64(range.size) < size ? "TRUNCATED" : "UNSEALED",
                    "the log has \(range.size) entries, its state says \(size)"))
        }
        if range.root.bytes != root {
            found.append(Found("ROOT", "the entries do not give the root of the log"))
        } else if range.hashes.flatMap(\.bytes) != frontier {
            found.append(Found("ROOT", "the kept edge of the tree is not that of the entries"))
        }
        return found
    }

    /// Every hash was compared at its place; what is longer than them was put there by hand.
    private func compareSizes(_ rows: [Row]) throws -> [Found] {
        try rows.compactMap { row in
            let level = try row["level", as: Int32.self]
            let hashes = (1...7).contains(level) ? range.size >> UInt64(8 * level) : 0
            let (tiles, length) = (try row["tiles", as: Int64.self], try row["length", as: Int64.self])
            if tiles <= Int64((hashes + 255) / 256), length <= Int64(hashes * 32) { return nil }
            return Found("ROOT", "the tiles of level \(level) hold hashes of entries that are not there")
        }
    }
}
