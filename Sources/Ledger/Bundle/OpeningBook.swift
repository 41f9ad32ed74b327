import Canonical

/// The openings of a bundle, read before the entries so that the commitments of the entries need not be kept.
struct OpeningBook {
    private struct Entry {
        let place: Int
        let path: String
        let commitment: Commitment
        var index: UInt64?
        var subject: ByteText?
        var isRight = false
        /// The next opening of the same commitment.
        let next: Int?
    }

    private var entries: [Entry] = []
    private var places: [Fingerprint: Int] = [:]

    /// The number of openings.
    var count: Int { entries.count }
    /// Whether there is nothing to look for in the entries.
    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ line: UnsafeBufferPointer<UInt8>, place: Int, into findings: inout Findings) {
        guard let opening = Opening(parsing: Array(line)), let commitment = try? opening.commitment() else {
            findings.add(.opening, "opening \(place) cannot be read")
            return
        }
        let key = OpeningBook.key(ByteText(opening.entry).bytes, Array(opening.path.utf8))
        let next = places.updateValue(entries.count, forKey: key)
        entries.append(Entry(place: place, path: opening.path, commitment: commitment, next: next))
    }

    /// Looks up the commitments of a leaf.
    mutating func visit(_ leaf: ScannedLeaf, bytes: UnsafeBufferPointer<UInt8>, index: UInt64) {
        guard let id = leaf.id, let range = leaf.commit,
            let commits = (try? JSON(parsing: Array(bytes[range])))?.object
        else { return }
        for (path, value) in commits {
            var place = places[OpeningBook.key(Array(bytes[id]), Array(path.utf8))]
            while let current = place {
                entries[current].index = index
                entries[current].subject = leaf.subject.map { ByteText(bytes, $0) }
                entries[current].isRight = value.string == entries[current].commitment.base64
                place = entries[current].next
            }
        }
    }

    /// Reports what does not fit, after the last entry.
    func report(erased: [ByteText: UInt64], into findings: inout Findings) {
        for entry in entries {
            guard let index = entry.index else {
                findings.add(.opening, "opening \(entry.place) belongs to no commitment")
                continue
            }
            if let subject = entry.subject, erased[subject] != nil {
                findings.add(
                    .erasedPresent, index: index, "data of the erased subject \(subject.content) is still exported")
            }
            if !entry.isRight {
                findings.add(.opening, index: index, "value of \(entry.path) is not the one that was recorded")
            }
        }
    }

    private static func key(_ entry: [UInt8], _ path: [UInt8]) -> Fingerprint {
        Fingerprint(sha256(entry, [0], path))
    }
}
