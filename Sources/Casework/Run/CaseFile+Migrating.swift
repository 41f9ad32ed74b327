internal import Canonical
internal import Playbook
internal import Postgres

extension CaseFile {
    /// Takes the run at work over into another version.
    mutating func migrate(
        _ migration: Migration, to program: Program, digest: [UInt8], at: Timestamp, by actor: Actor
    ) throws {
        guard let record = runs.last else { throw DeskError.noRun(reference: before.reference.text) }
        var run = record.run
        let events: [RunEvent]
        do throws(Refusal) {
            events = try run.migrate(
                migration, at: at, from: record.program, to: program, calendar: calendar)
        } catch {
            throw DeskError.refused(error)
        }
        write(following: [
            """
            UPDATE casework.run SET version = \(program.playbook.version.description), digest = \(digest)
            WHERE case_no = \(before.caseNo) AND run_no = \(Int16(record.number))
            """
        ])
        let moved = RunRecord(
            number: record.number, program: program, digest: digest, startedAt: record.startedAt, run: run,
            seq: record.seq, storedTimers: record.storedTimers)
        try keep(events, moved, at: at, by: actor)
    }
}
