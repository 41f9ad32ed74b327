internal import Canonical
internal import Postgres

/// One conversation, as it is told.
public struct ContactRecord: Sendable, Hashable {
    let channel: IntakeChannel
    let direction: ContactDirection
    let isReached: Bool
    let seconds: Int?
    let wrapUp: WrapUpCode?
    let distressStart: Int?
    let distressEnd: Int?
    let csat: Int?
    let feltSupported: Int?
    let nextContactAt: String?
    let summary: String?

    /// Takes the texts as the command line and HTTP bring them.
    ///
    /// - Parameters:
    ///   - seconds: how long it took.
    ///   - distressStart: 0 calm to 3 danger to life (domain.md, 3.3); `distressEnd` likewise.
    ///   - csat: how content the person was, 1 to 5; `feltSupported`: how supported he felt, 1 to 5.
    ///   - nextContactAt: what was promised, RFC 3339.
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` or ``CodeError`` for the first input that cannot be read.
    public init(
        channel: String, direction: String, reached: Bool = true, seconds: Int? = nil, wrapUp: String? = nil,
        distressStart: Int? = nil, distressEnd: Int? = nil, csat: Int? = nil, feltSupported: Int? = nil,
        nextContactAt: String? = nil, summary: String? = nil
    ) throws {
        self.channel = try IntakeChannel.parse(channel)
        self.direction = try ContactDirection.parse(direction)
        self.isReached = reached
        self.seconds = try Self.number(seconds, "seconds", 0...86_400)
        self.wrapUp = try wrapUp.map { try WrapUpCode.parse($0) }
        self.distressStart = try Self.number(distressStart, "distress_start", 0...3)
        self.distressEnd = try Self.number(distressEnd, "distress_end", 0...3)
        self.csat = try Self.number(csat, "csat", 1...5)
        self.feltSupported = try Self.number(feltSupported, "felt_supported", 1...5)
        self.nextContactAt = nextContactAt
        self.summary = try Intake.text(summary, "summary", limit: 10_000)
    }

    private static func number(_ number: Int?, _ field: String, _ range: ClosedRange<Int>) throws(DeskError) -> Int? {
        guard let number else { return nil }
        guard range.contains(number) else {
            throw .malformed(field: field, problem: .range("\(range.lowerBound)…\(range.upperBound)"))
        }
        return number
    }

    func insert(
        _ caseNo: Int64, _ number: Int, _ at: Timestamp, _ actor: Actor, next: Timestamp?, summary: [UInt8]?
    ) -> SQL {
        """
        INSERT INTO casework.contact (case_no, contact_no, at, by_staff, channel, direction, reached, duration_seconds,
            wrap_code, distress_start, distress_end, csat, felt_supported, next_contact_at, summary)
        VALUES (\(caseNo), \(Int16(number)), \(at), \(actor.id), \(channel.rawValue), \(direction.rawValue), \(isReached),
            \(seconds.map { Int32($0) }), \(wrapUp?.rawValue), \(distressStart.map { Int16($0) }),
            \(distressEnd.map { Int16($0) }), \(csat.map { Int16($0) }), \(feltSupported.map { Int16($0) }), \(next),
            \(summary))
        """
    }

    func json(_ number: Int, _ at: Timestamp, _ actor: Actor, next: Timestamp?, masked: [String]) -> JSON {
        .members([
            "no": .int(Int64(number)), "at": .string(at.description), "by": .string(actor.id),
            "channel": .string(channel.rawValue), "direction": .string(direction.rawValue), "reached": .bool(isReached),
            "duration_seconds": seconds.map { .int(Int64($0)) }, "wrap_code": wrapUp.map { .string($0.rawValue) },
            "distress_start": distressStart.map { .int(Int64($0)) },
            "distress_end": distressEnd.map { .int(Int64($0)) },
            "csat": csat.map { .int(Int64($0)) }, "felt_supported": feltSupported.map { .int(Int64($0)) },
            "next_contact_at": next.map { .string($0.description) }, "masked": .array(masked.map(JSON.string)),
        ])
    }
}
