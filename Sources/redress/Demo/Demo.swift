import Canonical
import Casework
import Foundation

/// Fills a store with a month of cases by working on them as agents would: through the operations, with another clock.
struct Demo: Sendable {
    private let station: Station
    private let say: @Sendable (String) -> Void
    private let cases = 160

    init(_ station: Station, _ say: @escaping @Sendable (String) -> Void) { (self.station, self.say) = (station, say) }

    /// Seeds when there is nothing yet, shows one guided case, and verifies the trail.
    func prepare() async throws {
        let mark = station.settings.stateDirectory + "/demo"
        let auditor = Actor(kind: .system, id: "demo", roles: [], session: "demo-\(Timestamp.now.day)")
        let transcript: String
        if let known = try? String(contentsOfFile: mark, encoding: .utf8), !known.isEmpty {
            transcript = known
        } else {
            try "".write(toFile: mark, atomically: true, encoding: .utf8)
            say("Playing a month of \(cases) cases …")
            transcript = try await seed()
            try transcript.write(toFile: mark, atomically: true, encoding: .utf8)
        }
        say(transcript)
        say(AuditText.verdict(try await station.desk.perform(VerifyStore(), by: auditor)))
    }

    /// Plays the cases, eight at a time, and answers the transcript of the last one.
    private func seed() async throws -> String {
        let now = Timestamp.now
        var generator = SeededGenerator(seed: 20_261_122)
        let stories = (0..<cases).map { DemoStory(number: $0, of: cases, until: now, using: &generator) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    for index in stride(from: lane, to: stories.count, by: 8) {
                        _ = try await DemoPlayer(station.desk, stories[index], lane: lane).play()
                    }
                }
            }
            try await group.waitForAll()
        }
        let last = DemoStory.guided(until: now)
        return try await DemoPlayer(station.desk, last, lane: 0).play()
    }
}

/// A generator whose numbers are the same at every start, so that two demos are alike.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64, by Steele, Lea and Flood (2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
