import Canonical
import Casework

/// Works on one case as an agent would: opens it, follows the guide, notes, closes.
struct DemoPlayer: Sendable {
    private let desk: Desk
    private let story: DemoStory
    private let actor: Actor

    init(_ desk: Desk, _ story: DemoStory, lane: Int) {
        self.desk = desk
        self.story = story
        actor = Actor(
            id: "demo-agent-\(lane + 1)", roles: [.agent], session: "demo-\(lane)-\(story.openedAt.day)")
    }

    /// Plays the story and answers its transcript.
    func play() async throws -> String {
        var time = story.openedAt
        var generator = SeededGenerator(seed: story.seed)
        let intake = try Intake(
            channel: story.channel, language: story.language, jurisdiction: "RU", scamType: story.scam,
            phone: story.phone,
            name: story.name, payments: story.payments, indicators: story.indicators, now: time)
        var guide = try await desk.at(clock(time)).perform(OpenCase(intake), by: actor)
        let reference = try CaseReference.read(guide["ref"]?.string ?? "")
        var lines = ["", "— Case \(reference): how a call goes —"]
        var worked = 0
        while worked < story.steps ?? 200, let step = guide["open"]?.array?.first(where: DemoAnswers.isWorkable) {
            time = time.adding(seconds: Int64.random(in: 8...45, using: &generator))
            let report = DemoAnswers.report(for: step, at: time, using: &generator)
            if story.isShown { lines += Transcript.lines(step, report) }
            let record = RecordStep(reference, step: step["path"]?.string ?? "", report: try StepReport(report))
            guide = try await desk.at(clock(time)).perform(record, by: actor)
            worked += 1
        }
        if story.steps == nil {
            lines.append(try await close(reference, guide, at: time))
        } else {
            // Left for whoever is free: the queue of the demo is not empty for somebody new.
            _ = try await desk.at(clock(time.adding(seconds: 60))).perform(AssignCase(reference, to: nil), by: actor)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func close(_ reference: CaseReference, _ guide: JSON, at time: Timestamp) async throws -> String {
        do {
            let outcome = guide["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .lossNotReturned
            let closed = try await desk.at(clock(time.adding(seconds: 30))).perform(
                CloseCase(reference, outcome: outcome), by: actor)
            return "Closed: \(closed["outcome"]?.string ?? "")"
        } catch DeskError.mandatoryOpen(_, let steps), DeskError.guideUnfinished(_, let steps) {
            return "Stays open until these are done: \(steps.joined(separator: ", "))"
        }
    }

    private func clock(_ time: Timestamp) -> @Sendable () -> Timestamp { { time } }
}
