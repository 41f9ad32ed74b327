import Canonical
import Casework
import Crypto
import Foundation
import Playbook

extension Shelf {
    /// Imports what the binary brings when it brings something else than at the last start.
    ///
    /// The mark is only a shortcut: the import itself is idempotent, so a lost or foreign mark costs time, nothing else.
    static func importShippedWhenNew(_ station: Station, ageDays: Int64) async throws {
        var hash = SHA256()
        for source in shipped {
            hash.update(data: Array(source.file.utf8) + [0])
            hash.update(data: source.bytes)
        }
        let mark = hash.finalize().map { String($0, radix: 16) }.joined()
        let path = station.settings.stateDirectory + "/shipped-playbooks"
        if station.cluster != nil, let known = try? String(contentsOfFile: path, encoding: .utf8), known == mark {
            return
        }
        try await importShipped(station.desk, ageDays: ageDays)
        if station.cluster != nil { try? mark.write(toFile: path, atomically: true, encoding: .utf8) }
    }
}
