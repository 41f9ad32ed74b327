import Foundation
import Ledger

/// The entries of a log: twenty for each of a thousand cases in turns, and then for a thousand others, with a session a case.
struct GeneratedEntries {
    struct Entry {
        let id: String
        /// Of the case and of the session.
        let name: Int
        /// In the case and in the session.
        let number: Int
        let leaf: [UInt8]
        let hash: LeafHash
        /// The running hash of the session.
        let link: TreeHash
    }

    static let time = "2026-03-02T08:00:26.369000Z"
    let origin: String
    private var index = 0
    private var heads = [LeafHash](repeating: .zero, count: 1_000)
    private var links = [TreeHash](repeating: .zero, count: 1_000)

    init(origin: String) { self.origin = origin }

    /// The entry that opens the log.
    var opening: [UInt8] {
        Array(
            #"{"actor":{"id":"redress","kind":"system"},"id":"e-0","log":"\#(origin)","ts":"\#(Self.time)","type":"log.opened","v":1}"#
                .utf8)
    }

    mutating func next() -> Entry {
        let (place, turn) = (index % 1_000, index / 1_000)
        let (name, number) = (turn / 20 * 1_000 + place, turn % 20 + 1)
        index += 1
        let (head, link) = number == 1 ? (.zero, .zero) : (heads[place], links[place])
        let id = "e-bench-\(index)"
        let leaf = Array(
            #"{"actor":{"id":"u-\#(place)","kind":"staff","n":\#(number),"session":"s-\#(name)"},"case":{"id":"c-\#(name)","prev":"\#(head.base64)","seq":\#(number)},"data":{"playbook":"safe-account","playbook_version":"1.0.0","step":"m0_open_safety/greet"},"id":"\#(id)","log":"\#(origin)","ts":"\#(Self.time)","type":"case.step_recorded","v":1}"#
                .utf8)
        let hash = LeafHash(leaf: leaf)
        (heads[place], links[place]) = (hash, StoredChains.link(link, hash))
        return Entry(id: id, name: name, number: number, leaf: leaf, hash: hash, link: links[place])
    }
}

/// A log in a file.
struct GeneratedLog: BundleSource {
    let path: String
    let checkpoint: [UInt8]

    static func write(_ count: Int, to path: String, _ signer: BenchSigner) throws -> SignedCheckpoint {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else {
            throw BenchError("\(path) cannot be written")
        }
        var entries = GeneratedEntries(origin: signer.key.verifierKey.name)
        var range = CompactRange()
        var piece: [UInt8] = []
        for index in 0..<count {
            let leaf = index == 0 ? entries.opening : entries.next().leaf
            range.append(LeafHash(leaf: leaf))
            piece += leaf
            piece.append(0x0A)
            if piece.count > 1 << 20 {
                try file.write(contentsOf: piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try file.write(contentsOf: piece)
        try file.close()
        return try SignedCheckpoint(
            Checkpoint(origin: entries.origin, size: UInt64(count), root: range.root), signedBy: signer.key)
    }

    /// How much memory the process has (`VmRSS:`), or the most that it had (`VmHWM:`), in kilobytes.
    static func memory(_ which: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(which) } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    /// From now on the most memory is counted anew.
    static func forgetPeakMemory() { try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }

    func olderCheckpoints() -> [String] { [] }

    func open(_ file: BundleFile) throws -> (any BundleStream)? {
        switch file {
        case .entries: FileHandle(forReadingAtPath: path).map { Pieces(handle: $0, rest: nil) }
        case .checkpoint: Pieces(handle: nil, rest: checkpoint)
        default: nil
        }
    }

    private struct Pieces: BundleStream {
        let handle: FileHandle?
        var rest: [UInt8]?

        mutating func next() throws -> [UInt8]? {
            if let handle {
                // As `redress audit verify` reads a bundle.
                let piece = [UInt8](unsafeUninitializedCapacity: 1 << 17) { buffer, filled in
                    filled = max(0, Foundation.read(handle.fileDescriptor, buffer.baseAddress, buffer.count))
                }
                return piece.isEmpty ? nil : piece
            }
            defer { rest = nil }
            return rest
        }
    }
}
