public import Canonical
internal import Ledger
internal import Postgres

/// Opens a case for every line of a file, all or nothing; or, when bad lines may be left out, the good ones. Every line is
/// judged as `case open` would; one that is known by its `external_id` or `key` is left as it is.
///
/// The cases wait in the queue for whoever is free. Writes `case.opened` for each, and `cases.imported`.
public struct ImportCases: Operation {
    /// Lines that can be read more than once: first they are judged, then they become cases.
    public struct Source: Sendable {
        /// Begins at the first line; nil after the last one. Line feeds are not part of a line.
        public let lines: @Sendable () throws -> (() throws -> [UInt8]?)

        /// Lines that a face brings.
        public init(_ lines: @escaping @Sendable () throws -> (() throws -> [UInt8]?)) { self.lines = lines }

        /// The lines of a text that is there already.
        public init(_ bytes: [UInt8]) {
            self.init {
                var rest = bytes[...]
                return {
                    if rest.isEmpty { return nil }
                    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
                    rest = rest.dropFirst(line.count + 1)
                    return Array(line)
                }
            }
        }
    }

    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.import"
    /// The right that it needs: the cases are nobody's, and those of others are met.
    public static let permission = Permission.workOnAllCases
    private let source: Source
    private let skipsBad: Bool
    private let isDryRun: Bool
    /// Cases in one transaction when bad lines are left out.
    private static let batch = 100
    /// A file with more than so many bad lines is told no more of them.
    private static let mostRefused = 1_000

    /// Imports the lines of a source.
    public init(_ source: Source, skipsBad: Bool = false, isDryRun: Bool = false) {
        (self.source, self.skipsBad, self.isDryRun) = (source, skipsBad, isDryRun)
    }

    /// Does it, in one transaction, or one for each hundred lines when bad ones are left out.
    ///
    /// - Throws: ``DeskError/linesRefused(_:of:)`` when a line is bad and none may be left out; then nothing was opened.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        var tally = try judge(at)
        if !tally.refused.isEmpty, !skipsBad { throw DeskError.linesRefused(tally.refused, of: tally.lines) }
        if !isDryRun {
            let bad = Set(tally.refused.map(\.line))
            tally.cases =
                try await skipsBad
                ? importBatches(desk, actor, at: at, leaving: bad) : importWhole(desk, actor, at: at)
            try await desk.write(
                Draft(
                    type: .casesImported,
                    data: [
                        "rows": .int(Int64(tally.lines)), "refused": .int(Int64(tally.refused.count)),
                        "opened": .int(Int64(tally.cases.count { !$0.isKnown })),
                        "unchanged": .int(Int64(tally.cases.count(where: \.isKnown))),
                    ]), by: actor)
        }
        return tally.json(isDryRun: isDryRun)
    }

    /// Reads every line, and opens nothing.
    private func judge(_ at: Timestamp) throws -> ImportTally {
        var tally = ImportTally()
        let next = try source.lines()
        while let line = try next() {
            tally.lines += 1
            if Self.isBlank(line) { continue }
            do { _ = try IntakeLine(line, now: at) } catch { tally.refused.append(RefusedLine(tally.lines, error)) }
            if tally.refused.count > Self.mostRefused { throw DeskError.linesRefused(tally.refused, of: tally.lines) }
        }
        return tally
    }

    private static func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } }

    /// All in one transaction: a reader sees none of them or all.
    private func importWhole(_ desk: Desk, _ actor: Actor, at: Timestamp) async throws -> [ImportTally.Line] {
        try await desk.retrying {
            try await desk.pool.transaction { transaction in
                var (number, cases): (Int, [ImportTally.Line]) = (0, [])
                let next = try source.lines()
                while let line = try next() {
                    number += 1
                    if Self.isBlank(line) { continue }
                    do {
                        cases.append(try await Self.open(line, number, desk, actor, at: at, in: transaction))
                    } catch let error as DeskError {
                        throw DeskError.linesRefused([RefusedLine(number, error)], of: number)
                    }
                }
                return cases
            }
        }
    }

    private func importBatches(_ desk: Desk, _ actor: Actor, at: Timestamp, leaving bad: Set<Int>) async throws
        -> [ImportTally.Line]
    {
        var (number, cases): (Int, [ImportTally.Line]) = (0, [])
        let next = try source.lines()
        var isMore = true
        while isMore {
            var batch: [(number: Int, line: [UInt8])] = []
            while batch.count < Self.batch, isMore {
                guard let line = try next() else {
                    isMore = false
                    break
                }
                number += 1
                if !bad.contains(number), !Self.isBlank(line) { batch.append((number, line)) }
            }
            let wanted = batch
            if wanted.isEmpty { continue }
            cases += try await desk.retrying {
                try await desk.pool.transaction { transaction in
                    var opened: [ImportTally.Line] = []
                    for (number, line) in wanted {
                        opened.append(try await Self.open(line, number, desk, actor, at: at, in: transaction))
                    }
                    return opened
                }
            }
        }
        return cases
    }

    private static func open(
        _ line: [UInt8], _ number: Int, _ desk: Desk, _ actor: Actor, at: Timestamp, in transaction: Transaction
    ) async throws -> ImportTally.Line {
        let read = try IntakeLine(line, now: at)
        let opening = OpenCase(read.intake, id: read.conversation(desk.keys), isForQueue: true)
        do {
            let answer = try await opening.open(desk, by: actor, at: at, in: transaction, isLast: false)
            return ImportTally.Line(number: number, reference: answer["ref"]?.string ?? "", isKnown: false)
        } catch let known as KnownConversation {
            return ImportTally.Line(number: number, reference: known.reference.text, isKnown: true)
        }
    }
}

/// What became of the lines of a file.
struct ImportTally: Sendable {
    struct Line: Sendable {
        let number: Int
        let reference: String
        let isKnown: Bool
    }
    var lines = 0
    var refused: [RefusedLine] = []
    var cases: [Line] = []

    func json(isDryRun: Bool) -> JSON {
        [
            "lines": .int(Int64(lines)), "dry_run": .bool(isDryRun),
            "opened": .int(Int64(cases.count { !$0.isKnown })), "unchanged": .int(Int64(cases.count(where: \.isKnown))),
            "refused": .int(Int64(refused.count)), "errors": .array(refused.map(\.json)),
            "cases": .array(
                cases.map { line in
                    [
                        "line": .int(Int64(line.number)), "ref": .string(line.reference),
                        "result": line.isKnown ? "unchanged" : "opened",
                    ]
                }),
        ]
    }
}
