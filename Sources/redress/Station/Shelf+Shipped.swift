import Canonical
import Casework
import Crypto
import Foundation
import Playbook

extension Shelf {
    private static func markFile(of station: Station) -> String {
        station.settings.stateDirectory + "/shipped-playbooks"
    }

    /// A new database under an old state directory has nothing of what the mark says.
    static func forgetMark(of station: Station) { try? FileManager.default.removeItem(atPath: markFile(of: station)) }

    /// Imports what the binary brings into a private cluster that was never stocked: also when the command that made it
    /// did not need playbooks, or was killed before it had them. Of several commands one imports, the others wait.
    static func stockOnce(_ station: Station, ageDays: Int64) async throws {
        let path = markFile(of: station)
        if FileManager.default.fileExists(atPath: path) { return }
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        flock(lock, LOCK_EX)
        if FileManager.default.fileExists(atPath: path) { return }
        try await importShippedWhenNew(station, ageDays: ageDays)
    }

    /// Imports what the binary brings when it brings something else than at the last start.
    ///
    /// The mark is only a shortcut: the import itself is idempotent, so a lost or foreign mark costs time, nothing else.
    static func importShippedWhenNew(_ station: Station, ageDays: Int64) async throws {
        var hash = SHA256()
        for source in shipped {
            hash.update(data: Array(source.file.utf8) + [0])
            hash.update(data: source.bytes)
        }
        let digest = hash.finalize().map { String($0, radix: 16) }.joined()
        let path = markFile(of: station)
        if station.cluster != nil, let known = try? String(contentsOfFile: path, encoding: .utf8), known == digest {
            return
        }
        try await importShipped(station.desk, ageDays: ageDays)
        if station.cluster != nil { try? digest.write(toFile: path, atomically: true, encoding: .utf8) }
    }
}
